import { ForesolveError } from "../../errors.js";
import type { Example, FeatureRow, FeatureValue } from "../feature-row.js";
import { requireOption, totalWeight } from "../invalid-option.js";
import { requireExamples } from "../training-set.js";
import { weightedQuantile } from "../trees/weighted-quantile.js";
import type { FieldStep, NumericStep, StepFor } from "./field-step.js";
import { meanOf, outOfSampleMeans, targetMeans, type TargetMeans } from "./target-means.js";

/** What was found out about a field. Plain data. */
export type FieldState =
  | { readonly step: NumericStep; readonly fill: number; readonly centre: number; readonly scale: number }
  | { readonly step: Extract<FieldStep, { kind: "one-hot" }>; readonly categories: readonly string[] }
  | { readonly step: Extract<FieldStep, { kind: "target-mean" }>; readonly means: TargetMeans };

/** Everything that a preparation found out, by field. */
export type PreparationState = Readonly<Record<string, FieldState>>;

/** Steps for the fields of raw rows: a plain value that can be fitted any number of times. */
export interface Preparation<Raw> {
  readonly steps: Readonly<Record<string, FieldStep>>;
  /** Fits the steps to examples, and prepares these. */
  fit(
    examples: readonly Example<Raw>[],
    options?: { readonly seed?: number },
  ): { readonly state: PreparationState; readonly examples: readonly Example<FeatureRow>[] };
}

/**
 * How the fields of raw rows (text, booleans, numbers, missing values) become numbers: one step for each field. Fields
 * that are not named are left out. Steps are fitted to the examples of a fit only, see `pipeline`.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH,
 * FS_LEARN_CONSTANT_COLUMN, FS_LEARN_INVALID_OPTION (weights).
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { numeric, oneHot, prepare } from "foresolve/learn";
 *
 * const preparation = prepare<{ fuel: string; heat: number | null }>({
 *   fuel: oneHot(),
 *   heat: numeric({ missing: "mean", indicator: true }),
 * });
 * const { examples } = preparation.fit([
 *   { features: { fuel: "gas", heat: 4 }, truth: [1] },
 *   { features: { fuel: "oil", heat: null }, truth: [2] },
 * ]);
 * examples[1]!.features; // => { "fuel=gas": 0, "fuel=oil": 1, heat: 4, "heat missing": 1 }
 */
export function prepare<Raw>(steps: {
  readonly [Field in keyof Raw]?: StepFor<Raw[Field]>;
}): Preparation<Raw> {
  const named = steps as Readonly<Record<string, FieldStep>>;
  for (const [field, step] of Object.entries(named))
    if (step.kind === "target-mean") {
      requireOption(`${field}.smoothing`, step.smoothing, { low: 0, high: Number.MAX_VALUE });
      if (step.examples !== "ordered")
        requireOption(`${field}.examples`, step.examples, { low: 2, whole: true });
    } else if (step.kind === "numeric" && typeof step.missing === "number")
      requireOption(`${field}.missing`, step.missing, { low: -Number.MAX_VALUE, high: Number.MAX_VALUE });
  return { steps: named, fit: (examples, options = {}) => fitSteps(named, examples, options.seed ?? 0) };
}

/**
 * A raw row in numbers.
 *
 * @example
 * import { oneHot, prepare, preparedRow } from "foresolve/learn";
 *
 * const { state } = prepare<{ fuel: string }>({ fuel: oneHot() }).fit([{ features: { fuel: "gas" }, truth: [1] }]);
 * preparedRow(state, { fuel: "coal" }); // => { "fuel=gas": 0 }
 *
 * @throws FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE, FS_LEARN_UNKNOWN_CATEGORY
 */
