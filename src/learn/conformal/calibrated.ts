import type { ScenarioOptions } from "../distributional-predictor.js";
import type { Intervals } from "./intervals.js";
import type { UncertaintySet } from "./uncertainty-set.js";

/** What a calibrated model can say of rows, whichever method calibrated it. */
export interface Calibrated<Row> {
  /** Examples that calibrate. */
  readonly examples: number;
  predict(rows: readonly Row[]): Float64Array;
  /** [rows, entries] each */
  intervals(rows: readonly Row[], level: number): Intervals;
  /** [rows, entries, levels] */
  quantiles(rows: readonly Row[], levels: readonly number[]): Float64Array;
  /** [rows, count, entries] */
  scenarios(rows: readonly Row[], options: ScenarioOptions): Float64Array;
  sets(rows: readonly Row[], kind: UncertaintySet["kind"], level: number): UncertaintySet[];
}
