import { ForesolveError } from "../../errors.js";
import type { StandardForm } from "../../model/index.js";
import { SEMICONTINUOUS } from "./requirement-set.js";

/** Prices per unit of violation: by name of a whole constraint, or of one row (`meet demand[hour=3]`). */
export type Penalties = Readonly<Record<string, number>>;

/**
 * Price per row, or per column, from prices by name; the name of one entry goes before the name of the whole.
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_PENALTY` when a price is not above 0 or a name is unknown.
 */
export function pricesByRow(form: StandardForm, penalties: Penalties, otherwise: number): Float64Array {
  const owners = form.constraints.map(({ name, firstRow }) => ({ name, first: firstRow }));
  return prices(form, "constraint", owners, form.rows, (row) => form.rowName(row), penalties, otherwise);
}

/** See {@link pricesByRow}. */
export function pricesByColumn(form: StandardForm, penalties: Penalties, otherwise: number): Float64Array {
  const owners = form.variables.map(({ name, firstColumn }) => ({ name, first: firstColumn }));
  const name = (column: number): string => form.columnName(column);
  const found = prices(form, "variable", owners, form.columns, name, penalties, otherwise);
  const semicontinuous = found.findIndex(
    (price, column) => price < Infinity && form.integrality[column] === SEMICONTINUOUS,
  );
  if (semicontinuous < 0) return found;
  throw new ForesolveError("FS_SOLVE_INVALID_PENALTY", {
    message: `A penalty is given for the bounds of ${name(semicontinuous)}, which is zero or between its bounds.`,
    fix: "Give penalties for bounds of variables of other domains, or for constraints.",
    data: { model: form.name, name: name(semicontinuous) },
  });
}

function prices(
  form: StandardForm,
  what: string,
  owners: readonly { readonly name: string; readonly first: number }[],
  count: number,
  entryName: (index: number) => string,
  penalties: Penalties,
  otherwise: number,
): Float64Array {
  const result = new Float64Array(count).fill(requirePrice("each other requirement", otherwise));
  const unused = new Set(Object.keys(penalties));
  if (unused.size === 0) return result;
  for (const [position, { name, first }] of owners.entries()) {
    if (!unused.delete(name)) continue;
    const end = owners[position + 1]?.first ?? count;
    result.fill(requirePrice(name, penalties[name]), first, end);
  }
  // A scalar's entry has the name of the whole; what is left are names of single entries.
  for (let index = 0; unused.size > 0 && index < count; index++) {
    const name = entryName(index);
    if (unused.delete(name)) result[index] = requirePrice(name, penalties[name]);
  }
  for (const name of unused) {
    throw new ForesolveError("FS_SOLVE_INVALID_PENALTY", {
      message: `A penalty is given for "${name}", but model "${form.name}" has no ${what} of this name.`,
      fix: `Use the name of a ${what}, or of one entry, such as "${count > 0 ? entryName(0) : "name[set=label]"}".`,
      data: { model: form.name, name },
    });
  }
  return result;
}

function requirePrice(name: string, price: number): number {
  if (price > 0) return price;
  throw new ForesolveError("FS_SOLVE_INVALID_PENALTY", {
    message: `The penalty for ${name} is ${price}.`,
    fix: "Pass a price per unit of violation above 0; Infinity for what must hold.",
    data: { name, price },
  });
}
