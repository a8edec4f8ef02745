import type { StandardForm } from "../model/index.js";

/** A recomputed objective may differ this much, relative to max(1, |objective|), from what the solver claims. */
export const OBJECTIVE_TOLERANCE = 1e-6;

/** |objective - bound| relative to max(1, |objective|). */
export function gapOf(objective: number, bound: number): number {
  return Math.abs(objective - bound) / Math.max(1, Math.abs(objective));
}

/** |objective - bound| / |objective|, and 0 where they agree. */
export function relativeGap(objective: number, bound: number): number {
  // Both are recomputed in floating point: agreement to the last digits is agreement.
  if (gapOf(objective, bound) <= 1e-9) return 0;
  return Math.abs(objective - bound) / Math.max(Math.abs(objective), Number.EPSILON);
}

/** The bound that says nothing. */
export function noBound(form: Pick<StandardForm, "sense">): number {
  return form.sense === "minimize" ? -Infinity : Infinity;
}

/** Whether the first objective is better than the second. */
export function isBetter(form: Pick<StandardForm, "sense">, first: number, second: number): boolean {
  return form.sense === "minimize" ? first < second : first > second;
}
