import { entryCount, entryName } from "./axes.js";
import { boundExpressions } from "./bound-expression.js";
import type { Constraint } from "./constraint.js";
import type { Expression } from "./expression.js";
import type { IndexSet, IndexSets } from "./index-set.js";
import type { Model } from "./model.js";
import { mergeUncertain } from "./slots.js";
import { NONE, type Terms } from "./terms.js";
import type { UncertainParameter } from "./parameter.js";
import type { Variable } from "./variable.js";

/** Options of {@link printModel}. */
export interface PrintModelOptions {
  /** How many entries of each family are written out; default 3. */
  readonly entries?: number;
  /** How many terms of a sum are written out; default 8. */
  readonly terms?: number;
}

type Limits = Required<PrintModelOptions>;

/**
 * The formulation as text for people: index sets, uncertain parameters, variables with domains, bounds and units, the
 * objective and the constraints, of each family the first entries with their labels and how many more there are.
 *
 * @example
 * import { atMost, indexSet, model, mul, printModel, sum, total, uncertainParameter } from "foresolve/model";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const price = uncertainParameter("price", { over: [unit], unit: "EUR/MWh" });
 * const m = model("sell");
 * const output = m.variable("output", { over: [unit], unit: "MWh", lower: 0, upper: 50 });
 * m.require("grid", atMost(sum(output, unit), 80));
 * m.maximize(total(mul(price, output)));
 * printModel(m).split("\n").slice(-6);
 * // => ["maximize", "  price[unit=coal] output[unit=coal] + price[unit=gas] output[unit=gas]", "", "subject to", "  grid:", "    output[unit=coal] + output[unit=gas] <= 80"]
 */
