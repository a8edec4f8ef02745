import { randomStream } from "../math/index.js";
import { invalidOption, requireOption } from "./invalid-option.js";
import { describeTarget, type ModelCard } from "./model-card.js";
import type { FittedPredictor, Predictor } from "./predictor.js";
import { saveable } from "./saved/saveable.js";
import { entryCount, requireSharedTarget, type Axis, type Target } from "./target.js";

/**
 * The weighted mean of several predictors of the same target. Each member is fitted on all examples with a seed of
 * its own, so that averaging one predictor with itself evens out its random choices.
 *
 * @param weights one for each member, not negative; equal when absent. They are scaled to a sum of 1.
 * @throws FS_LEARN_TARGET_MISMATCH when the members' axes, keys or units differ.
 * @throws FS_LEARN_INVALID_OPTION for no members or unusable weights.
 *
 * @example
 * import { averageOf, rulePredictor } from "foresolve/learn";
 *
 * const target = { over: [{ name: "hour", keys: ["h0", "h1"] }], unit: "EUR/MWh" } as const;
 * const yesterday = rulePredictor({ name: "yesterday", target, predict: (row: { last: number[] }) => row.last });
 * const flat = rulePredictor({ name: "flat", target, predict: (_row: { last: number[] }) => [40, 40] });
 * const blend = await averageOf([yesterday, flat], [3, 1]).fit([{ features: { last: [1, 2] }, truth: [1, 2] }]);
 * blend.predict([{ last: [20, 80] }]); // => new Float64Array([25, 70])
 */
export function averageOf<Row, const Axes extends readonly Axis[], const Unit extends string>(
  predictors: readonly Predictor<Row, Axes, Unit>[],
  weights: readonly number[] = predictors.map(() => 1),
): Predictor<Row, Axes, Unit> {
  const shares = sharesOf(predictors, weights);
  const { target } = predictors[0]!;
  const name = `average of ${predictors.map((predictor) => predictor.name).join(", ")}`;

  return {
    name,
    target,
    async fit(examples, options = {}) {
      const { seed = 0 } = options;
      const streams = randomStream(seed).split("average");
      const members: FittedPredictor<Row, Axes, Unit>[] = [];
      for (const [index, predictor] of predictors.entries())
        members.push(
          await predictor.fit(examples, { ...options, seed: streams.split(index).integer(2 ** 31) }),
        );
      const average = averageOfFitted(members, shares);
      return fittedAverage(members, shares, { ...average.card, rows: examples.length, seed });
    },
  };
}

/**
 * The weighted mean of predictors that are fitted already; see {@link averageOf}.
 *
 * @throws FS_LEARN_TARGET_MISMATCH, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { averageOfFitted, rulePredictor } from "foresolve/learn";
 *
 * const low = rulePredictor({ name: "low", target: { over: [] }, predict: () => [10] });
 * const high = rulePredictor({ name: "high", target: { over: [] }, predict: () => [20] });
 * averageOfFitted([low, high]).predict([{}]); // => new Float64Array([15])
 */
export function averageOfFitted<Row, const Axes extends readonly Axis[], const Unit extends string>(
  members: readonly FittedPredictor<Row, Axes, Unit>[],
  weights: readonly number[] = members.map(() => 1),
): FittedPredictor<Row, Axes, Unit> {
  const shares = sharesOf(members, weights);
  const { target } = members[0]!;
  const name = `average of ${members.map((member) => member.name).join(", ")}`;
  return fittedAverage(members, shares, {
    predictor: name,
    kind: "average",
    rows: Math.max(...members.map((member) => member.card.rows)),
    features: [...new Set(members.flatMap((member) => member.card.features))],
    target: describeTarget(target),
    loss: [...new Set(members.map((member) => member.card.loss))].join(", "),
    seed: null,
    settings: { weights: shares },
    figures: { members: members.map((member) => structuredClone(member.card)) as never },
  });
}

/** The weighted sum of fitted predictors of one target. */
export function fittedAverage<Row, Axes extends readonly Axis[], Unit extends string>(
  members: readonly FittedPredictor<Row, Axes, Unit>[],
  shares: readonly number[],
  card: ModelCard,
): FittedPredictor<Row, Axes, Unit> {
  const { target } = members[0]!;
  const entries = entryCount(target);
  const fitted: FittedPredictor<Row, Axes, Unit> = {
    name: card.predictor,
    target,
    card,
    predict(rows) {
      const out = new Float64Array(rows.length * entries);
      for (const [index, member] of members.entries()) {
        const predictions = member.predict(rows);
        const share = shares[index]!;
        for (let at = 0; at < out.length; at++) out[at]! += share * predictions[at]!;
      }
      return out;
    },
  };
  return saveable(fitted, { kind: "average", state: { members, shares } });
}

/** Weights that sum to 1, after making sure that the members can be averaged. */
function sharesOf(
  members: readonly { readonly name: string; readonly target: Target }[],
  weights: readonly number[],
): number[] {
  const first = members[0];
  if (first === undefined) throw invalidOption("predictors", members, "at least one predictor");
  requireSharedTarget(members);
  if (weights.length !== members.length)
    throw invalidOption("weights", weights, `one weight for each of the ${members.length} predictors`);
  weights.forEach((weight, index) =>
    requireOption(`weights[${index}]`, weight, { low: 0, high: Number.MAX_VALUE }),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 0) throw invalidOption("weights", weights, "at least one weight above 0");
  return weights.map((weight) => weight / sum);
}