export function preparedRow(state: PreparationState, row: unknown): FeatureRow {
  const out: Record<string, FeatureValue> = {};
  for (const [field, own] of Object.entries(state)) {
    const value = fieldOf(row, field);
    if ("fill" in own) writeNumbers(out, field, own, value);
    else if ("categories" in own) {
      const category = categoryOf(field, value);
      if (own.step.unknown === "refuse" && !own.categories.includes(category)) throw unknown(field, category);
      for (const known of own.categories) out[`${field}=${known}`] = known === category ? 1 : 0;
    } else {
      const category = categoryOf(field, value);
      if (own.step.unknown === "refuse" && !Object.hasOwn(own.means.of, category))
        throw unknown(field, category);
      writeMeans(out, field, meanOf(own.means, category));
    }
  }
  return out;
}

function fitSteps<Raw>(
  steps: Readonly<Record<string, FieldStep>>,
  examples: readonly Example<Raw>[],
  seed: number,
): { state: PreparationState; examples: readonly Example<FeatureRow>[] } {
  requireExamples("prepare", examples.length, 1);
  const weights = Float64Array.from(examples, ({ weight = 1 }) => weight);
  totalWeight(weights);
  const state: Record<string, FieldState> = {};
  const own = new Map<string, Float64Array>();
  const entries = examples[0]!.truth.length;
  for (const [field, step] of Object.entries(steps)) {
    const values = examples.map(({ features }) => fieldOf(features, field));
    if (step.kind === "numeric") {
      state[field] = fitNumeric(field, step, values, weights);
      continue;
    }
    const categories = values.map((value) => categoryOf(field, value));
    if (step.kind === "one-hot") {
      const seen = categories.filter((_, row) => weights[row]! > 0);
      state[field] = { step, categories: [...new Set(seen)].toSorted() };
      continue;
    }
    const data = { categories, truths: truthsOf(examples, entries), entries, weights };
    state[field] = { step, means: targetMeans(data, categories.keys(), step.smoothing) };
    own.set(field, outOfSampleMeans(data, step.smoothing, step.examples, seed));
  }
  const prepared = examples.map((example, row) => {
    const features = { ...preparedRow(state, example.features) };
    for (const [field, means] of own)
      writeMeans(features, field, means.slice(row * entries, (row + 1) * entries));
    return { ...example, features };
  });
  return { state, examples: prepared };
}

function truthsOf(examples: readonly Example<unknown>[], entries: number): Float64Array {
  for (const [row, { truth }] of examples.entries())
    if (truth.length !== entries || !Array.from(truth).every(Number.isFinite))
      throw new ForesolveError("FS_LEARN_INVALID_TRUTH", {
        message: `the truth of example ${row} is not ${entries} finite numbers.`,
        fix: "Drop examples whose truth is not complete, or fill it before.",
        data: { example: row },
      });
  return Float64Array.from(examples.flatMap(({ truth }) => Array.from(truth)));
}

/** Weighted statistics of the values that are there. */
function fitNumeric(
  field: string,
  step: NumericStep,
  values: readonly unknown[],
  weights: Float64Array,
): FieldState {
  const present: number[] = [];
  const shares: number[] = [];
  for (const [row, value] of values.entries())
    for (const number of numbersOf(field, value)) {
      if (Number.isNaN(number) || weights[row] === 0) continue;
      present.push(number);
      shares.push(weights[row]!);
    }
  const needsValues = step.scale !== "none" || step.missing === "mean" || step.missing === "median";
  if (needsValues && present.length === 0) throw missing(field, "missing in all examples");
  const numbers = Float64Array.from(present);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const mean = present.reduce((sum, number, at) => sum + number * shares[at]!, 0) / total;
  const quantile = (level: number): number => weightedQuantile(numbers, Float64Array.from(shares), level);
  let fill = typeof step.missing === "number" ? step.missing : Number.NaN;
  if (step.missing === "mean") fill = mean;
  else if (step.missing === "median") fill = quantile(0.5);
  if (step.scale === "none") return { step, fill, centre: 0, scale: 1 };
  const [low, high] = [quantile(0), quantile(1)];
  let centre = low;
  let width = high - low;
  if (step.scale === "standard") {
    centre = mean;
    width = Math.sqrt(
      present.reduce((sum, number, at) => sum + shares[at]! * (number - mean) ** 2, 0) / total,
    );
  } else if (step.scale === "robust") {
    centre = quantile(0.5);
    width = quantile(0.75) - quantile(0.25);
  }
  // Rounding makes a tiny width of equal values.
  const isConstant = !(width > 1e-12 * Math.max(Math.abs(low), Math.abs(high)));
  if (isConstant && step.constant === "refuse")
    throw new ForesolveError("FS_LEARN_CONSTANT_COLUMN", {
      message: `the field "${field}" has nothing to scale by: its spread over the examples is ${width}.`,
      fix: 'Drop the field, do not scale it, or pass constant: "zero".',
      data: { column: field, width },
    });
  return { step, fill, centre, scale: isConstant ? 0 : 1 / width };
}

