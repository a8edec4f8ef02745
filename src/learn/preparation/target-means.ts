import { randomStream } from "../../math/index.js";

/** Shrunk means of truths by category. */
export interface TargetMeans {
  readonly entries: number;
  /** By category, [entries] each. */
  readonly of: Readonly<Record<string, Float64Array>>;
  /** Of all examples, [entries]. */
  readonly overall: Float64Array;
}

/** Examples whose categories are encoded. */
export interface CategoryData {
  readonly categories: readonly string[];
  /** [rows, entries] */
  readonly truths: Float64Array;
  readonly entries: number;
  /** [rows] */
  readonly weights: Float64Array;
}

/** Shrunk means over the rows given. */
export function targetMeans(data: CategoryData, rows: Iterable<number>, smoothing: number): TargetMeans {
  const { categories, truths, entries, weights } = data;
  // Per category: sums of weighted truths [entries], then the weight.
  const sums = new Map<string, Float64Array>();
  const all = new Float64Array(entries + 1);
  for (const row of rows) {
    const weight = weights[row]!;
    if (weight === 0) continue;
    const own = sums.get(categories[row]!) ?? new Float64Array(entries + 1);
    sums.set(categories[row]!, own);
    for (let entry = 0; entry < entries; entry++) {
      const value = weight * truths[row * entries + entry]!;
      own[entry]! += value;
      all[entry]! += value;
    }
    own[entries]! += weight;
    all[entries]! += weight;
  }
  const overall = all.slice(0, entries).map((sum) => (all[entries]! > 0 ? sum / all[entries]! : 0));
  // Built from entries: a category may be called "__proto__".
  const of = Object.fromEntries(
    Array.from(sums, ([category, own]) => [
      category,
      overall.map((mean, entry) => (own[entry]! + smoothing * mean) / (own[entries]! + smoothing)),
    ]),
  );
  return { entries, of, overall };
}

/** Encodings of the examples themselves, none of which sees its own truth, [rows, entries]. */
export function outOfSampleMeans(
  data: CategoryData,
  smoothing: number,
  scheme: "ordered" | number,
  seed: number,
): Float64Array {
  return scheme === "ordered" ? orderedMeans(data, smoothing) : foldedMeans(data, smoothing, scheme, seed);
}

function foldedMeans(data: CategoryData, smoothing: number, folds: number, seed: number): Float64Array {
  const { categories, entries } = data;
  const rows = categories.length;
  const order = randomStream(seed).split("target mean").permutation(rows);
  const out = new Float64Array(rows * entries);
  for (let fold = 0; fold < folds; fold++) {
    const others = order.filter((_, at) => at % folds !== fold);
    const means = targetMeans(data, others, smoothing);
    for (let at = fold; at < rows; at += folds) {
      const row = order[at]!;
      out.set(meanOf(means, categories[row]!), row * entries);
    }
  }
  return out;
}

function orderedMeans(data: CategoryData, smoothing: number): Float64Array {
  const { categories, truths, entries, weights } = data;
  const out = new Float64Array(truths.length);
  const sums = new Map<string, Float64Array>();
  const all = new Float64Array(entries + 1);
  for (const [row, category] of categories.entries()) {
    const own = sums.get(category) ?? new Float64Array(entries + 1);
    sums.set(category, own);
    for (let entry = 0; entry < entries; entry++) {
      const prior = all[entries]! > 0 ? all[entry]! / all[entries]! : 0;
      const weight = own[entries]! + smoothing;
      out[row * entries + entry] = weight > 0 ? (own[entry]! + smoothing * prior) / weight : prior;
    }
    for (const sum of [own, all]) {
      for (let entry = 0; entry < entries; entry++)
        sum[entry]! += weights[row]! * truths[row * entries + entry]!;
      sum[entries]! += weights[row]!;
    }
  }
  return out;
}

/** The encoding of a category; that of all examples for one that is not known. */
export function meanOf({ of, overall }: TargetMeans, category: string): Float64Array {
  return Object.hasOwn(of, category) ? of[category]! : overall;
}
