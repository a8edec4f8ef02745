import { ForesolveError } from "../../errors.js";
import { atMost, equal, indexSet, model, mul, sum, total, type IndexSet } from "../../model/index.js";
import { assignmentOracle, oracleBatch, type Oracle } from "../../solve/index.js";
import { oracleProblem, type ModelledProblem } from "../problem/oracle-problem.js";
import { polynomialCase } from "./polynomial-case.js";
import { requireWhole, type ModelledCase, type SyntheticOptions } from "./synthetic-case.js";

/** People and the jobs they do. */
export type Pairs = readonly [IndexSet<"person", `${number}`>, IndexSet<"job", `${number}`>];

/** Who may do what. */
export interface AssignmentStructure {
  readonly people: number;
  /** Default: as many as there are people. */
  readonly jobs?: number;
  /** Pairs of a person and a job that must not come together. Default: none. */
  readonly forbidden?: readonly (readonly [person: number, job: number])[];
  /** Default "minimize": costs. */
  readonly sense?: "minimize" | "maximize";
}

/**
 * The best matching of people and jobs in a bipartite graph: everybody does one job, or, where there are fewer jobs than people, every
 * job is done. The uncertain values are the costs (or values) of the pairs, [people, jobs]; those of forbidden pairs do not matter.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` for a pair that does not exist; when it is opened `FS_SOLVE_INVALID_STRUCTURE`, and
 * `FS_SOLVE_NO_DECISION` when the forbidden pairs leave no matching.
 * @example
 * import { assignmentProblem } from "foresolve/decide";
 * import { oracleBatch } from "foresolve/solve";
 *
 * const problem = assignmentProblem({ people: 2, jobs: 3, forbidden: [[0, 1]] });
 * const { oracle } = await problem.open();
 * const batch = oracleBatch(1, oracle.dimension);
 * oracle.solveBatch(Float64Array.of(4, 1, 3, 2, 0, 5), batch);
 * [...batch.exposures]; // => [0, 0, 1, 0, 1, 0]
 */
export function assignmentProblem(structure: AssignmentStructure): ModelledProblem<Pairs> {
  const { people, jobs = people, forbidden = [], sense = "minimize" } = structure;
  for (const [person, job] of forbidden) {
    requireWhole("assignmentProblem", "forbidden (person)", person, 0, people - 1);
    requireWhole("assignmentProblem", "forbidden (job)", job, 0, jobs - 1);
  }
  const over: Pairs = [indexSet("person", people), indexSet("job", jobs)];
  const closed = new Set(forbidden.map(([person, job]) => person * jobs + job));
  return oracleProblem({
    name: "assignment",
    uncertain: { over },
    oracle: () =>
      withoutPairs(assignmentOracle({ rows: people, columns: jobs, sense }), people, jobs, closed),
    build(cost) {
      const m = model("assignment");
      const [person, job] = over;
      const upper = Float64Array.from({ length: people * jobs }, (_, pair) => (closed.has(pair) ? 0 : 1));
      // Whole at every vertex.
      const does = m.variable("does", { over, lower: 0, upper });
      const [ofPerson, ofJob] = [sum(does, job), sum(does, person)];
      m.require("people", people <= jobs ? equal(ofPerson, 1) : atMost(ofPerson, 1));
      m.require("jobs", jobs <= people ? equal(ofJob, 1) : atMost(ofJob, 1));
      const all = total(mul(cost, does));
      if (sense === "minimize") m.minimize(all);
      else m.maximize(all);
      return m;
    },
  });
}

/** An assignment in which some pairs cost more than all others together could save. */
function withoutPairs(oracle: Oracle, people: number, jobs: number, closed: ReadonlySet<number>): Oracle {
  if (closed.size === 0) return oracle;
  const { dimension, sense } = oracle;
  const couples = Math.min(people, jobs);
  const solve = (costs: Float64Array, rows: number): ReturnType<typeof oracleBatch> => {
    const priced = costs.slice(0, rows * dimension);
    for (let row = 0; row < rows; row++) {
      let most = 0;
      for (let pair = 0; pair < dimension; pair++)
        if (!closed.has(pair)) most = Math.max(most, Math.abs(costs[row * dimension + pair]));
      const price = (2 * couples + 1) * (most + 1);
      for (const pair of closed) priced[row * dimension + pair] = sense === "minimize" ? price : -price;
    }
    const found = oracleBatch(rows, dimension);
    oracle.solveBatch(priced, found);
    return found;
  };
  const { exposures } = solve(new Float64Array(dimension), 1);
  if ([...closed].some((pair) => exposures[pair] !== 0)) {
    throw new ForesolveError("FS_SOLVE_NO_DECISION", {
      message: `No matching of ${people} people and ${jobs} jobs does without the ${closed.size} forbidden pair(s).`,
      fix: "Allow more pairs, or add jobs that stand for doing nothing.",
      data: { people, jobs, forbidden: closed.size },
    });
  }
  return {
    dimension,
    sense,
    get solves() {
      return oracle.solves;
    },
    solveBatch(costs, out) {
      // Refuses what does not fit together, and forbidden pairs that are not numbers.
      oracle.solveBatch(costs, out);
      const rows = costs.length / dimension;
      const found = solve(costs, rows);
      out.exposures.set(found.exposures);
      for (let row = 0; row < rows; row++) {
        let objective = 0;
        for (let k = row * dimension; k < (row + 1) * dimension; k++)
          if (found.exposures[k] !== 0) objective += costs[k];
        out.objectives[row] = objective;
      }
    },
  };
}

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
    /** Default 6. */
    readonly people?: number;
    /** Default: as many as there are people. */
    readonly jobs?: number;
    /** Pairs that must not come together. Default: none. */
    readonly forbidden?: AssignmentStructure["forbidden"];
  },
): ModelledCase<Pairs> {
  const { people = 6, jobs = people, forbidden = [] } = options;
  requireWhole("assignmentCase", "people", people, 1);
  requireWhole("assignmentCase", "jobs", jobs, 1);
  return {
    problem: assignmentProblem({ people, jobs, forbidden }),
    ...polynomialCase("assignmentCase", options, people * jobs),
  };
}
