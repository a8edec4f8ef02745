import type { StandardForm } from "../../model/index.js";
import {
  columnReference,
  plain,
  quantity,
  requirement,
  rowReference,
  type EntryReference,
  type Side,
} from "./member.js";
import { SEMICONTINUOUS, type RequirementSet } from "./requirement-set.js";

/** One requirement of a conflict. */
export interface ConflictMember extends EntryReference {
  /**
   * "constraint": a row; "bound": a bound of a variable; "integrality": that a variable be a whole number, or
   * (semicontinuous) zero or between its bounds; "forced": a
   * value that {@link whatIf} was asked to force.
   */
  readonly kind: "constraint" | "bound" | "integrality" | "forced";
  /** The side that takes part in the conflict, even where the model asks for both; null for integrality. */
  readonly side: Side | null;
  /** The limit on that side; null for integrality. */
  readonly limit: number | null;
  /** `upper bound of output[unit=coal]`, `meet demand[hour=3]` */
  readonly title: string;
  /** `meet demand[hour=3] requires output[unit=coal, hour=3] + output[unit=gas, hour=3] to be at least 120 MWh.` */
  readonly sentence: string;
}

/** Turns requirements into members; the two sides of one row or column, where both take part, become one. */
export function conflictMembers(
  requirements: RequirementSet,
  members: readonly number[],
  forced: ReadonlyMap<number, number> = new Map(),
): ConflictMember[] {
  const { form } = requirements;
  const has = new Set(members);
  const result: ConflictMember[] = [];
  for (const member of members) {
    const kind = requirements.kindOf(member);
    const index = requirements.indexOf(member);
    if (kind === "integrality") {
      result.push(integralityMember(form, index));
      continue;
    }
    const isRow = kind === "rowLower" || kind === "rowUpper";
    const isLower = kind === "rowLower" || kind === "columnLower";
    const [lower, upper] = isRow ? [form.rowLower, form.rowUpper] : [form.columnLower, form.columnUpper];
    const other = requirements.numberOf(
      isRow ? (isLower ? "rowUpper" : "rowLower") : isLower ? "columnUpper" : "columnLower",
      index,
    );
    const isEqual = has.has(other) && lower[index] === upper[index];
    if (isEqual && !isLower) continue;
    const side: Side = isEqual ? "equal" : isLower ? "lower" : "upper";
    const limit = (isLower ? lower : upper)[index];
    result.push(
      isRow
        ? constraintMember(form, index, side, limit)
        : forced.has(index)
          ? forcedMember(form, index, forced.get(index)!)
          : boundMember(form, index, side, limit),
    );
  }
  return result;
}

function constraintMember(form: StandardForm, row: number, side: Side, limit: number): ConflictMember {
  const reference = rowReference(form, row);
  const what = requirement(side, limit, reference.unit);
  const sentence = `${reference.name} requires ${formulaOf(form, row)} to be ${what}.`;
  return { ...reference, kind: "constraint", side, limit, title: reference.name, sentence };
}

/** That a column respects a bound. */
export function boundMember(form: StandardForm, column: number, side: Side, limit: number): ConflictMember {
  const reference = columnReference(form, column);
  const words = { lower: "lower bound", upper: "upper bound", equal: "fixed value" };
  const title = `${words[side]} of ${reference.name}`;
  const sentence = `${reference.name} must be ${requirement(side, limit, reference.unit)}.`;
  return { ...reference, kind: "bound", side, limit, title, sentence };
}

/** That a column is a whole number, or zero or between its bounds. */
export function integralityMember(form: StandardForm, column: number): ConflictMember {
  const reference = columnReference(form, column);
  if (form.integrality[column] === SEMICONTINUOUS) {
    const [lower, upper] = [form.columnLower[column], form.columnUpper[column]];
    const range = `zero or between ${plain(lower)} and ${quantity(upper, reference.unit)}`;
    const sentence = `${reference.name} must be ${range}.`;
    return {
      ...reference,
      kind: "integrality",
      side: null,
      limit: null,
      title: `range of ${reference.name}`,
      sentence,
    };
  }
  const title = `whole numbers for ${reference.name}`;
  const sentence = `${reference.name} must be a whole number.`;
  return { ...reference, kind: "integrality", side: null, limit: null, title, sentence };
}

/** That a column has the value which was asked for. */
export function forcedMember(form: StandardForm, column: number, value: number): ConflictMember {
  const reference = columnReference(form, column);
  const title = `forced value of ${reference.name}`;
  const sentence = `${reference.name} is forced to be ${quantity(value, reference.unit)}.`;
  return { ...reference, kind: "forced", side: "equal", limit: value, title, sentence };
}

const TERMS_SHOWN = 4;

/** The left side of a row, `2 x[item=a] - y`, cut where it grows long. */
export function formulaOf(form: StandardForm, row: number): string {
  const { starts, columns, values } = form.matrix;
  const terms: [number, number][] = [];
  for (let k = starts[row]; k < starts[row + 1]; k++)
    if (values[k] !== 0) terms.push([columns[k], values[k]]);
  if (terms.length === 0) return "0";
  const shown = terms.length > TERMS_SHOWN + 1 ? terms.slice(0, TERMS_SHOWN) : terms;
  const words = shown.map(([column, value], position) => {
    const sign = value < 0 ? (position === 0 ? "-" : "- ") : position === 0 ? "" : "+ ";
    const factor = Math.abs(value) === 1 ? "" : `${plain(Math.abs(value))} `;
    return `${sign}${factor}${form.columnName(column)}`;
  });
  const rest = terms.length - shown.length;
  return rest === 0 ? words.join(" ") : `${words.join(" ")} + ${rest} more terms`;
}
