/**
 * How a model sees its target. A predictor with a transform learns `toModel(value)` and predicts
 * `toTarget(modelled)`. The transform of a row may depend on the row, never on its truth.
 */
export interface TargetTransform<Row> {
  readonly name: string;
  /** The transform of one row's entries. */
  forRow(row: Row, entries: number): RowTransform;
}

/** The transform of one row: a strictly increasing, differentiable map for each entry. */
export interface RowTransform {
  /** From the target's unit to what the model learns. */
  toModel(value: number, entry: number): number;
  /** Back to the target's unit. */
  toTarget(modelled: number, entry: number): number;
  /** Derivative of `toTarget` by the modelled value: the chain rule of training through a loss. */
  slope(modelled: number, entry: number): number;
}