export function printModel(model: Model, options: PrintModelOptions = {}): string {
  const limits: Limits = { entries: options.entries ?? 3, terms: options.terms ?? 8 };
  const { objective, constraints, variables } = model;
  const uncertain = mergeUncertain([
    ...(objective === null ? [] : [objective.expression]),
    ...constraints.map(({ difference }) => difference),
    ...boundExpressions(variables),
  ]);
  const sets = distinctSets([...variables, ...uncertain, ...constraints]);
  const out = [
    `model ${model.name}: ${count(model.columns, "column")}, ${count(model.rows, "row")}`,
    ...section(
      "sets",
      sets.map((set) => `${set.name}: ${labels(set)}`),
    ),
    ...section(
      "uncertain parameters",
      uncertain.map(({ name, over, unit }) => `${name}${axes(over)}${unitText(unit)}`),
    ),
    ...section(
      "variables",
      variables.flatMap((variable) => variableLines(variable, variables, limits)),
    ),
  ];
  if (objective === null) out.push("", "no objective");
  else {
    const { terms, uncertain: own } = objective.expression;
    out.push("", objective.sense, `  ${sumText(variables, terms, 0, own, limits.terms, true)}`);
  }
  out.push(
    ...section(
      "subject to",
      constraints.flatMap((constraint) => constraintLines(variables, constraint, limits)),
    ),
  );
  return out.join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

function distinctSets(owners: readonly { readonly over: IndexSets }[]): IndexSet[] {
  const sets = new Map<string, IndexSet>();
  for (const { over } of owners) for (const set of over) if (!sets.has(set.name)) sets.set(set.name, set);
  return [...sets.values()];
}

function labels({ keys }: IndexSet): string {
  const shown =
    keys.length <= 6 ? keys.join(", ") : `${keys.slice(0, 3).join(", ")}, ..., ${keys[keys.length - 1]}`;
  return `${shown} (${count(keys.length, "label")})`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function axes(over: IndexSets): string {
  return over.length === 0 ? "" : `[${over.map(({ name }) => name).join(", ")}]`;
}

function unitText(unit: string | undefined): string {
  return unit === undefined ? "" : ` in ${unit}`;
}

/** One line where all entries have the same bounds, else the first entries one by one. */
function variableLines(variable: Variable, variables: readonly Variable[], limits: Limits): string[] {
  const { name, over, unit, domain, lower, upper, uncertainBounds } = variable;
  const kind = `${domain}${unitText(unit)}`;
  const isKnown = uncertainBounds.lower === null && uncertainBounds.upper === null;
  const isUniform =
    isKnown && lower.every((bound) => bound === lower[0]) && upper.every((bound) => bound === upper[0]);
  if (lower.length === 0) return [`${name}${axes(over)}: no entries`];
  if (isUniform) return [`${bounded(name + axes(over), lower[0], upper[0])}, ${kind}`];
  const shown = Math.min(limits.entries, lower.length);
  const lines = [`${name}${axes(over)}, ${kind}`];
  const textOf = (bound: Expression | null, known: Float64Array, entry: number): number | string =>
    bound === null
      ? known[entry]
      : sumText(variables, bound.terms, entry, bound.uncertain, limits.terms, true);
  for (let entry = 0; entry < shown; entry++) {
    const [least, most] = [
      textOf(uncertainBounds.lower, lower, entry),
      textOf(uncertainBounds.upper, upper, entry),
    ];
    lines.push(`  ${bounded(entryName(name, over, entry), least, most)}`);
  }
  return [...lines, ...more(lower.length - shown)];
}

function bounded(name: string, lower: number | string, upper: number | string): string {
  if (lower === upper) return `${name} = ${lower}`;
  if (lower === -Infinity) return upper === Infinity ? `${name} free` : `${name} <= ${upper}`;
  return upper === Infinity ? `${name} >= ${lower}` : `${lower} <= ${name} <= ${upper}`;
}

function more(rest: number): string[] {
  return rest > 0 ? [`  ... and ${rest} more`] : [];
}

const SIGNS = { atMost: "<=", atLeast: ">=", equal: "=" };

function constraintLines(variables: readonly Variable[], constraint: Constraint, limits: Limits): string[] {
  const { name, over, sense, difference } = constraint;
  if (sense === "secondOrderCone") return coneLines(variables, constraint, limits);
  const entries = entryCount(over);
  const shown = Math.min(limits.entries, entries);
  const lines = [`${name}${axes(over)}:`];
  for (let entry = 0; entry < shown; entry++) {
    const left = sumText(variables, difference.terms, entry, difference.uncertain, limits.terms, false);
    const right = rightSide(difference.terms, entry, difference.uncertain, limits.terms);
    const label = over.length === 0 ? "" : `${entryName("", over, entry)} `;
    lines.push(`  ${label}${left} ${SIGNS[sense]} ${right}`);
  }
  return [...lines, ...more(entries - shown)];
}

/** `norm(x, y) <= bound`, a line for each cone. */
function coneLines(
  variables: readonly Variable[],
  { name, over, difference }: Constraint,
  limits: Limits,
): string[] {
  const kept = over.slice(0, -1);
  const size = over[over.length - 1].keys.length;
  const cones = entryCount(kept);
  const shown = Math.min(limits.entries, cones);
  const text = (entry: number): string =>
    sumText(variables, difference.terms, entry, difference.uncertain, limits.terms, true);
  const lines = [`${name}${axes(kept)}:`];
  for (let cone = 0; cone < shown; cone++) {
    const parts = Array.from({ length: Math.min(size - 1, limits.terms) }, (_, k) =>
      text(cone * size + 1 + k),
    );
    const rest = size - 1 - parts.length;
    const all = rest > 0 ? [...parts, `... (${count(rest, "more part")})`] : parts;
    const label = kept.length === 0 ? "" : `${entryName("", kept, cone)} `;
    lines.push(`  ${label}norm(${all.join(", ")}) <= ${text(cone * size)}`);
  }
  return [...lines, ...more(cones - shown)];
}

/** The terms of an entry that have a variable, and, where asked for, the others. */
function sumText(
  variables: readonly Variable[],
  terms: Terms,
  entry: number,
  uncertain: readonly UncertainParameter[],
  limit: number,
  withConstants: boolean,
): string {
  const merged = mergedTerms(terms, entry, withConstants ? "all" : "variables", 1);
  return joined(
    merged,
    ({ column, other, slot }) => {
      const names = slot === NONE ? [] : [slotName(uncertain, slot)];
      if (column !== NONE) names.push(columnName(variables, column));
      if (column === other && column !== NONE) return `${names.join(" ")}^2`;
      if (other !== NONE) names.push("*", columnName(variables, other));
      return names.join(" ");
    },
    limit,
  );
}

function rightSide(
  terms: Terms,
  entry: number,
  uncertain: readonly UncertainParameter[],
  limit: number,
): string {
  const merged = mergedTerms(terms, entry, "constants", -1);
  return joined(merged, ({ slot }) => (slot === NONE ? "" : slotName(uncertain, slot)), limit);
}

interface MergedTerm {
  readonly column: number;
  /** Second column of a quadratic term. */
  readonly other: number;
  readonly slot: number;
  coefficient: number;
}

/** Terms of one entry, those with the same columns and slot united, constants last. */
function mergedTerms(
  terms: Terms,
  entry: number,
  which: "all" | "variables" | "constants",
  sign: number,
): MergedTerm[] {
  const merged = new Map<string, MergedTerm>();
  for (let k = terms.starts[entry]; k < terms.starts[entry + 1]; k++) {
    const otherColumn = terms.others === null ? NONE : terms.others[k];
    const column = otherColumn === NONE ? terms.columns[k] : Math.min(terms.columns[k], otherColumn);
    const other = otherColumn === NONE ? NONE : Math.max(terms.columns[k], otherColumn);
    const slot = terms.slots === null ? NONE : terms.slots[k];
    if (which !== "all" && (column === NONE) !== (which === "constants")) continue;
    const key = `${column} ${other} ${slot}`;
    const known = merged.get(key);
    if (known === undefined)
      merged.set(key, { column, other, slot, coefficient: sign * terms.coefficients[k] });
    else known.coefficient += sign * terms.coefficients[k];
  }
  const nonzero = [...merged.values()].filter(({ coefficient }) => coefficient !== 0);
  const isConstant = ({ column, slot }: MergedTerm): boolean => column === NONE && slot === NONE;
  return [...nonzero.filter((term) => !isConstant(term)), ...nonzero.filter(isConstant)];
}

function joined(terms: readonly MergedTerm[], nameOf: (term: MergedTerm) => string, limit: number): string {
  if (terms.length === 0) return "0";
  const parts = terms.slice(0, limit).map((term, position) => {
    const { coefficient } = term;
    const name = nameOf(term);
    const magnitude = Math.abs(coefficient);
    const text = name === "" ? String(magnitude) : magnitude === 1 ? name : `${magnitude} ${name}`;
    if (position === 0) return coefficient < 0 ? `-${text}` : text;
    return `${coefficient < 0 ? "-" : "+"} ${text}`;
  });
  const rest = terms.length - parts.length;
  return `${parts.join(" ")}${rest > 0 ? ` + ... (${count(rest, "more term")})` : ""}`;
}

function columnName(variables: readonly Variable[], column: number): string {
  const variable = variables.findLast(({ firstColumn }) => firstColumn <= column)!;
  return entryName(variable.name, variable.over, column - variable.firstColumn);
}

function slotName(uncertain: readonly UncertainParameter[], slot: number): string {
  let entry = slot;
  for (const parameter of uncertain) {
    const entries = entryCount(parameter.over);
    if (entry < entries) return entryName(parameter.name, parameter.over, entry);
    entry -= entries;
  }
  return "?";
}