function writeNumbers(
  out: Record<string, FeatureValue>,
  field: string,
  { step, fill, centre, scale }: Extract<FieldState, { fill: number }>,
  value: unknown,
): void {
  const numbers = numbersOf(field, value);
  const isMissing = numbers.map(Number.isNaN);
  if (step.missing === "refuse" && isMissing.includes(true)) throw missing(field, "missing");
  const filled = numbers.map((number) => ((Number.isNaN(number) ? fill : number) - centre) * scale);
  const isArray = typeof value === "object" && value !== null;
  out[field] = isArray ? filled : filled[0]!;
  if (step.indicator) out[`${field} missing`] = isArray ? isMissing.map(Number) : Number(isMissing[0]);
}

function writeMeans(out: Record<string, FeatureValue>, field: string, means: Float64Array): void {
  out[field] = means.length === 1 ? means[0]! : means;
}

function fieldOf(row: unknown, field: string): unknown {
  if (typeof row !== "object" || row === null)
    throw invalidRow(`a row is ${row === null ? "null" : typeof row}, not a record of fields.`, { field });
  return (row as Record<string, unknown>)[field];
}

/** Missing values as NaN. */
function numbersOf(field: string, value: unknown): number[] {
  if (value === null || value === undefined) return [Number.NaN];
  const list =
    typeof value === "object" && "length" in value ? Array.from(value as ArrayLike<unknown>) : [value];
  return list.map((entry) => {
    if (entry === null || entry === undefined) return Number.NaN;
    if (typeof entry !== "number")
      throw invalidRow(`the field "${field}" holds ${JSON.stringify(entry)} where a number is expected.`, {
        field,
      });
    if (entry === Infinity || entry === -Infinity) throw missing(field, String(entry));
    return entry;
  });
}

function categoryOf(field: string, value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "(missing)";
  if (typeof value === "object" || typeof value === "function")
    throw invalidRow(`the field "${field}" holds an object where a category is expected.`, { field });
  return String(value);
}

function invalidRow(message: string, data: Record<string, unknown>): ForesolveError {
  return new ForesolveError("FS_LEARN_INVALID_ROW", {
    message,
    fix: "Give every row the fields that the steps name, with values that suit them.",
    data,
  });
}

function missing(field: string, what: string): ForesolveError {
  return new ForesolveError("FS_LEARN_MISSING_VALUE", {
    message: `the field "${field}" is ${what}.`,
    fix: 'Fill or drop it, or choose missing: "mean", "median", a number, or "keep" for models that take NaN.',
    data: { field },
  });
}

function unknown(field: string, category: string): ForesolveError {
  return new ForesolveError("FS_LEARN_UNKNOWN_CATEGORY", {
    message: `the field "${field}" is "${category}", which no example had.`,
    fix: 'Fit again with examples of it, or do not pass unknown: "refuse".',
    data: { field, category },
  });
}
