import type { Model as HighsModel } from "highs";

/** From where to where each number may move, alone, with the rest as it is; infinite where nothing limits it. */
export interface NumberRanges {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** How far the last optimum of a linear model holds. */
export interface Ranging {
  /** [columns] costs for which the point stays optimal */
  readonly costs: NumberRanges;
  /** [rows] bounds for which the row's dual stays what it is */
  readonly rowBounds: NumberRanges;
}

/** The ranging of the basis that a model has in the solver. */
export function rangingOf(native: HighsModel): Ranging {
  const { colCostDown, colCostUp, rowBoundDown, rowBoundUp } = native.getRanging();
  return {
    costs: { from: colCostDown.value, to: colCostUp.value },
    rowBounds: { from: rowBoundDown.value, to: rowBoundUp.value },
  };
}
