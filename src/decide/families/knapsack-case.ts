import {
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  sum,
  total,
  type IndexSet,
  type Model,
  type UncertainParameter,
} from "../../model/index.js";
import { knapsackOracle, type KnapsackStructure } from "../../solve/index.js";
import { oracleProblem, type ModelledProblem } from "../problem/oracle-problem.js";
import { numpyRandomState } from "./numpy-random-state.js";
import {
  drawMatrix,
  noiseFactor,
  polynomialLaw,
  requireSyntheticOptions,
  requireWhole,
  type ModelledCase,
  type SyntheticOptions,
} from "./synthetic-case.js";

/** Items to choose from. */
export type ItemSet = readonly [IndexSet<"item", `${number}`>];

/**
 * The most valuable load of a knapsack with one or several limits; the uncertain values are those of the items.
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_STRUCTURE`.
 * @example
 * import { knapsackProblem } from "foresolve/decide";
 *
 * knapsackProblem({ weights: [3, 4, 2], capacities: [6] }).uncertain.over[0].keys.length; // => 3
 */
export function knapsackProblem(structure: KnapsackStructure): ModelledProblem<ItemSet> {
  return oracleProblem({
    name: "knapsack",
    uncertain: { over: [indexSet("item", structure.weights.length / structure.capacities.length)] },
    oracle: () => knapsackOracle(structure),
    build: (value) => knapsackModel(structure, value),
  });
}

function knapsackModel(
  { weights, capacities, sense = "maximize" }: KnapsackStructure,
  value: UncertainParameter<ItemSet>,
): Model {
  const m = model("knapsack");
  const [item] = value.over;
  const limit = indexSet("limit", capacities.length);
  const take = m.variable("take", { over: [item], domain: "binary" });
  const load = sum(mul(parameter({ over: [limit, item], data: Float64Array.from(weights) }), take), item);
  m.require("capacity", atMost(load, parameter({ over: [limit], data: Float64Array.from(capacities) })));
  const worth = total(mul(value, take));
  if (sense === "maximize") m.maximize(worth);
  else m.minimize(worth);
  return m;
}

/** A drawn knapsack. */
export interface KnapsackCase extends ModelledCase<ItemSet> {
  /** [limits, items] */
  readonly weights: Float64Array;
  /** [limits] */
  readonly capacities: Float64Array;
}

/** Mean of ⌈v⌉ for v uniform on [low, high]. */
function meanOfCeiling(low: number, high: number): number {
  if (low === high) return Math.ceil(low);
  // Integral of ⌈v⌉ from 0 on.
  const upTo = (end: number): number => {
    const whole = Math.floor(end);
    return (whole * (whole + 1)) / 2 + (end - whole) * (whole + 1);
  };
  return (upTo(high) - upTo(low)) / (high - low);
}

/**
 * Knapsacks with several limits whose item values follow a polynomial of the features with multiplicative noise, in
 * the numbers of PyEPO's `data.knapsack` (Tang and Khalil, "PyEPO: a PyTorch-based end-to-end predict-then-optimize
 * library", Mathematical Programming Computation 16, 2024, section 5.1), bit for bit:
 *
 *     value = ⌈((x . b / √columns + 3) ^ degree + 1) · 5 / 3.5 ^ degree · U⌉,   U uniform on [1 - noise, 1 + noise]
 *
 * Weights are hundredths from 3 to 7.99.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`, `FS_SOLVE_INVALID_STRUCTURE`.
 * @example
 * import { knapsackCase } from "foresolve/decide";
 *
 * const { weights } = knapsackCase({ rows: 1, items: 3, limits: 1, seed: 0 });
 * weights; // => new Float64Array([4.72, 3.47, 4.17])
 */
export function knapsackCase(
  options: SyntheticOptions & {
    /** Default 32. */
    readonly items?: number;
    /** Default 2. */
    readonly limits?: number;
    /** Of each limit. Default 20. */
    readonly capacity?: number;
  },
): KnapsackCase {
  const { items = 32, limits = 2, capacity = 20 } = options;
  const checked = requireSyntheticOptions("knapsackCase", options);
  requireWhole("knapsackCase", "items", items, 1);
  requireWhole("knapsackCase", "limits", limits, 1);
  const { rows, columns, degree, noise, seed } = checked;
  const random = numpyRandomState(seed);
  const weights = drawMatrix(limits, items, () => (300 + random.below(500)) / 100);
  const capacities = new Float64Array(limits).fill(capacity);
  const problem = knapsackProblem({ weights, capacities });
  const slopes = drawMatrix(items, columns, random.coin);
  const features = drawMatrix(rows, columns, random.normal);
  const conditionalMeans = polynomialLaw(features, slopes, checked);
  const costs = new Float64Array(rows * items);
  for (let k = 0; k < costs.length; k++) {
    const value = ((conditionalMeans[k] + 1) * 5) / 3.5 ** degree;
    costs[k] = Math.ceil(value * noiseFactor(random, noise));
    conditionalMeans[k] = meanOfCeiling(value * (1 - noise), value * (1 + noise));
  }
  return { problem, rows, columns, features, dimension: items, costs, conditionalMeans, weights, capacities };
}
