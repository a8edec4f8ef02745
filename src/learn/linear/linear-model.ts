import { elementwise64, matrixProduct64 } from "../../math/index.js";

/**
 * What stays fixed while a linear model is trained: its shape and the standardisation of features and target.
 *
 * The value of entry e is `location[e] + targetScale · (intercept[e] + Σⱼ z[j] · coefficient[j])`, z being the
 * standardised features. All parameters are therefore of the order of 1, whatever the units.
 */
export interface LinearShape {
  readonly columns: number;
  readonly entries: number;
  /** Whether each entry has a design row of its own, rather than all entries sharing the row's. */
  readonly entryInputs: boolean;
  /** Whether all entries share one coefficient vector. */
  readonly sharedCoefficients: boolean;
  /** Column means, [columns], or [entries, columns] with entry inputs. */
  readonly centre: Float64Array;
  /** 1 / standard deviations in the shape of `centre`; 0 for constant columns. */
  readonly inverseScale: Float64Array;
  /** Standardised features beyond this distance from 0 are moved to it; Infinity leaves them alone. */
  readonly featureLimit: number;
  /** [entries] */
  readonly location: Float64Array;
  readonly targetScale: number;
}

/** Number of coefficients; the parameters are these, [columns, entries] or [columns], then the intercepts. */
export function coefficientCount({ columns, entries, sharedCoefficients }: LinearShape): number {
  return sharedCoefficients ? columns : columns * entries;
}

/** Standardises a design matrix in place, limiting what lies too far out: [rows, columns], or [rows * entries, columns] with entry inputs. */
export function standardiseDesign(shape: LinearShape, design: Float64Array): Float64Array {
  for (let at = 0; at < design.length; at += shape.centre.length) standardiseRow(shape, design, at);
  return design;
}

/** From `at` on, as many values as there are centres. */
function standardiseRow(
  { centre, inverseScale, featureLimit }: LinearShape,
  design: Float64Array,
  at: number,
): void {
  for (let place = 0; place < centre.length; place++) {
    const value = (design[at + place]! - centre[place]!) * inverseScale[place]!;
    design[at + place] = value > featureLimit ? featureLimit : value < -featureLimit ? -featureLimit : value;
  }
}

/** Numbers of the design that belong to one row of the data. */
export function designWidth({ columns, entries, entryInputs }: LinearShape): number {
  return entryInputs ? columns * entries : columns;
}

/**
 * The modelled values of rows.
 *
 * @param design standardised, of these rows, see {@link standardiseDesign}
 * @param out written, [rows, entries]
 */
export function evaluateRows(
  shape: LinearShape,
  parameters: Float64Array,
  design: Float64Array,
  rows: number,
  out: Float64Array,
): void {
  const { columns, entries, entryInputs, location, targetScale } = shape;
  elementwise64.broadcast(parameters.subarray(coefficientCount(shape)), out, rows, entries);
  if (entryInputs) addEntrySums(shape, parameters, design, rows, out);
  else matrixProduct64.product(design, parameters, out, rows, columns, entries, true);
  toUnits(location, targetScale, out, rows);
}

/** With entry inputs, each entry of each row has a design row and, unless they are shared, coefficients of its own. */
function addEntrySums(
  { columns, entries, sharedCoefficients }: LinearShape,
  parameters: Float64Array,
  design: Float64Array,
  rows: number,
  out: Float64Array,
): void {
  const stride = sharedCoefficients ? 1 : entries;
  for (let at = 0; at < rows * entries; at++) {
    let source = sharedCoefficients ? 0 : at % entries;
    let sum = 0;
    for (let column = 0; column < columns; column++, source += stride)
      sum += design[at * columns + column]! * parameters[source]!;
    out[at]! += sum;
  }
}

function toUnits(location: Float64Array, targetScale: number, out: Float64Array, rows: number): void {
  for (let row = 0, at = 0; row < rows; row++)
    for (let entry = 0; entry < location.length; entry++, at++)
      out[at] = location[entry]! + targetScale * out[at]!;
}

/**
 * Adds to the gradient the derivative of the modelled values of rows by the parameters, times the cotangents.
 *
 * @param design standardised, of these rows; overwritten
 * @param cotangents derivative of the loss by the modelled values, [rows, entries]
 */
export function accumulateRows(
  shape: LinearShape,
  design: Float64Array,
  rows: number,
  cotangents: Float64Array,
  gradient: Float64Array,
): void {
  const { columns, entries, sharedCoefficients, entryInputs, targetScale } = shape;
  const intercepts = coefficientCount(shape);
  addScaledRows(targetScale, cotangents, rows, gradient, intercepts, entries);
  if (!entryInputs) {
    scale(design, rows * columns, targetScale);
    matrixProduct64.transposedProduct(design, cotangents, gradient, columns, rows, entries, true);
    return;
  }
  const stride = sharedCoefficients ? 1 : entries;
  for (let at = 0; at < rows * entries; at++) {
    const factor = targetScale * cotangents[at]!;
    let target = sharedCoefficients ? 0 : at % entries;
    for (let column = 0; column < columns; column++, target += stride)
      gradient[target]! += factor * design[at * columns + column]!;
  }
}

/** Adds a multiple of the sum of all rows. */
function addScaledRows(
  factor: number,
  matrix: Float64Array,
  rows: number,
  sums: Float64Array,
  start: number,
  columns: number,
): void {
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) sums[start + column]! += factor * matrix[at++]!;
}

function scale(values: Float64Array, count: number, factor: number): void {
  for (let at = 0; at < count; at++) values[at]! *= factor;
}
