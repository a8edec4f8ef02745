import { ForesolveError } from "../errors.js";
import { randomStream } from "../math/index.js";
import { invalidOption, requireOption } from "./invalid-option.js";
import { describeTarget } from "./model-card.js";
import type { FittedPredictor, Predictor } from "./predictor.js";
import { entryCount, type Axis, type Target } from "./target.js";

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
  const first = predictors[0];
  if (first === undefined) throw invalidOption("predictors", predictors, "at least one predictor");
  const { target } = first;
  const signature = signatureOf(target);
  for (const predictor of predictors)
    if (signatureOf(predictor.target) !== signature)
      throw new ForesolveError("FS_LEARN_TARGET_MISMATCH", {
        message: `the predictors "${first.name}" and "${predictor.name}" do not share a target: ${signature} and ${signatureOf(predictor.target)}.`,
        fix: "Give all members the same axes, keys and unit.",
        data: { first: first.name, other: predictor.name },
      });
  if (weights.length !== predictors.length)
    throw invalidOption("weights", weights, `one weight for each of the ${predictors.length} predictors`);
  weights.forEach((weight, index) =>
    requireOption(`weights[${index}]`, weight, { low: 0, high: Number.MAX_VALUE }),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 0) throw invalidOption("weights", weights, "at least one weight above 0");
  const shares = weights.map((weight) => weight / sum);
  const name = `average of ${predictors.map((predictor) => predictor.name).join(", ")}`;
  const entries = entryCount(target);

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
      return {
        name,
        target,
        card: {
          predictor: name,
          kind: "average",
          rows: examples.length,
          features: [...new Set(members.flatMap((member) => member.card.features))],
          target: describeTarget(target),
          loss: [...new Set(members.map((member) => member.card.loss))].join(", "),
          seed,
          settings: { weights: shares },
          figures: {
            members: members.map(({ card }) => ({
              predictor: card.predictor,
              kind: card.kind,
              settings: card.settings,
              figures: card.figures,
            })),
          },
        },
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
    },
  };
}

function signatureOf(target: Target): string {
  const axes = target.over.map((axis) => `${axis.name}(${axis.keys.join(" ")})`).join(" × ");
  return `${axes === "" ? "a single value" : axes}${target.unit === undefined ? "" : ` in ${target.unit}`}`;
}
