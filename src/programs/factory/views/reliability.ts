import type { ReliabilityRow } from "../../../learn/index.js";
import type { ReliabilityFigure } from "../../figure.js";

/**
 * Predicted against observed failures on lives that no model has seen.
 *
 * @param window in words: "8 h of work"
 */
export function reliabilityFigure(
  groups: readonly { readonly name: string; readonly rows: readonly ReliabilityRow[] }[],
  window: string,
): ReliabilityFigure {
  return {
    kind: "reliability",
    id: "reliability",
    title: "Do machines fail as often as predicted?",
    caption: `Machines of the test lives, taken together by their predicted probability of failing within ${window}: how many of them did, with 95 % intervals. Points on the dashed line are predictions that came true as often as they said; above it, more machines failed than predicted.`,
    xLabel: "predicted probability of failing",
    yLabel: "share that failed",
    groups: groups.map(({ name, rows }) => ({
      name,
      bins: rows.map(({ predicted, observed, lower, upper, units }) => ({
        predicted,
        observed,
        lower,
        upper,
        count: units,
      })),
    })),
  };
}
