import {
  filledForm,
  standardForm,
  type Model,
  type StandardForm,
  type UncertainParameter,
} from "../../model/index.js";
import { requireParameters, slotValues } from "../parameters.js";

/** What can be explained: a model, or a session with the parameters that it was last given. */
export type Explainable = Model | { readonly form: StandardForm; readonly parameters: ArrayLike<number> };

/** Values of the model's uncertain parameters; required for each that occurs in a model, ignored for a session. */
export type ParameterValues = readonly (readonly [UncertainParameter, ArrayLike<number>])[];

/** The standard form of what is to be explained, with the values of the uncertain parameters folded in. */
export function fixedForm(subject: Explainable, values: ParameterValues = []): StandardForm {
  if ("form" in subject) return withParameters(subject.form, subject.parameters);
  const form = standardForm(subject);
  return withParameters(form, slotValues(form, values));
}

/** A form without slots: explanations speak of the numbers that were in force. */
export function withParameters(form: StandardForm, parameters: ArrayLike<number>): StandardForm {
  requireParameters(form, parameters);
  return filledForm(form, parameters);
}

/** A form's rows and columns extended by further ones; what elastic models and measures of distance are made of. */
export interface Extension {
  readonly sense: StandardForm["sense"];
  /** [columns + extra columns] */
  readonly cost: Float64Array;
  /** Bounds of the extra columns, which are continuous. */
  readonly extraLower: readonly number[];
  readonly extraUpper: readonly number[];
  /** Terms of extra columns in the form's own rows: row, extra column (from 0), coefficient; ascending in rows. */
  readonly terms: readonly (readonly [row: number, extraColumn: number, coefficient: number])[];
  /** Extra rows over all columns. */
  readonly extraRows: readonly {
    readonly columns: readonly number[];
    readonly values: readonly number[];
    readonly lower: number;
    readonly upper: number;
  }[];
}

/** Appends columns and rows to a form without slots; the names of what is appended are never asked for. */
export function extendedForm(form: StandardForm, extension: Extension): StandardForm {
  const { starts, columns, values } = form.matrix;
  const newStarts = [0];
  const newColumns: number[] = [];
  const newValues: number[] = [];
  let term = 0;
  for (let row = 0; row < form.rows; row++) {
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      newColumns.push(columns[k]);
      newValues.push(values[k]);
    }
    for (; term < extension.terms.length && extension.terms[term][0] === row; term++) {
      newColumns.push(form.columns + extension.terms[term][1]);
      newValues.push(extension.terms[term][2]);
    }
    newStarts.push(newColumns.length);
  }
  for (const extra of extension.extraRows) {
    for (const [k, column] of extra.columns.entries()) {
      newColumns.push(column);
      newValues.push(extra.values[k]);
    }
    newStarts.push(newColumns.length);
  }
  const count = form.columns + extension.extraLower.length;
  const integrality = new Uint8Array(count);
  integrality.set(form.integrality);
  return {
    ...form,
    // The objective is replaced, with all its terms.
    quadratic: { ...form.quadratic, objective: noQuadraticObjective() },
    sense: extension.sense,
    offset: 0,
    columns: count,
    rows: form.rows + extension.extraRows.length,
    cost: extension.cost,
    columnLower: joined(form.columnLower, extension.extraLower),
    columnUpper: joined(form.columnUpper, extension.extraUpper),
    integrality,
    rowLower: joined(
      form.rowLower,
      extension.extraRows.map(({ lower }) => lower),
    ),
    rowUpper: joined(
      form.rowUpper,
      extension.extraRows.map(({ upper }) => upper),
    ),
    matrix: {
      starts: Int32Array.from(newStarts),
      columns: Int32Array.from(newColumns),
      values: Float64Array.from(newValues),
    },
  };
}

function noQuadraticObjective(): StandardForm["quadratic"]["objective"] {
  return { first: new Int32Array(0), second: new Int32Array(0), values: new Float64Array(0) };
}

function joined(first: Float64Array, second: readonly number[]): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
