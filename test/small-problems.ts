import { ridge, type DifferentiablePredictor, type Example } from "../src/learn/index.js";
import { randomStream } from "../src/math/index.js";
import { decisionProblem, type DecisionProblem } from "../src/decide/index.js";
import {
  add,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  total,
  type IndexSet,
  type Variable,
} from "../src/model/index.js";
import type { Oracle } from "../src/solve/index.js";

export type Sense = "minimize" | "maximize";

/** The items of {@link choice}. */
export type Items = readonly [IndexSet<"item", `${number}`>];

/** A choice with a handle on its variable. */
export interface Choice extends DecisionProblem<Items, "EUR"> {
  readonly take: Variable<Items>;
}

/** Takes so many of the items: those with the least (or largest) sums of uncertain and known values. */
export function choice(
  sense: Sense,
  items: number,
  { taken = 1, known }: { readonly taken?: number; readonly known?: readonly number[] } = {},
): Choice {
  const item = indexSet("item", items);
  const m = model("choice");
  const take = m.variable("take", { over: [item], lower: 0, upper: 1 });
  m.require("so many", equal(total(take), taken));
  const problem = decisionProblem({
    uncertain: { over: [item], unit: "EUR" },
    build(value) {
      const sure = total(mul(parameter({ over: [item], data: known ?? new Float64Array(items) }), take));
      const objective = add(total(mul(value, take)), sure);
      if (sense === "minimize") m.minimize(objective);
      else m.maximize(objective);
      return m;
    },
  });
  return { ...problem, take };
}

/** A decision as an oracle sees it. */
export interface Option {
  readonly exposure: readonly number[];
  readonly fixedCost: number;
}

/** All ways to take so many of the items. */
export function subsets(items: number, taken: number, known: readonly number[] = []): Option[] {
  const options: Option[] = [];
  for (let set = 0; set < 2 ** items; set++) {
    const exposure = Array.from({ length: items }, (_, item) => (set >> item) & 1);
    if (exposure.reduce((sum, one) => sum + one, 0) !== taken) continue;
    options.push({ exposure, fixedCost: dot(exposure, known) });
  }
  return options;
}

/** An oracle that tries every option. */
export function enumeratingOracle(sense: Sense, options: readonly Option[]): Oracle {
  const dimension = options[0]!.exposure.length;
  let solves = 0;
  return {
    dimension,
    sense,
    get solves() {
      return solves;
    },
    solveBatch(costs, out) {
      for (let row = 0; row * dimension < costs.length; row++) {
        const values = costs.subarray(row * dimension, (row + 1) * dimension);
        const objectives = options.map(({ exposure, fixedCost }) => dot(exposure, values) + fixedCost);
        const objective = sense === "minimize" ? Math.min(...objectives) : Math.max(...objectives);
        const best = options[objectives.indexOf(objective)]!;
        out.exposures.set(best.exposure, row * dimension);
        out.fixedCosts[row] = best.fixedCost;
        out.objectives[row] = objective;
        solves++;
      }
    },
  };
}

/** Sum of products of the entries that both have. */
export function dot(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < Math.min(first.length, second.length); k++) sum += first[k]! * second[k]!;
  return sum;
}

/** A problem whose sessions try every option: quick, exact, and it counts how many are open. */
export function enumerated(
  sense: Sense,
  items: number,
  taken = 1,
): { readonly problem: Choice; readonly opened: () => number; readonly stillOpen: () => number } {
  let opened = 0;
  let disposed = 0;
  const problem: Choice = {
    ...choice(sense, items, { taken }),
    async open() {
      opened++;
      return {
        solver: undefined as never,
        oracle: enumeratingOracle(sense, subsets(items, taken)),
        dispose: () => void disposed++,
      };
    },
  };
  return { problem, opened: () => opened, stillOpen: () => opened - disposed };
}

/** What a promise is rejected with; fails when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("The promise was kept, but should have been broken.");
}

/** A row of {@link bentCosts}. */
export interface Load {
  readonly load: number;
}
/** A predictor of what the items of a {@link choice} cost. */
export type Costs = DifferentiablePredictor<Load, Items, "EUR">;

/** One machine costs the same at any load, the other's cost bends upwards: no straight line describes it. */
export function bentCosts(seed: number, count: number, sense: Sense = "minimize"): Example<Load>[] {
  const stream = randomStream(seed);
  const sign = sense === "minimize" ? 1 : -1;
  return Array.from({ length: count }, () => {
    const load = stream.uniform();
    const truth = [1 + 0.3 * stream.normal(), 4 * load ** 4 + 0.3 * stream.normal()];
    return { features: { load }, truth: truth.map((cost) => sign * cost) };
  });
}

/** Least squares, which can be trained further. */
export function straightLines(problem: Choice): Costs {
  return ridge<Load, Items, "EUR">({ target: { over: problem.uncertain.over, unit: "EUR" }, penalty: 1e-6 });
}
