import type { DecideOptions } from "./decision.js";
import { invalidOption } from "../invalid-option.js";
import type { PlanSource } from "./standby.js";

/** A rule or a learned model as a source of plans; what it throws is noted in `failures` instead of thrown. */
export function sourceOf<Row>(
  fallback: NonNullable<DecideOptions<Row>["fallback"]>,
  row: Row,
  prediction: Float64Array,
  failures: unknown[],
): "last" | "proxy" | PlanSource {
  if (typeof fallback === "string") return fallback;
  return {
    kind: typeof fallback === "function" ? "rule" : "learned",
    plan() {
      try {
        return typeof fallback === "function" ? fallback(row, prediction) : fallback.plan(row);
      } catch (error) {
        failures.push(error);
        return null;
      }
    },
  };
}

/** Any time is a deadline, also one that has passed; NaN is a mistake on the way here. */
export function requireUsableOptions(deadlineMs: unknown, fallback: unknown): void {
  const owner = "a policy's decide";
  if (deadlineMs !== undefined && !(typeof deadlineMs === "number" && !Number.isNaN(deadlineMs)))
    throw invalidOption(
      owner,
      "deadlineMs",
      typeof deadlineMs === "number" ? deadlineMs : String(deadlineMs),
      "a number of milliseconds, or leave it out for no deadline",
    );
  const isLearned =
    typeof fallback === "object" &&
    fallback !== null &&
    "plan" in fallback &&
    typeof fallback.plan === "function";
  if (fallback === "last" || fallback === "proxy" || typeof fallback === "function" || isLearned) return;
  throw invalidOption(
    owner,
    "fallback",
    String(fallback),
    '"last", "proxy", a learnedProxy, or a function that returns the values of all variables',
  );
}
