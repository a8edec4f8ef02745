import { indexSet, type IndexSet } from "../../model/index.js";
import { assignmentOracle } from "../../solve/index.js";
import { oracleProblem } from "../oracle-problem.js";
import { polynomialCase } from "./polynomial-case.js";
import { requireWhole, type SyntheticCase, type SyntheticOptions } from "./synthetic-case.js";

/** People and the jobs they do. */
export type Pairs = readonly [IndexSet<"person", `${number}`>, IndexSet<"job", `${number}`>];

/**
 * Assignments (matchings in a bipartite graph) whose costs follow the same law as the arcs of `shortestPathCase`: every person
 * does one job, at the least cost. The uncertain values are the costs of the pairs, [people, jobs].
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`.
 * @example
 * import { assignmentCase } from "foresolve/decide";
 *
 * assignmentCase({ rows: 4, people: 3 }).dimension; // => 9
 */
export function assignmentCase(
  options: SyntheticOptions & {
    /** And as many jobs. Default 6. */
    readonly people?: number;
  },
): SyntheticCase<Pairs> {
  const { people = 6 } = options;
  requireWhole("assignmentCase", "people", people, 1);
  const problem = oracleProblem({
    name: "assignment",
    uncertain: { over: [indexSet("person", people), indexSet("job", people)] as Pairs },
    oracle: () => assignmentOracle({ rows: people, columns: people }),
  });
  return { problem, ...polynomialCase("assignmentCase", options, people * people) };
}
