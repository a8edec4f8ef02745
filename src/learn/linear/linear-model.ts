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
  const { centre, inverseScale, featureLimit } = shape;
  const period = centre.length;
  for (let at = 0; at < design.length; at++) {
    const place = at % period;
    const value = (design[at]! - centre[place]!) * inverseScale[place]!;
    design[at] = value > featureLimit ? featureLimit : value < -featureLimit ? -featureLimit : value;
  }
  return design;
}

/**
 * The modelled values of one row.
 *
 * @param design standardised, see {@link standardiseDesign}
 * @param out written at `at`, [entries]
 */
export function evaluateRow(
  shape: LinearShape,
  parameters: Float64Array,
  design: Float64Array,
  row: number,
  out: Float64Array,
  at: number,
): void {
  const { columns, entries, location, targetScale } = shape;
  const intercepts = coefficientCount(shape);
  for (let entry = 0; entry < entries; entry++) out[at + entry] = parameters[intercepts + entry]!;
  if (shape.entryInputs) {
    const stride = shape.sharedCoefficients ? 1 : entries;
    for (let entry = 0; entry < entries; entry++) {
      const start = (row * entries + entry) * columns;
      let source = shape.sharedCoefficients ? 0 : entry;
      let sum = 0;
      for (let column = 0; column < columns; column++, source += stride)
        sum += design[start + column]! * parameters[source]!;
      out[at + entry]! += sum;
    }
  } else {
    const start = row * columns;
    for (let column = 0; column < columns; column++) {
      const value = design[start + column]!;
      if (value === 0) continue;
      const source = column * entries;
      for (let entry = 0; entry < entries; entry++) out[at + entry]! += value * parameters[source + entry]!;
    }
  }
  for (let entry = 0; entry < entries; entry++)
    out[at + entry] = location[entry]! + targetScale * out[at + entry]!;
}

/**
 * Adds to the gradient the derivative of one row's modelled values by the parameters, times the cotangent.
 *
 * @param cotangent derivative of the loss by the modelled values, [entries] from `at`
 */
export function accumulateRow(
  shape: LinearShape,
  design: Float64Array,
  row: number,
  cotangent: Float64Array,
  at: number,
  gradient: Float64Array,
): void {
  const { columns, entries, targetScale } = shape;
  const intercepts = coefficientCount(shape);
  for (let entry = 0; entry < entries; entry++)
    gradient[intercepts + entry]! += targetScale * cotangent[at + entry]!;
  if (shape.entryInputs) {
    const stride = shape.sharedCoefficients ? 1 : entries;
    for (let entry = 0; entry < entries; entry++) {
      const factor = targetScale * cotangent[at + entry]!;
      if (factor === 0) continue;
      const start = (row * entries + entry) * columns;
      let target = shape.sharedCoefficients ? 0 : entry;
      for (let column = 0; column < columns; column++, target += stride)
        gradient[target]! += factor * design[start + column]!;
    }
  } else {
    const start = row * columns;
    for (let column = 0; column < columns; column++) {
      const factor = targetScale * design[start + column]!;
      if (factor === 0) continue;
      const target = column * entries;
      for (let entry = 0; entry < entries; entry++)
        gradient[target + entry]! += factor * cotangent[at + entry]!;
    }
  }
}
