import { ForesolveError } from "../../errors.js";
import type { Constraint, StandardForm } from "../../model/index.js";
import { grownForm, type ExtraColumn } from "./grown-form.js";

/** What happens when the truth is not what was predicted. */
export interface RecourseOptions {
  /**
   * What breaking a constraint costs per unit, by the constraint's name: one price, or one for each of its entries. In the
   * objective's unit; always above 0, for problems that maximise too.
   */
  readonly penalties?: Readonly<Record<string, number | ArrayLike<number>>>;
  /**
   * Names of the variables that are decided before the truth is known. The others are decided anew once it is (the second
   * stage). Default: all variables.
   */
  readonly firstStage?: readonly string[];
}

/** A constraint row that may be broken, and the columns that say by how much. */
export interface SoftRow {
  readonly row: number;
  /** Column of the excess over the row's upper bound; -1 where it has none. */
  readonly above: number;
  /** Column of what is missing to the row's lower bound; -1 where it has none. */
  readonly below: number;
}

/** Which columns of a form are decided when. */
export interface Stages {
  /** Columns that are decided before the truth is known, ascending. */
  readonly firstStage: Int32Array;
  /** True when further variables are decided once the truth is known. */
  readonly hasSecondStage: boolean;
  readonly softRows: readonly SoftRow[];
}

/** A form whose named constraints may be broken at a price, and its stages. */
export interface RecourseForm extends Stages {
  readonly form: StandardForm;
}

/**
 * Adds to a form what recourse needs: for every row with a price a column for each side on which it may be broken (elastic rows,
 * Brown and Graves 1975; simple recourse, Birge and Louveaux 2011, section 3.1d).
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` for a name that the model does not have, and for a price that is not above 0.
 */
export function recourseForm(form: StandardForm, options: RecourseOptions): RecourseForm {
  const { penalties = {}, firstStage } = options;
  const columns: ExtraColumn[] = [];
  const entries: (readonly [number, number, number])[] = [];
  const softRows: SoftRow[] = [];
  const sign = form.sense === "minimize" ? 1 : -1;
  const soften = (row: number, price: number, side: "above" | "below"): number => {
    const column = form.columns + columns.length;
    columns.push({ name: `${form.rowName(row)} ${side}`, upper: Infinity, cost: sign * price });
    entries.push([row, column, side === "above" ? -1 : 1]);
    return column;
  };
  for (const name of Object.keys(penalties)) {
    requireKnown(form, "penalties", name, form.constraints);
  }
  for (const constraint of form.constraints) {
    const price = penalties[constraint.name];
    if (price === undefined) continue;
    const end = endOf(constraint);
    const prices = typeof price === "number" ? null : price;
    if (prices !== null && prices.length !== end - constraint.firstRow) {
      throw invalid(
        "penalties",
        `The penalties of "${constraint.name}" are ${prices.length}, but it has ${end - constraint.firstRow} entries.`,
        { constraint: constraint.name },
      );
    }
    for (let row = constraint.firstRow; row < end; row++) {
      const own = prices === null ? (price as number) : prices[row - constraint.firstRow];
      if (!(own > 0 && Number.isFinite(own))) {
        throw invalid("penalties", `The penalty of ${form.rowName(row)} is ${own}; it must be above 0.`, {
          constraint: form.rowName(row),
          value: own,
        });
      }
      const above = form.rowUpper[row] < Infinity ? soften(row, own, "above") : -1;
      const below = form.rowLower[row] > -Infinity ? soften(row, own, "below") : -1;
      softRows.push({ row, above, below });
    }
  }
  for (const name of firstStage ?? []) requireKnown(form, "firstStage", name, form.variables);
  const first: number[] = [];
  for (const variable of form.variables) {
    if (firstStage !== undefined && !firstStage.includes(variable.name)) continue;
    for (let k = 0; k < variable.lower.length; k++) first.push(variable.firstColumn + k);
  }
  return {
    form: columns.length === 0 ? form : grownForm(form, { columns, entries }),
    firstStage: Int32Array.from(first),
    hasSecondStage: first.length < form.columns,
    softRows,
  };
}

/** The row behind a constraint's last. */
function endOf(constraint: Constraint): number {
  return constraint.firstRow + constraint.difference.terms.starts.length - 1;
}

function requireKnown(
  form: StandardForm,
  option: "penalties" | "firstStage",
  name: string,
  known: readonly { readonly name: string }[],
): void {
  if (known.some((candidate) => candidate.name === name)) return;
  const what = option === "penalties" ? "constraint" : "variable";
  throw invalid(
    option,
    `Model "${form.name}" has no ${what} "${name}" (it has ${known.map((one) => `"${one.name}"`).join(", ")}).`,
    { name },
  );
}

function invalid(option: string, message: string, data: Record<string, unknown>): ForesolveError {
  return new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message,
    fix: "Name constraints and variables as the model does, and give every penalty a price per unit above 0.",
    data: { option: `recourse.${option}`, ...data },
  });
}

/** Everything is decided at once. */
export function allColumns({ columns }: StandardForm): Stages {
  return {
    firstStage: Int32Array.from({ length: columns }, (_, column) => column),
    hasSecondStage: false,
    softRows: [],
  };
}
