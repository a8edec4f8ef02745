import { ForesolveError } from "../../errors.js";
import { entryCount } from "../axes.js";
import type { Expression } from "../expression.js";
import type { IndexSet } from "../index-set.js";
import { requireLinear } from "../linearity.js";
import { valuesOver } from "../parameter.js";
import { axisOf, stridesAround } from "../reshape.js";
import { NONE, emptyTerms, type Terms } from "../terms.js";
import { unitProduct, type UnitProduct } from "../unit.js";
import { requireKnown } from "./known-coefficients.js";

/** Differences between mirrored entries of a symmetric matrix up to this, relative to the larger one, are rounding. */
const SYMMETRY = 1e-9;

/**
 * The quadratic form x'Qx over an index set of x; the other sets remain. Entries of Q that are zero cost nothing. Where Q
 * is F F' + a diagonal matrix with few columns in F, `sumSquares` is much faster.
 *
 * @param matrix symmetric, [size, size] row-major in the order of the set's labels, or a function of two labels
 * @throws ForesolveError `FS_MODEL_NOT_SYMMETRIC`, `FS_MODEL_NOT_LINEAR` when x is quadratic already or uncertain,
 * `FS_MODEL_UNKNOWN_SET`, `FS_MODEL_WRONG_LENGTH`, `FS_MODEL_NOT_FINITE`.
 * @example
 * import { indexSet, model, quadraticForm } from "foresolve/model";
 *
 * const asset = indexSet("asset", ["A", "B"]);
 * const weight = model("portfolio").variable("weight", { over: [asset], lower: 0 });
 * const variance = quadraticForm(weight, asset, [0.04, 0.01, 0.01, 0.09]);
 * [...variance.terms.coefficients]; // => [0.04, 0.02, 0.09]
 */
export function quadraticForm<N extends string, U extends string, O extends N>(
  operand: Expression<N, U>,
  set: IndexSet<O>,
  matrix: ArrayLike<number> | ((first: string, second: string) => number),
): Expression<Exclude<N, O>, UnitProduct<U, U>> {
  const axis = axisOf(operand, set);
  requireLinear("The argument of a quadratic form", operand);
  requireKnown("The argument of a quadratic form", operand);
  const size = set.keys.length;
  const values = matrixOver(set, matrix);
  const pairs: { readonly i: number; readonly j: number; readonly value: number }[] = [];
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const value = mirrored(set, values, i, j);
      if (value !== 0) pairs.push({ i, j, value: i === j ? value : 2 * value });
    }
  }
  const over = operand.over.toSpliced(axis, 1);
  const { behind } = stridesAround(operand.over, axis);
  const { terms, unit, model, uncertain } = operand;
  const entries = entryCount(over);
  const starts = new Int32Array(entries + 1);
  const entryOf = (entry: number, position: number): number =>
    (Math.floor(entry / behind) * size + position) * behind + (entry % behind);
  const count = (entry: number): number => terms.starts[entry + 1] - terms.starts[entry];
  for (let entry = 0; entry < entries; entry++) {
    starts[entry + 1] = starts[entry];
    for (const { i, j } of pairs) starts[entry + 1] += count(entryOf(entry, i)) * count(entryOf(entry, j));
  }
  const product = emptyTerms(starts, false, true);
  for (let entry = 0, at = 0; entry < entries; entry++) {
    for (const { i, j, value } of pairs)
      at = writeProducts(terms, entryOf(entry, i), entryOf(entry, j), value, product, at);
  }
  return {
    over,
    unit: unitProduct(unit, unit),
    terms: product,
    model,
    uncertain,
  } as Expression<Exclude<N, O>, UnitProduct<U, U>>;
}

/** Writes value x entry `a` x entry `b`, multiplied out, from position `at` on; returns the position behind. */
function writeProducts(terms: Terms, a: number, b: number, value: number, target: Terms, at: number): number {
  const { starts, columns, coefficients } = terms;
  let next = at;
  for (let i = starts[a]; i < starts[a + 1]; i++) {
    for (let j = starts[b]; j < starts[b + 1]; j++, next++) {
      target.coefficients[next] = value * coefficients[i] * coefficients[j];
      const isConstant = columns[i] === NONE;
      target.columns[next] = isConstant ? columns[j] : columns[i];
      target.others![next] = isConstant ? NONE : columns[j];
    }
  }
  return next;
}

function matrixOver(
  set: IndexSet,
  matrix: ArrayLike<number> | ((first: string, second: string) => number),
): Float64Array {
  const mirror: IndexSet = { ...set, name: `${set.name}, again` };
  return valuesOver(`the matrix over "${set.name}"`, [set, mirror], matrix);
}

function mirrored(set: IndexSet, values: Float64Array, i: number, j: number): number {
  const size = set.keys.length;
  const [above, below] = [values[i * size + j], values[j * size + i]];
  if (Math.abs(above - below) > SYMMETRY * Math.max(Math.abs(above), Math.abs(below))) {
    throw new ForesolveError("FS_MODEL_NOT_SYMMETRIC", {
      message: `The matrix over "${set.name}" has ${above} at (${set.keys[i]}, ${set.keys[j]}) but ${below} at (${set.keys[j]}, ${set.keys[i]}).`,
      fix: "Pass a symmetric matrix; x'Qx only sees the mean of Q and its transpose.",
      data: { set: set.name, first: set.keys[i], second: set.keys[j], above, below },
    });
  }
  return (above + below) / 2;
}
