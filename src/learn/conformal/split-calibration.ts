import { randomStream } from "../../math/index.js";
import type { FeatureValue } from "../feature-row.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { FittedPredictor } from "../predictor.js";
import type { Calibrated } from "./calibrated.js";
import { requireLevel } from "./intervals.js";
import { membersOf, type GroupKey } from "./mondrian-conformal.js";
import { requireLevels } from "./predictive-distribution.js";
import { entryScales, shrunkCovariance } from "./shrunk-covariance.js";
import { mahalanobisNorm, type UncertaintySet } from "./uncertainty-set.js";
import { sortedScores, weightedConformalQuantile, type WeightedConformal } from "./weighted-conformal.js";
import { errorQuantile, weightedDraw, weightedErrors, type WeightedErrors } from "./weighted-errors.js";

/** What tells rows apart: all default to "all alike". */
export interface RowTraits<Row> {
  /** Scales of the errors of a row's entries, [rows, entries]. */
  readonly difficulties?: (rows: readonly Row[]) => Float64Array;
  readonly group?: (row: Row) => GroupKey;
  /** dP_new / dP_calibration of a row. */
  readonly ratio?: (row: Row) => number;
}

/** The held-out examples, flat. */
export interface HeldOut<Row> {
  readonly rows: readonly Row[];
  /** [examples, entries] */
  readonly truths: Float64Array;
  /** [examples]; Barber, Candès, Ramdas and Tibshirani, "Conformal prediction beyond exchangeability", 2023. */
  readonly weights: Float64Array;
}

/** Examples of one group: their standardised residuals and what is sorted from them, when first asked for. */
interface Pool {
  readonly residuals: Float64Array;
  readonly weights: Float64Array;
  readonly errors: WeightedErrors[];
  readonly draw: ReturnType<typeof weightedDraw>;
  readonly sets: Map<string, SetScores>;
}

/** Shape of a set, and the scores of examples that did not shape it. */
interface SetScores {
  readonly scales: Float64Array;
  readonly factor: Float64Array | null;
  readonly scores: WeightedConformal;
}

/** All that calibration examples say: plain data. */
export interface SplitState {
  /** Errors in units of their row's difficulty, [examples, entries]. */
  readonly errors: Float64Array;
  /** [examples] */
  readonly weights: Float64Array;
  readonly groups: readonly GroupKey[];
  /** Weight of a new row before its ratio: that of the heaviest example, as weights only say how much less the others count. */
  readonly newest: number;
}

/** What held-out examples say of a model that was not fitted on them. */
export function splitState<Row>(
  model: FittedPredictor<Row>,
  entries: number,
  held: HeldOut<Row>,
  traits: RowTraits<Row>,
): SplitState {
  const predictions = model.predict(held.rows);
  const scales = difficultiesOf(traits, held.rows, entries);
  return {
    errors: held.truths.map((truth, at) => (truth - predictions[at]!) / scales[at]!),
    weights: held.weights.map((weight, example) => weight * ratioOf(traits, held.rows[example]!)),
    groups: held.rows.map((row) => traits.group?.(row) ?? ""),
    newest: held.weights.reduce((most, weight) => Math.max(most, weight), 0),
  };
}

function difficultiesOf<Row>(traits: RowTraits<Row>, rows: readonly Row[], entries: number): Float64Array {
  return traits.difficulties?.(rows) ?? new Float64Array(rows.length * entries).fill(1);
}

function ratioOf<Row>(traits: RowTraits<Row>, row: Row): number {
  const ratio = traits.ratio?.(row) ?? 1;
  if (ratio >= 0 && ratio < Infinity) return ratio;
  throw invalidOption("the weight of a row", ratio, "finite weights that are not negative");
}

