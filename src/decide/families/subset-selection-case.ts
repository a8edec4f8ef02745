import { equal, indexSet, model, mul, total } from "../../model/index.js";
import { topKOracle } from "../../solve/index.js";
import { oracleProblem, type ModelledProblem } from "../problem/oracle-problem.js";
import type { ItemSet } from "./knapsack-case.js";
import { polynomialCase } from "./polynomial-case.js";
import { requireWhole, type ModelledCase, type SyntheticOptions } from "./synthetic-case.js";

/**
 * The best few of many items, exactly `count` of them; the uncertain values are those of the items (or their costs, to be
 * minimised).
 *
 * @throws ForesolveError when it is opened: `FS_SOLVE_INVALID_STRUCTURE`.
 * @example
 * import { subsetSelectionProblem } from "foresolve/decide";
 *
 * subsetSelectionProblem({ items: 10, count: 2 }).uncertain.over[0].keys.length; // => 10
 */
export function subsetSelectionProblem(structure: {
  readonly items: number;
  readonly count: number;
  /** Default "maximize". */
  readonly sense?: "minimize" | "maximize";
}): ModelledProblem<ItemSet> {
  const { items, count, sense = "maximize" } = structure;
  return oracleProblem({
    name: "subset selection",
    uncertain: { over: [indexSet("item", items)] as ItemSet },
    oracle: () => topKOracle({ items, count, sense }),
    build(value) {
      const m = model("subset selection");
      // Whole at every vertex.
      const take = m.variable("take", { over: value.over, lower: 0, upper: 1 });
      m.require("count", equal(total(take), count));
      const worth = total(mul(value, take));
      if (sense === "maximize") m.maximize(worth);
      else m.minimize(worth);
      return m;
    },
  });
}

/**
 * The best few of many items, whose values follow the same law as the arcs of `shortestPathCase`.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`.
 * @example
 * import { subsetSelectionCase } from "foresolve/decide";
 *
 * subsetSelectionCase({ rows: 4, items: 10, count: 2 }).dimension; // => 10
 */
export function subsetSelectionCase(
  options: SyntheticOptions & {
    /** Default 25. */
    readonly items?: number;
    /** How many of them are taken. Default 5. */
    readonly count?: number;
  },
): ModelledCase<ItemSet> {
  const { items = 25, count = 5 } = options;
  requireWhole("subsetSelectionCase", "items", items, 1);
  requireWhole("subsetSelectionCase", "count", count, 1, items);
  return {
    problem: subsetSelectionProblem({ items, count }),
    ...polynomialCase("subsetSelectionCase", options, items),
  };
}
