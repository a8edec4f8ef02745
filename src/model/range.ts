import { ForesolveError } from "../errors.js";
import { indexSet, type IndexSet } from "./index-set.js";

/**
 * The numbers from `from` to `to`, both included, as labels for an index set. Decimal steps give decimal labels
 * ("0.3", not "0.30000000000000004").
 *
 * @throws ForesolveError `FS_MODEL_INVALID_RANGE` when a number is not finite, the step is 0 or leads away from `to`,
 * or the range has more than ten million members.
 * @example
 * import { indexSet, range } from "foresolve/model";
 *
 * indexSet("year", range(2025, 2040, 5)).keys; // => ["2025", "2030", "2035", "2040"]
 * range(0.1, 0.4, 0.1); // => ["0.1", "0.2", "0.3", "0.4"]
 */
export function range(from: number, to: number, step = 1): `${number}`[] {
  const steps = Math.floor((to - from) / step + 1e-9);
  if (![from, to, step].every(Number.isFinite) || step === 0 || steps < 0 || steps >= 1e7) {
    throw new ForesolveError("FS_MODEL_INVALID_RANGE", {
      message: `There is no range from ${from} to ${to} in steps of ${step}.`,
      fix: "Pass finite numbers and a step that leads from the first to the last.",
      data: { from, to, step },
    });
  }
  const digits = Math.min(100, Math.max(decimalsOf(from), decimalsOf(step)));
  return Array.from(
    { length: steps + 1 },
    (_, position) => String(Number((from + position * step).toFixed(digits))) as `${number}`,
  );
}

/** Digits behind the decimal point of a number as it is written. */
function decimalsOf(value: number): number {
  const [mantissa, exponent = "0"] = String(value).split("e");
  return Math.max(0, (mantissa.split(".")[1] ?? "").length - Number(exponent));
}

/**
 * The index set of the labels that occur in data, each once, in order of first appearance.
 *
 * @example
 * import { indexSetOf } from "foresolve/model";
 *
 * const orders = [{ customer: "ada" }, { customer: "bob" }, { customer: "ada" }];
 * indexSetOf("customer", orders, (order) => order.customer).keys; // => ["ada", "bob"]
 */
export function indexSetOf<const N extends string, R, K extends string>(
  name: N,
  rows: Iterable<R>,
  label: (row: R) => K,
): IndexSet<N, K> {
  const labels = new Set<K>();
  for (const row of rows) labels.add(label(row));
  return indexSet(name, [...labels]);
}
