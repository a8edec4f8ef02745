import { labelsOf, type IndexSets, type StandardForm } from "../../model/index.js";

/** Which side of a range: at least (`lower`), at most (`upper`), or both at once (`equal`). */
export type Side = "lower" | "upper" | "equal";

/** A row or a variable's entry in the user's own words. */
export interface EntryReference {
  /** `meet demand[hour=3]` */
  readonly name: string;
  /** Name of the constraint or variable that the entry belongs to. */
  readonly owner: string;
  /** Label by index set: `{ hour: "3" }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its unit, where one was declared. */
  readonly unit: string | null;
}

/** The entry behind a row of the standard form. */
export function rowReference(form: StandardForm, row: number): EntryReference {
  const constraint = form.constraints.findLast(({ firstRow }) => firstRow <= row)!;
  const unit = constraint.difference.unit ?? null;
  return reference(form.rowName(row), constraint.name, constraint.over, row - constraint.firstRow, unit);
}

/** The entry behind a column of the standard form. */
export function columnReference(form: StandardForm, column: number): EntryReference {
  const variable = form.variables.findLast(({ firstColumn }) => firstColumn <= column)!;
  const entry = column - variable.firstColumn;
  return reference(form.columnName(column), variable.name, variable.over, entry, variable.unit ?? null);
}

function reference(
  name: string,
  owner: string,
  over: IndexSets,
  entry: number,
  unit: string | null,
): EntryReference {
  const labels = labelsOf(over, entry);
  return { name, owner, labels: Object.fromEntries(labels.map((label, k) => [over[k].name, label])), unit };
}

/** A number as people write it: no rounding noise, at most ten digits. */
export function plain(value: number): string {
  return String(Number(value.toPrecision(10)) + 0);
}

/** A number with its unit. */
export function quantity(value: number, unit: string | null): string {
  return unit === null ? plain(value) : `${plain(value)} ${unit}`;
}

/** `at least 5 MWh` */
export function requirement(side: Side, limit: number, unit: string | null): string {
  const words = { lower: "at least", upper: "at most", equal: "exactly" };
  return `${words[side]} ${quantity(limit, unit)}`;
}

/** `a`, `a and b`, `a, b and c`; long lists are cut, and say so. */
export function listed(names: readonly string[], limit = 12): string {
  const shown = names.length > limit ? [...names.slice(0, limit), `${names.length - limit} more`] : names;
  if (shown.length < 2) return shown.join("");
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** True for a row without variables, or whose coefficients are all zero: its limits are worth nothing. */
export function isEmptyRow(form: StandardForm, row: number): boolean {
  const { starts, values } = form.matrix;
  for (let k = starts[row]; k < starts[row + 1]; k++) if (values[k] !== 0) return false;
  return true;
}
