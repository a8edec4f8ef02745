import {
  boostedTrees,
  identityTransform,
  quadraticBasis,
  ridge,
  smeared,
  type Example,
  type FeatureFields,
  type FeatureRow,
  type Predictor,
  type StandardSchema,
  type Target,
  type TargetTransform,
} from "../../learn/index.js";
import type { Axis } from "../../learn/index.js";
import { definedTransforms } from "./defined-transforms.js";

/** Options of {@link predictorClasses}. */
export interface PredictorClassesOptions<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly target: Target<Axes, Unit>;
  /** The examples for training: they decide which transforms are defined, and how many columns can be afforded. */
  readonly data: readonly Example<Row>[];
  /** A Standard Schema that rows are checked with. */
  readonly features?: StandardSchema<Row>;
  /** Default true. They take longer than all the others together. */
  readonly trees?: boolean;
}

/** Most categories that a column of trees tells apart. */
const MOST_CATEGORIES = 255;

/** Examples for each column that a basis must leave. */
const EXAMPLES_PER_COLUMN = 10;

/**
 * Predictors that differ in what they take the world to be: straight lines, on the target itself, on its square and fourth
 * root and on its logarithm where all truths allow it, each also with squares and products of the features, and boosted
 * trees. The first is plain linear. Give them to `race` when the form is not known: most of what decision losses gain on
 * the usual benchmarks, a fitting transform gains too.
 *
 * Transforms that are not linear predict medians rather than means; where the data have entries that are noisier than
 * others that matters, and so the logarithm also comes with a smearing correction.
 *
 * @throws FS_LEARN_INVALID_TARGET
 * @example
 * import { predictorClasses } from "foresolve/decide";
 *
 * const data = Array.from({ length: 60 }, (_, day) => ({ features: { load: day }, truth: [Math.exp(day / 9)] }));
 * const classes = predictorClasses({ target: { over: [], unit: "EUR" }, data, trees: false });
 * classes.map(({ name }) => name).slice(0, 4); // => ["linear", "linear on power 0.5", "linear on power 0.25", "linear on log"]
 * const losses = data.map(({ features, truth: [cost] }) => ({ features, truth: [-cost!] }));
 * predictorClasses({ target: { over: [], unit: "EUR" }, data: losses, trees: false }).length; // => 2
 */
export function predictorClasses<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: PredictorClassesOptions<Row, Axes, Unit>): readonly Predictor<Row, Axes, Unit>[] {
  const { target, data, features, trees = true } = options;
  const transforms = [identityTransform(), ...definedTransforms(data)];
  const bases: readonly (readonly [string, StandardSchema<Row> | undefined])[] = [
    ["linear", features],
    ...(canBend(data) ? [["quadratic", quadraticBasis(features)] as const] : []),
  ];
  const linear = bases.flatMap(([basis, schema]) =>
    transforms.map((targetTransform) =>
      ridge<Row, Axes, Unit>({
        target,
        name: nameOf(basis, targetTransform),
        ...(schema !== undefined && { features: schema }),
        ...(targetTransform.name !== "identity" && { targetTransform }),
      }),
    ),
  );
  const corrected = transforms
    .filter(({ name }) => name === "log")
    .map((targetTransform) =>
      smeared({
        predictor: ridge<Row, Axes, Unit>({
          target,
          name: "linear",
          ...(features !== undefined && { features }),
        }),
        targetTransform,
      }),
    );
  if (!trees) return [...linear, ...corrected];
  const grown = transforms
    .filter(({ name }) => name === "identity" || name === "log")
    .map((targetTransform) =>
      boostedTrees<Row, Axes, Unit>({
        target,
        name: nameOf("boosted trees", targetTransform),
        categorical: categoricalAxes(target, data),
        ...(features !== undefined && { features }),
        ...(targetTransform.name !== "identity" && { targetTransform }),
      }),
    );
  return [...linear, ...corrected, ...grown];
}

/**
 * Arcs or items have no order for thresholds to go by: with their positions as numbers, trees had 2 to 5 points more regret on the
 * benchmarks. An axis with the name of a field is left as it is: columns are told by their names.
 */
function categoricalAxes({ over }: Target, data: readonly Example<object>[]): readonly string[] {
  return over
    .filter(({ name, keys }) => keys.length <= MOST_CATEGORIES && !(name in (data[0]?.features ?? {})))
    .map(({ name }) => name);
}

function nameOf(basis: string, { name }: TargetTransform<unknown>): string {
  return name === "identity" ? basis : `${basis} on ${name}`;
}

/** Whether there are examples enough for squares and products of all fields. */
function canBend(data: readonly Example<object>[]): boolean {
  if (data.length === 0) return false;
  const fields = Object.values(data[0].features) as (number | ArrayLike<number>)[];
  const widths = fields.map((value) => (typeof value === "number" ? 1 : value.length));
  let columns = 0;
  for (const [at, width] of widths.entries()) {
    columns += width;
    for (const other of widths.slice(at)) columns += Math.max(width, other);
  }
  return columns * EXAMPLES_PER_COLUMN <= data.length;
}
