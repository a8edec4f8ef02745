import { ForesolveError } from "../errors.js";
import { describeTarget, type ModelCard } from "./model-card.js";
import type { FittedPredictor, Predictor } from "./predictor.js";
import { saveable } from "./saved/saveable.js";
import { checkRows } from "./schema-check.js";
import type { StandardSchema } from "./standard-schema.js";
import { entryCount, type Axis, type Target } from "./target.js";

/** Settings of {@link rulePredictor}. */
export interface RuleOptions<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly name: string;
  readonly target: Target<Axes, Unit>;
  /** A Standard Schema that rows are checked with and typed by. */
  readonly features?: StandardSchema<Row>;
  /** Values of one row, [entries] row-major, in the target's unit. */
  readonly predict: (row: Row) => ArrayLike<number>;
}

/** A rule can be used where a predictor is fitted and where a fitted one is asked for. */
export interface RulePredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
>
  extends Predictor<Row, Axes, Unit>, FittedPredictor<Row, Axes, Unit> {}

/**
 * A fixed rule as a predictor: yesterday's prices, last week's load, a planner's rule of thumb. The baseline that a
 * model has to beat.
 *
 * Predicting throws FS_LEARN_INVALID_PREDICTION when the function returns the wrong number of values or one that is
 * not finite, and what the schema throws.
 *
 * @throws FS_LEARN_INVALID_TARGET
 *
 * @example
 * import { rulePredictor } from "foresolve/learn";
 *
 * const yesterday = rulePredictor({
 *   name: "yesterday's prices",
 *   target: { over: [{ name: "hour", keys: ["h0", "h1"] }], unit: "EUR/MWh" },
 *   predict: (row: { lastDay: number[] }) => row.lastDay,
 * });
 * yesterday.predict([{ lastDay: [40, 60] }]); // => new Float64Array([40, 60])
 */
export function rulePredictor<
  Row,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: RuleOptions<Row, Axes, Unit>): RulePredictor<Row, Axes, Unit> {
  return ruleWith(options, {
    predictor: options.name,
    kind: "rule",
    rows: 0,
    features: [],
    target: describeTarget(options.target),
    loss: "none",
    seed: null,
    settings: {},
    figures: {},
  });
}

/** A rule with a card. */
export function ruleWith<Row, Axes extends readonly Axis[], Unit extends string>(
  { name, target, features, predict }: RuleOptions<Row, Axes, Unit>,
  card: ModelCard,
): RulePredictor<Row, Axes, Unit> {
  const entries = entryCount(target);
  const fitted: FittedPredictor<Row, Axes, Unit> = {
    name,
    target,
    card,
    predict(given) {
      const rows = checkRows(features, given);
      const out = new Float64Array(rows.length * entries);
      for (let row = 0; row < rows.length; row++) {
        const values = predict(rows[row]!);
        if (values.length !== entries)
          throw invalidPrediction(
            `the rule "${name}" returned ${values.length} values for a target of ${entries} entries (row ${row}).`,
            { rule: name, row, length: values.length, entries },
          );
        for (let entry = 0; entry < entries; entry++) {
          const value = values[entry]!;
          if (!Number.isFinite(value))
            throw invalidPrediction(`the rule "${name}" returned ${value} at entry ${entry} of row ${row}.`, {
              rule: name,
              row,
              entry,
              value,
            });
          out[row * entries + entry] = value;
        }
      }
      return out;
    },
  };
  const saved = <Rule extends typeof fitted>(rule: Rule): Rule =>
    saveable(rule, { kind: "rule", state: null, functions: { features, predict } });
  return saved({
    ...fitted,
    fit: async (examples) => saved({ ...fitted, card: { ...card, rows: examples.length } }),
  });
}

function invalidPrediction(message: string, data: Record<string, unknown>): ForesolveError {
  return new ForesolveError("FS_LEARN_INVALID_PREDICTION", {
    message,
    fix: "Return one finite number for each entry of the target, in row-major order of its axes.",
    data,
  });
}
