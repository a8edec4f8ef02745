import type { IntervalFigure } from "./figure.js";
import type { PolicySummary } from "./program.js";

/** A row for each policy that has an interval. */
export function intervalRows(
  policies: readonly Pick<PolicySummary, "name" | "interval">[],
): IntervalFigure["rows"] {
  return policies.flatMap(({ name, interval }) =>
    interval === null
      ? []
      : [{ label: name, estimate: interval.estimate, lower: interval.lower, upper: interval.upper }],
  );
}
