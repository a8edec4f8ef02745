import { ForesolveError } from "../../errors.js";
import {
  entryColumns,
  entryMatrix,
  layoutOf,
  rowColumns,
  rowMatrix,
  type FeatureLayout,
} from "../feature-layout.js";
import type { FeatureFields, FeatureRow } from "../feature-row.js";
import { describeTarget } from "../model-card.js";
import { evaluateStructure, type ModelStructure } from "../model-structure.js";
import type { FittedPredictor } from "../predictor.js";
import { saveable } from "../saved/saveable.js";
import { checkRows } from "../schema-check.js";
import type { StandardSchema } from "../standard-schema.js";
import { entryCount, type Axis, type Target } from "../target.js";
import type { ForeignModel } from "./foreign-model.js";

/** Options of {@link foreignPredictor}. */
export interface ForeignPredictorOptions<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly target: Target<Axes, Unit>;
  /** Default `"foreign model"`. */
  readonly name?: string;
  readonly features?: StandardSchema<Row>;
  /** Names of the model's input columns, in its order. Needed where the file does not name them. */
  readonly columns?: readonly string[];
}

/**
 * A fitted predictor from a model that another library trained. Its columns are found among the fields of a row by name: a model with one
 * output for each entry of the target sees the whole row (`load[h3]` for the elements of a per-entry field), a model with one output is
 * asked once for each entry (with the entry's own elements, and the position on each axis under the axis's name).
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_COLUMN_MISMATCH when the model's outputs do not fit the target, or its columns are not named;
 * predicting throws the latter when a row lacks a column, and what is wrong with rows.
 *
 * @example
 * import { foreignPredictor } from "foresolve/learn";
 *
 * const layer = { kind: "affine", inputs: 2, outputs: 1, weights: Float64Array.of(2, 1), bias: Float64Array.of(0) } as const;
 * const structure = { kind: "layers", inputs: 2, outputs: 1, layers: [layer] } as const;
 * const load = foreignPredictor(
 *   { structure, columns: ["temperature", "wind"], producer: "by hand" },
 *   { target: { over: [], unit: "MWh" } },
 * );
 * load.predict([{ wind: 5, temperature: 20 }]); // => new Float64Array([45])
 */
export function foreignPredictor<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(model: ForeignModel, options: ForeignPredictorOptions<Row, Axes, Unit>): FittedPredictor<Row, Axes, Unit> {
  const { target, name = "foreign model", features } = options;
  const { structure } = model;
  const entries = entryCount(target);
  const columns = options.columns ?? model.columns;
  if (columns === null || columns.length !== structure.inputs)
    throw mismatch(
      `the model has ${structure.inputs} columns and ${columns === null ? "no names for them" : `${columns.length} names`}.`,
      "Pass `columns`: the name of each of the model's columns, in its order.",
      { inputs: structure.inputs, columns: columns?.length ?? null },
    );
  const isWhole = structure.outputs === entries;
  if (!isWhole && structure.outputs !== 1)
    throw mismatch(
      `the model gives ${structure.outputs} numbers for a target of ${entries} entries.`,
      "Choose a target with as many entries as the model has outputs, or a model with one output.",
      { outputs: structure.outputs, entries },
    );
  const fitted: FittedPredictor<Row, Axes, Unit> = {
    name,
    target,
    card: {
      predictor: name,
      kind: structure.kind === "trees" ? "trees of another library" : "layers of another library",
      rows: 0,
      features: [...columns],
      target: describeTarget(target),
      loss: "not known",
      seed: 0,
      settings: { producer: model.producer },
      figures: {},
    },
    predict(given) {
      const rows = checkRows(features, given);
      const inputs = foreignDesign(structure, columns, target, rows);
      return evaluateStructure(structure, inputs, isWhole ? rows.length : rows.length * entries);
    },
  };
  return saveable(fitted, {
    kind: "foreign",
    state: { structure, columns, producer: model.producer },
    functions: { features },
  });
}

/** The numbers that a model sees of rows: one design row for each of them, or for each of their entries. */
export function foreignDesign(
  structure: ModelStructure,
  columns: readonly string[],
  target: Target,
  rows: readonly unknown[],
): Float64Array {
  if (rows.length === 0) return new Float64Array(0);
  const isWhole = structure.outputs === entryCount(target);
  const layout = layoutOf(rows[0], target);
  const missing = structure.kind === "trees" ? "accepted" : "refused";
  const matrix = isWhole ? rowMatrix(layout, rows, missing) : entryMatrix(layout, rows, missing, true);
  return picked(layout, isWhole, columns, matrix);
}

/** The columns of the model, picked from the matrix of the rows. */
function picked(
  layout: FeatureLayout,
  isWhole: boolean,
  columns: readonly string[],
  matrix: Float64Array,
): Float64Array {
  const given = isWhole ? rowColumns(layout) : entryColumns(layout, true);
  const order = columns.map((column) => {
    const at = given.indexOf(column);
    if (at >= 0) return at;
    throw mismatch(
      `rows have no column "${column}"; they have: ${given.join(", ")}.`,
      "Rename the fields of the rows, or pass the model's `columns` under the names of the fields.",
      { column, given },
    );
  });
  const out = new Float64Array((matrix.length / given.length) * columns.length);
  for (let start = 0, at = 0; start < matrix.length; start += given.length)
    for (const column of order) out[at++] = matrix[start + column]!;
  return out;
}

function mismatch(message: string, fix: string, data: Record<string, unknown>): ForesolveError {
  return new ForesolveError("FS_LEARN_COLUMN_MISMATCH", { message, fix, data });
}
