import { ForesolveError } from "../../errors.js";
import type { FittedPredictor, ModelCard } from "../../learn/index.js";
import type { UncertainParameter } from "../../model/index.js";
import type { JointProblem } from "./joint-problem.js";
import type { Blocks, JointSets, UnitOf } from "./parameter-blocks.js";
import { predictionsOf } from "./predictions-of.js";
import { requireFitted, requireSameTarget } from "./target-check.js";

/** A fitted predictor for each uncertain parameter, by its name. */
export type JointPredictors<Row, B extends Blocks> = {
  readonly [Name in keyof B]: FittedPredictor<Row, B[Name]["over"], UnitOf<B[Name]>>;
};

/**
 * One predictor of all uncertain parameters of a problem, made of one for each.
 *
 * @throws ForesolveError `FS_DECIDE_TARGET_MISMATCH` when a predictor predicts something else than its parameter, or is missing.
 * @example
 * import { atMost, indexSet, model, mul, total } from "foresolve/model";
 * import { rulePredictor } from "foresolve/learn";
 * import { decisionProblem, jointPredictor, policy } from "foresolve/decide";
 *
 * const hour = indexSet("hour", 2);
 * const sale = decisionProblem({
 *   uncertain: { price: { over: [hour], unit: "EUR/MWh" }, demand: { over: [hour], unit: "MWh" } },
 *   build({ price, demand }) {
 *     const m = model("sale");
 *     const sold = m.variable("sold", { over: [hour], unit: "MWh", lower: 0 });
 *     m.require("demand", atMost(sold, demand));
 *     m.maximize(total(mul(price, sold)));
 *     return m;
 *   },
 *   recourse: { penalties: { demand: 50 } },
 * });
 * interface Row { prices: number[]; demands: number[] }
 * const predictor = jointPredictor(sale, {
 *   price: rulePredictor({
 *     name: "last prices",
 *     target: { over: [hour], unit: "EUR/MWh" },
 *     predict: (row: Row) => row.prices,
 *   }),
 *   demand: rulePredictor({
 *     name: "last demand",
 *     target: { over: [hour], unit: "MWh" },
 *     predict: (row: Row) => row.demands,
 *   }),
 * });
 * const live = policy({ predictor, problem: sale });
 * const decision = await live.decide({ prices: [20, 30], demands: [4, 5] });
 * decision.predictedObjective; // => 230
 * live.dispose();
 */
export function jointPredictor<Row, B extends Blocks>(
  problem: JointProblem<B>,
  predictors: JointPredictors<Row, NoInfer<B>>,
): FittedPredictor<Row, JointSets, string> {
  const { places, target } = problem;
  const parts = places.map(({ name, block, first, entries }) => {
    const predictor = predictors[name] as FittedPredictor<Row> | undefined;
    if (predictor === undefined) {
      throw new ForesolveError("FS_DECIDE_TARGET_MISMATCH", {
        message: `Nothing predicts the parameter "${name}" of the decision problem "${problem.name}".`,
        fix: `Pass a fitted predictor for each of ${places.map((place) => `"${place.name}"`).join(", ")}.`,
        data: { problem: problem.name, parameter: name },
      });
    }
    const uncertain = block as unknown as UncertainParameter;
    requireSameTarget(predictor, { name: `${problem.name}, ${name}`, uncertain, open: problem.open });
    requireFitted(predictor);
    return { predictor, first, entries };
  });
  const dimension = target.over[0].keys.length;
  const name = parts.map(({ predictor }) => predictor.name).join(" and ");
  const card: ModelCard = {
    ...parts[0].predictor.card,
    predictor: name,
    kind: "joint",
    features: [...new Set(parts.flatMap(({ predictor }) => predictor.card.features))],
    settings: Object.fromEntries(places.map((place, k) => [place.name, parts[k].predictor.name])),
    figures: {},
  };
  return {
    name,
    target,
    card,
    predict(rows) {
      const all = new Float64Array(rows.length * dimension);
      for (const { predictor, first, entries } of parts) {
        const own = predictionsOf(predictor, rows, entries);
        for (let row = 0; row < rows.length; row++)
          all.set(own.subarray(row * entries, (row + 1) * entries), row * dimension + first);
      }
      return all;
    },
  };
}
