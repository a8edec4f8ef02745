import { invalidOption } from "../invalid-option.js";

/** What was known of a unit at some moment, and how long it lived on from there. */
export interface Lifetime<Row> {
  /** Known at that moment; the age belongs here if it matters. */
  readonly features: Row;
  /** Time from that moment until failure or end of observation, above 0. */
  readonly duration: number;
  /** Whether it ended in failure; otherwise the unit was last seen alive (censored). */
  readonly failed: boolean;
  /** Lifetimes of one unit are held out together. Default: each is a unit of its own. */
  readonly unit?: string | number;
  /** How much it counts; 1 when absent. */
  readonly weight?: number;
}

/** Conditions of a unit that held from one time to another: the counting-process form. */
export interface ConditionInterval<Row> {
  readonly unit: string | number;
  readonly start: number;
  /** Above the start. */
  readonly stop: number;
  readonly features: Row;
  /** Whether the unit failed at `stop`. */
  readonly failed: boolean;
}

/**
 * Turns intervals with conditions that change over time into lifetimes: each interval's conditions with the time from its
 * start to the end of the unit's life (`until: "end"`, landmarking: van Houwelingen, "Dynamic prediction by
 * landmarking in event history analysis", Scandinavian Journal of Statistics 2007), which is what predicts from today's
 * conditions alone; or only to the end of the interval (`until: "change"`: Andersen and Gill, "Cox's regression model
 * for counting processes", Annals of Statistics 1982), which is the hazard under conditions that stay.
 *
 * @throws FS_LEARN_INVALID_OPTION when an interval ends before it starts, or goes on after a failure.
 *
 * @example
 * import { lifetimesOf } from "foresolve/learn";
 *
 * const pump = [
 *   { unit: "pump", start: 0, stop: 10, features: { heat: 20 }, failed: false },
 *   { unit: "pump", start: 10, stop: 15, features: { heat: 60 }, failed: true },
 * ];
 * lifetimesOf(pump).map(({ duration, failed }) => [duration, failed]); // => [[15, true], [5, true]]
 * lifetimesOf(pump, { until: "change" }).map(({ duration, failed }) => [duration, failed]);
 * // => [[10, false], [5, true]]
 */
export function lifetimesOf<Row>(
  intervals: readonly ConditionInterval<Row>[],
  { until = "end" }: { readonly until?: "end" | "change" } = {},
): Lifetime<Row>[] {
  if (until !== "end" && until !== "change") throw invalidOption("until", until, '"end" or "change"');
  const ends = new Map<string | number, { stop: number; failed: boolean }>();
  intervals.forEach(({ unit, start, stop, failed }, index) => {
    if (!(stop > start && Number.isFinite(stop - start)))
      throw invalidOption(`intervals[${index}]`, [start, stop], "intervals that stop after they start");
    const end = ends.get(unit);
    if (end === undefined || stop > end.stop) ends.set(unit, { stop, failed });
  });
  return intervals.map(({ unit, start, stop, failed, features }, index) => {
    const end = ends.get(unit)!;
    if (failed && stop < end.stop)
      throw invalidOption(
        `intervals[${index}].failed`,
        true,
        "at most one failure of a unit, at its last stop; name a repaired unit anew",
      );
    return until === "end"
      ? { unit, features, duration: end.stop - start, failed: end.failed }
      : { unit, features, duration: stop - start, failed };
  });
}