/** One model, calibrated on examples that it was not fitted on: split, normalised, Mondrian and weighted. */
export function splitCalibration<Row>(
  model: FittedPredictor<Row>,
  entries: number,
  { errors, weights, groups, newest }: SplitState,
  traits: RowTraits<Row>,
): Calibrated<Row> {
  const pools = new Map<GroupKey, Pool>();
  for (const [group, members] of membersOf(groups))
    pools.set(group, poolOf(errors, weights, members, entries));

  /** Walks over rows with what is known of each. */
  const each = (
    rows: readonly Row[],
    visit: (
      row: number,
      pool: Pool | undefined,
      weight: number,
      centres: Float64Array,
      spread: Float64Array,
    ) => void,
  ): void => {
    const centres = model.predict(rows);
    const spread = difficultiesOf(traits, rows, entries);
    rows.forEach((row, index) =>
      visit(index, pools.get(traits.group?.(row) ?? ""), newest * ratioOf(traits, row), centres, spread),
    );
  };

  return {
    examples: weights.length,
    predict: (rows) => model.predict(rows),
    intervals(rows, level) {
      requireLevel(level);
      const lower = new Float64Array(rows.length * entries);
      const upper = new Float64Array(rows.length * entries);
      each(rows, (row, pool, weight, centres, spread) => {
        for (let entry = 0; entry < entries; entry++) {
          const at = row * entries + entry;
          const radius =
            pool === undefined
              ? Infinity
              : spread[at]! * weightedConformalQuantile(pool.errors[entry]!.sizes, weight, level);
          lower[at] = centres[at]! - radius;
          upper[at] = centres[at]! + radius;
        }
      });
      return { lower, upper };
    },
    quantiles(rows, levels) {
      requireLevels(levels);
      const out = new Float64Array(rows.length * entries * levels.length);
      each(rows, (row, pool, weight, centres, spread) => {
        for (let entry = 0; entry < entries; entry++) {
          const at = row * entries + entry;
          for (let index = 0; index < levels.length; index++) {
            const level = levels[index]!;
            const error =
              pool === undefined ? beyond(level) : errorQuantile(pool.errors[entry]!, weight, level);
            out[at * levels.length + index] = centres[at]! + spread[at]! * error;
          }
        }
      });
      return out;
    },
    scenarios(rows, { count, seed = 0 }) {
      requireOption("count", count, { low: 1, whole: true });
      const stream = randomStream(seed).split("conformal scenarios");
      const out = new Float64Array(rows.length * count * entries);
      each(rows, (row, pool, _weight, centres, spread) => {
        if (pool === undefined)
          throw invalidOption(
            `the group of row ${row}`,
            traits.group?.(rows[row]!),
            "rows of groups that have calibration examples",
          );
        for (let path = 0; path < count; path++) {
          const example = pool.draw(stream);
          for (let entry = 0; entry < entries; entry++) {
            const at = row * entries + entry;
            out[(row * count + path) * entries + entry] =
              centres[at]! + spread[at]! * pool.residuals[example * entries + entry]!;
          }
        }
      });
      return out;
    },
    sets(rows, kind, level) {
      requireLevel(level);
      const out: UncertaintySet[] = [];
      each(rows, (row, pool, weight, centres, spread) => {
        const start = row * entries;
        const centre = centres.slice(start, start + entries);
        const shaped = pool && setScores(pool, kind, entries);
        const radius = shaped ? weightedConformalQuantile(shaped.scores, weight, level) : Infinity;
        const scale = (entry: number): number => spread[start + entry]! * (shaped?.scales[entry] ?? 1);
        if (kind === "box")
          out.push({
            kind,
            lower: centre.map((value, entry) => value - radius * scale(entry)),
            upper: centre.map((value, entry) => value + radius * scale(entry)),
          });
        else {
          const shape = new Float64Array(entries * entries);
          for (let i = 0; i < entries; i++)
            for (let j = 0; j <= i; j++) {
              const at = i * entries + j;
              shape[at] = spread[start + i]! * (shaped?.factor?.[at] ?? (i === j ? 1 : 0));
            }
          out.push({ kind, centre, shape, radius });
        }
      });
      return out;
    },
  };
}

/** Numbers of a difficulty or a group-free trait for every entry of rows, checked. */
export function spreadOver<Row>(
  rows: readonly Row[],
  entries: number,
  difficulty: (row: Row) => FeatureValue,
): Float64Array {
  const out = new Float64Array(rows.length * entries);
  rows.forEach((row, index) => {
    const value = difficulty(row);
    for (let entry = 0; entry < entries; entry++) {
      const scale = typeof value === "number" ? value : value[entry]!;
      if (!(scale > 0 && scale < Infinity))
        throw invalidOption(`the difficulty of row ${index}`, scale, "finite numbers above 0");
      out[index * entries + entry] = scale;
    }
  });
  return out;
}

const beyond = (level: number): number => (level > 0.5 ? Infinity : level < 0.5 ? -Infinity : 0);

function poolOf(
  residuals: Float64Array,
  weights: Float64Array,
  members: readonly number[],
  entries: number,
): Pool {
  const own = new Float64Array(members.length * entries);
  members.forEach((example, index) =>
    own.set(residuals.subarray(example * entries, (example + 1) * entries), index * entries),
  );
  const ownWeights = Float64Array.from(members, (example) => weights[example]!);
  const errors = Array.from({ length: entries }, (_, entry) =>
    weightedErrors(
      Float64Array.from(members, (_member, index) => own[index * entries + entry]!),
      ownWeights,
    ),
  );
  return { residuals: own, weights: ownWeights, errors, draw: weightedDraw(ownWeights), sets: new Map() };
}

/** Every other example shapes the set, the rest say how large it must be: neither has seen the other. */
function setScores(pool: Pool, kind: UncertaintySet["kind"], entries: number): SetScores | undefined {
  const examples = pool.weights.length;
  if (examples < 2) return undefined;
  const known = pool.sets.get(kind);
  if (known) return known;
  const even = pool.residuals.filter((_, at) => Math.floor(at / entries) % 2 === 0);
  const odd = pool.residuals.filter((_, at) => Math.floor(at / entries) % 2 === 1);
  const shaping = even.length / entries;
  const { factor, scales } =
    kind === "ellipsoid"
      ? shrunkCovariance(even, shaping, entries)
      : { factor: null, scales: entryScales(even, shaping, entries) };
  const scores = new Float64Array(examples - shaping);
  for (let example = 0; example < scores.length; example++)
    if (factor) scores[example] = mahalanobisNorm(factor, odd, example * entries);
    else
      for (let entry = 0; entry < entries; entry++)
        scores[example] = Math.max(
          scores[example]!,
          Math.abs(odd[example * entries + entry]!) / scales[entry]!,
        );
  const weights = pool.weights.filter((_, example) => example % 2 === 1);
  const shaped = { scales, factor, scores: sortedScores(scores, weights) };
  pool.sets.set(kind, shaped);
  return shaped;
}
