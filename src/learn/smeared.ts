import type { Example } from "./feature-row.js";
import type { ModelCard } from "./model-card.js";
import type { FitOptions, FittedPredictor, Predictor } from "./predictor.js";
import { saveable } from "./saved/saveable.js";
import { entryCount, type Axis } from "./target.js";
import type { RowTransform, TargetTransform } from "./target-transform.js";
import { trainingSet } from "./training-set.js";

/** Settings of {@link smeared}. */
export interface SmearedOptions<Row, Axes extends readonly Axis[], Unit extends string> {
  /** Is fitted to the transformed truths; without a transform of its own. */
  readonly predictor: Predictor<Row, Axes, Unit>;
  readonly targetTransform: TargetTransform<Row>;
}

/** The residuals of an entry are summed up by the means of so many groups of neighbours in size. */
const GROUPS = 100;

/**
 * Learns through a transform and predicts means. A model fitted by squared error to log(value) predicts, once raised
 * again, nearer the median of the value than its mean. The smearing estimate averages over the residuals e_i of the
 * entry on the model's scale: mean_i toTarget(modelled + e_i) (Duan, "Smearing estimate: a nonparametric
 * retransformation method", JASA 78, 1983), here over the means of at most 100 groups of them.
 *
 * With a logarithm it multiplies each entry by a constant of its own. A decision that hangs only on proportions between
 * entries changes by it only where some entries are noisier than others; where there are known costs beside the
 * predicted ones, the level counts too.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_TRUTH, FS_LEARN_TRANSFORM_DOMAIN and what the predictor throws.
 *
 * @throws FS_LEARN_INVALID_TARGET
 *
 * @example
 * import { logTransform, ridge, smeared } from "foresolve/learn";
 *
 * const target = { over: [], unit: "EUR" } as const;
 * const claims = [1, 100, 1, 100].map((claim, day) => ({ features: { late: day < 2 ? 0 : 1 }, truth: [claim] }));
 * const log = logTransform();
 * const median = await ridge({ target, targetTransform: log, penalty: 0 }).fit(claims);
 * median.predict([{ late: 0 }]).map(Math.round); // => new Float64Array([10])
 * const mean = await smeared({ predictor: ridge({ target, penalty: 0 }), targetTransform: log }).fit(claims);
 * mean.predict([{ late: 0 }]).map((value) => Math.round(value * 10) / 10); // => new Float64Array([50.5])
 */
export function smeared<Row, const Axes extends readonly Axis[], const Unit extends string>(
  options: SmearedOptions<Row, Axes, Unit>,
): Predictor<Row, Axes, Unit> {
  const { predictor, targetTransform } = options;
  const { target } = predictor;
  const entries = entryCount(target);
  const name = `${predictor.name}, smeared ${targetTransform.name}`;
  return {
    name,
    target,
    async fit(examples: readonly Example<Row>[], fitOptions: FitOptions = {}) {
      const { modelled } = trainingSet(name, { target, targetTransform }, examples, 1);
      const fitted = await predictor.fit(
        examples.map((example, row) => ({
          ...example,
          truth: modelled.subarray(row * entries, (row + 1) * entries),
        })),
        fitOptions,
      );
      const spread = residualGroups(
        modelled,
        fitted.predict(examples.map(({ features }) => features)),
        entries,
      );
      return fittedSmeared({ inner: fitted, spread }, targetTransform, {
        ...fitted.card,
        predictor: name,
        settings: { ...fitted.card.settings, targetTransform: `${targetTransform.name}, smeared` },
      });
    },
  };
}

/** What a fit found out: a predictor of transformed truths, and groups of residuals for each entry. */
export interface SmearedState<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly inner: FittedPredictor<Row, Axes, Unit>;
  readonly spread: readonly Float64Array[];
}

/** The fitted predictor of a state. */
export function fittedSmeared<Row, Axes extends readonly Axis[], Unit extends string>(
  { inner, spread }: SmearedState<Row, Axes, Unit>,
  targetTransform: TargetTransform<Row>,
  card: ModelCard,
): FittedPredictor<Row, Axes, Unit> {
  const { target } = inner;
  const entries = entryCount(target);
  const smearedFit: FittedPredictor<Row, Axes, Unit> = {
    name: card.predictor,
    target,
    card,
    predict(rows) {
      const values = inner.predict(rows);
      for (const [row, given] of rows.entries()) {
        const transform = targetTransform.forRow(given, entries);
        for (let entry = 0; entry < entries; entry++)
          values[row * entries + entry] = meanOf(transform, values[row * entries + entry]!, spread, entry);
      }
      return values;
    },
  };
  return saveable(smearedFit, { kind: "smeared", state: { inner, spread }, functions: { targetTransform } });
}

/** [entries][groups] means of neighbouring residuals; groups of equal size but for rounding. */
function residualGroups(modelled: Float64Array, predicted: Float64Array, entries: number): Float64Array[] {
  const rows = modelled.length / entries;
  const groups = Math.min(GROUPS, rows);
  return Array.from({ length: entries }, (_, entry) => {
    const residuals = Float64Array.from(
      { length: rows },
      (_unused, row) => modelled[row * entries + entry]! - predicted[row * entries + entry]!,
    ).sort();
    return Float64Array.from({ length: groups }, (_unused, group) => {
      const from = Math.floor((group * rows) / groups);
      const to = Math.floor(((group + 1) * rows) / groups);
      let sum = 0;
      for (let k = from; k < to; k++) sum += residuals[k]!;
      return sum / (to - from);
    });
  });
}

function meanOf(
  transform: RowTransform,
  modelled: number,
  spread: readonly Float64Array[],
  entry: number,
): number {
  const residuals = spread[entry]!;
  let sum = 0;
  for (const residual of residuals) sum += transform.toTarget(modelled + residual, entry);
  return sum / residuals.length;
}
