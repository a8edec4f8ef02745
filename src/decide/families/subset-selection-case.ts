import { indexSet } from "../../model/index.js";
import { topKOracle } from "../../solve/index.js";
import { oracleProblem } from "../oracle-problem.js";
import type { ItemSet } from "./knapsack-case.js";
import { polynomialCase } from "./polynomial-case.js";
import { requireWhole, type SyntheticCase, type SyntheticOptions } from "./synthetic-case.js";

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
): SyntheticCase<ItemSet> {
  const { items = 25, count = 5 } = options;
  requireWhole("subsetSelectionCase", "items", items, 1);
  requireWhole("subsetSelectionCase", "count", count, 1, items);
  const problem = oracleProblem({
    name: "subset selection",
    uncertain: { over: [indexSet("item", items)] as ItemSet },
    oracle: () => topKOracle({ items, count, sense: "maximize" }),
  });
  return { problem, ...polynomialCase("subsetSelectionCase", options, items) };
}
