import { rowColumns, rowMatrix, type FeatureLayout } from "./feature-layout.js";
import type { Example } from "./feature-row.js";
import { describeTarget, type ModelCard } from "./model-card.js";
import type { FittedPredictor } from "./predictor.js";
import { recipeOf, saveable } from "./saved/saveable.js";
import { checkRows } from "./schema-check.js";
import type { StandardSchema } from "./standard-schema.js";
import type { Axis, Target } from "./target.js";
import { requireExamples, trainingSet } from "./training-set.js";
import { predictTrees, type TreeEnsemble } from "./trees/tree-ensemble.js";

/** Examples as flat arrays, for models of one's own that see whole rows. */
export interface RowDesign<Row> {
  /** Names of the columns; a per-entry field has one for each entry, named `field[entry]`. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** [rows, columns] row-major */
  readonly features: Float64Array;
  /** [rows, entries] row-major */
  readonly truths: Float64Array;
  /** How much each row counts, [rows]; undefined where no example says so. */
  readonly weights: Float64Array | undefined;
  /** The matrix of any rows, [rows, columns] row-major; checked as the examples were. */
  matrixOf(rows: readonly Row[]): Float64Array;
}

/** What a {@link rowDesign} is made for. */
export interface RowDesignOptions<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly name: string;
  readonly target: Target<Axes, Unit>;
  readonly features?: StandardSchema<Row> | undefined;
  /** Fewest examples. Default 1. */
  readonly least?: number;
}

/**
 * Checks examples as every predictor does, and lays them out as one row of numbers each. NaN in a feature is accepted as a missing
 * value.
 *
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE (infinite values), FS_LEARN_INVALID_TRUTH,
 * FS_LEARN_INVALID_OPTION (weights) and what the schema throws.
 *
 * @example
 * import { rowDesign } from "foresolve/learn";
 *
 * const hour = { name: "hour", keys: ["h0", "h1"] } as const;
 * const design = rowDesign(
 *   { name: "mine", target: { over: [hour] } },
 *   [{ features: { wind: 3, load: [10, 20] }, truth: [1, 2] }],
 * );
 * design.columns; // => ["wind", "load[h0]", "load[h1]"]
 * design.features; // => new Float64Array([3, 10, 20])
 */
export function rowDesign<Row, const Axes extends readonly Axis[], const Unit extends string>(
  { name, target, features, least = 1 }: RowDesignOptions<Row, Axes, Unit>,
  examples: readonly Example<Row>[],
): RowDesign<Row> {
  requireExamples(name, examples.length, least);
  const { layout, rows, modelled, weights } = trainingSet(
    name,
    { target, ...(features === undefined ? {} : { features }) },
    examples,
    least,
  );
  const design: RowDesign<Row> = {
    columns: rowColumns(layout),
    rows: rows.length,
    features: rowMatrix(layout, rows, "accepted"),
    truths: modelled,
    weights,
    matrixOf: matrixOf(layout, features),
  };
  return saveable(design, { kind: "rowDesign", state: { layout: layout.fields }, functions: { features } });
}

function matrixOf<Row>(
  layout: FeatureLayout,
  features: StandardSchema<Row> | undefined,
): (rows: readonly Row[]) => Float64Array {
  return (rows) => rowMatrix(layout, checkRows(features, rows), "accepted");
}

/** A fitted predictor of trees that see whole rows and have a value for each entry of the target in their leaves. */
export interface FittedRowTrees<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends FittedPredictor<Row, Axes, Unit> {
  readonly ensemble: TreeEnsemble;
  /** Names of the ensemble's columns. */
  readonly columns: readonly string[];
}

/** The predictor of trees that were grown on a {@link rowDesign}, however they were grown. */
export function fittedRowTrees<Row, const Axes extends readonly Axis[], const Unit extends string>(
  ensemble: TreeEnsemble,
  design: RowDesign<Row>,
  { name, target }: Pick<RowDesignOptions<Row, Axes, Unit>, "name" | "target">,
  card: Omit<ModelCard, "predictor" | "rows" | "features" | "target">,
): FittedRowTrees<Row, Axes, Unit> {
  const fitted: FittedRowTrees<Row, Axes, Unit> = {
    name,
    target,
    ensemble,
    columns: design.columns,
    card: {
      predictor: name,
      rows: design.rows,
      features: design.columns,
      target: describeTarget(target),
      ...card,
    },
    predict: (rows) => predictTrees(ensemble, design.matrixOf(rows), rows.length),
  };
  // A design of the caller's own has functions that nobody knows.
  const made = recipeOf(design);
  if (made === undefined) return fitted;
  const { layout } = made.state as { readonly layout: FeatureLayout["fields"] };
  return saveable(fitted, {
    kind: "rowTrees",
    state: { ensemble, layout },
    functions: made.functions ?? {},
  });
}

/** The design of rows that trees were grown on before, without those rows. */
export function emptyRowDesign<Row>(
  layout: FeatureLayout,
  features: StandardSchema<Row> | undefined,
  rows: number,
): RowDesign<Row> {
  const design: RowDesign<Row> = {
    columns: rowColumns(layout),
    rows,
    features: new Float64Array(0),
    truths: new Float64Array(0),
    weights: undefined,
    matrixOf: matrixOf(layout, features),
  };
  return saveable(design, { kind: "rowDesign", state: { layout: layout.fields }, functions: { features } });
}
