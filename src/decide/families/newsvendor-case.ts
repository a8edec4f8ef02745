import {
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  subtract,
  total,
  type IndexSet,
} from "../../model/index.js";
import { decisionProblem } from "../problem/decision-problem.js";
import { invalidOption } from "../invalid-option.js";
import type { JointProblem } from "../problem/joint-problem.js";
import { polynomialCase } from "./polynomial-case.js";
import { requireWhole, type SyntheticCase, type SyntheticOptions } from "./synthetic-case.js";

/** What is ordered. */
export type ProductSet = IndexSet<"product", `${number}`>;

/** What a newsvendor pays and earns. */
export interface NewsvendorPrices {
  /** [products] what a unit is sold for */
  readonly price: ArrayLike<number>;
  /** [products] what a unit costs to order */
  readonly cost: ArrayLike<number>;
  /** [products] what an unsold unit still brings. Default 0. */
  readonly salvage?: ArrayLike<number>;
  /** Most units in all. Default: no limit. */
  readonly capacity?: number;
}

/**
 * How many units of each product to order before its demand is known: what is not sold brings its salvage value only. The
 * uncertain values are the demands, in right-hand sides; sales are the second stage. (Arrow, Harris and Marschak, "Optimal
 * inventory policy", Econometrica 19, 1951.) Without a capacity the best order for a known distribution is its quantile at
 * (price - cost) / (price - salvage).
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` for prices of different lengths, and what the model throws.
 * @example
 * import { newsvendorProblem, openJudge } from "foresolve/decide";
 *
 * const judge = await openJudge(newsvendorProblem({ price: [5], cost: [2] }));
 * judge.costOf([10], [8]); // => 20
 * judge.best([8]); // => 24
 * judge.dispose();
 */
export function newsvendorProblem({ price, cost, salvage, capacity }: NewsvendorPrices): JointProblem<{
  readonly demand: { readonly over: readonly [ProductSet] };
}> {
  const products = price.length;
  requireWhole("newsvendorProblem", "products", products, 1);
  for (const [option, values] of Object.entries({ cost, ...(salvage !== undefined && { salvage }) })) {
    if (values.length === products) continue;
    throw invalidOption(
      "newsvendorProblem",
      option,
      `${values.length} number(s)`,
      `one number for each of the ${products} product(s) that have a price`,
    );
  }
  const product = indexSet("product", products);
  const over = [product] as const;
  // Unsold units are ordered ones that are not sold: both enter through their own prices.
  const rescued = Float64Array.from(price, (_, k) => salvage?.[k] ?? 0);
  const perSold = parameter({ over, data: rescued.map((value, k) => price[k] - value) });
  const perOrdered = parameter({ over, data: rescued.map((value, k) => cost[k] - value) });
  return decisionProblem({
    uncertain: { demand: { over } },
    build({ demand }) {
      const m = model("newsvendor");
      const ordered = m.variable("ordered", { over, lower: 0 });
      const sold = m.variable("sold", { over, lower: 0 });
      m.require("demand", atMost(sold, demand));
      m.require("stock", atMost(subtract(sold, ordered), 0));
      if (capacity !== undefined) m.require("capacity", atMost(total(ordered), capacity));
      m.maximize(subtract(total(mul(perSold, sold)), total(mul(perOrdered, ordered))));
      return m;
    },
    recourse: { firstStage: ["ordered"] },
  });
}

/**
 * Demands of several products by the polynomial law of `shortestPathCase`, times a number of units, and the newsvendor's
 * problem with them. `costs` are the demands.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`.
 * @example
 * import { newsvendorCase } from "foresolve/decide";
 *
 * newsvendorCase({ rows: 4, products: 3 }).dimension; // => 3
 */
export function newsvendorCase(
  options: SyntheticOptions & {
    /** Default 5. */
    readonly products?: number;
    /** Default: sold for 5, ordered for 1, nothing for what is left. */
    readonly prices?: NewsvendorPrices;
    /** What the law is multiplied by. Default 100. */
    readonly units?: number;
  },
): Omit<SyntheticCase, "problem"> & { readonly problem: ReturnType<typeof newsvendorProblem> } {
  const { products = options.prices?.price.length ?? 5, units = 100 } = options;
  requireWhole("newsvendorCase", "products", products, 1);
  const all = (value: number): number[] => Array.from({ length: products }, () => value);
  const problem = newsvendorProblem(options.prices ?? { price: all(5), cost: all(1) });
  const { costs, conditionalMeans, ...drawn } = polynomialCase("newsvendorCase", options, products);
  const times = (values: Float64Array): Float64Array => values.map((value) => units * value);
  return { problem, ...drawn, costs: times(costs), conditionalMeans: times(conditionalMeans) };
}
