import { ForesolveError } from "../errors.js";
import { entryName } from "./axes.js";
import { boundExpressions } from "./bound-expression.js";
import { conesOf, type Cone } from "./cone.js";
import type { Constraint } from "./constraint.js";
import type { Expression } from "./expression.js";
import type { Model } from "./model.js";
import type { UncertainParameter } from "./parameter.js";
import { QuadraticTermList, type QuadraticPart } from "./quadratic-terms.js";
import { RowBuilder, type SparseRows } from "./row-builder.js";
import { SlotTermList, type SlotTerms } from "./slot-terms.js";
import { mergeUncertain, slotCount, slotMap } from "./slots.js";
import { forEachQuadraticTerm, forEachTerm, NONE } from "./terms.js";
import type { Variable } from "./variable.js";

/**
 * A model as flat arrays: rows between `rowLower` and `rowUpper`, columns between their bounds, a linear objective. To
 * objective and rows the `quadratic` terms are added; the rows of `cones` are no equations, see {@link Cone}.
 * Uncertain parameters are slots. All base numbers hold with every slot at zero; the `slots` say what to add.
 */
export interface StandardForm {
  readonly name: string;
  readonly sense: "minimize" | "maximize";
  readonly columns: number;
  readonly rows: number;
  readonly offset: number;
  /** [columns] */
  readonly cost: Float64Array;
  readonly columnLower: Float64Array;
  readonly columnUpper: Float64Array;
  /**
   * [columns] 1 where the column must be a whole number, 2 where it is semicontinuous: zero or between its bounds (then
   * the lower one is above 0)
   */
  readonly integrality: Uint8Array;
  /** [rows] */
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly matrix: SparseRows;
  readonly quadratic: QuadraticPart;
  /** Second-order cones, by ascending rows. */
  readonly cones: readonly Cone[];
  readonly variables: readonly Variable[];
  readonly constraints: readonly Constraint[];
  /** The uncertain parameters whose entries are the slots, in order. */
  readonly uncertain: readonly UncertainParameter[];
  readonly slots: {
    readonly count: number;
    readonly cost: SlotTerms;
    readonly offset: SlotTerms;
    readonly columnLower: SlotTerms;
    readonly columnUpper: SlotTerms;
    /** Added to both bounds of the row. */
    readonly rowBounds: SlotTerms;
    readonly matrix: SlotTerms;
  };
  /** Name of a column in the user's words: `output[unit=coal, hour=3]`. */
  columnName(column: number): string;
  /** Name of a row in the user's words: `meet demand[hour=3]`. */
  rowName(row: number): string;
}

/** What is lowered of a model: its data, without the means to add to it. */
export type ModelData = Pick<Model, "name" | "variables" | "constraints" | "objective" | "columns" | "rows">;

/**
 * Lowers a model to flat arrays.
 *
 * @throws ForesolveError `FS_MODEL_NO_OBJECTIVE` when no objective is set.
 * @throws ForesolveError `FS_MODEL_NO_VARIABLES` when the model has no variable.
 * @throws ForesolveError `FS_MODEL_NOT_FINITE` when a product or sum of the model's numbers overflows.
 * @example
 * import { atMost, indexSet, model, standardForm, total } from "foresolve/model";
 *
 * const m = model("plan");
 * const hour = indexSet("hour", 2);
 * const output = m.variable("output", { over: [hour], lower: 0 });
 * m.require("limit", atMost(output, 7));
 * m.maximize(total(output));
 * const form = standardForm(m);
 * [...form.rowUpper]; // => [7, 7]
 * form.rowName(1); // => "limit[hour=1]"
 */
export function standardForm(model: ModelData): StandardForm {
  const { objective, variables, constraints, columns, rows } = model;
  if (columns === 0) {
    throw new ForesolveError("FS_MODEL_NO_VARIABLES", {
      message: `Model "${model.name}" has no variables.`,
      fix: "Add at least one variable(...) before solving.",
      data: { model: model.name },
    });
  }
  if (objective === null) {
    throw new ForesolveError("FS_MODEL_NO_OBJECTIVE", {
      message: `Model "${model.name}" has no objective.`,
      fix: "Call minimize(...) or maximize(...) once.",
      data: { model: model.name },
    });
  }
  const operands = [objective.expression, ...constraints.map((constraint) => constraint.difference)];
  const uncertain = mergeUncertain([...operands, ...boundExpressions(variables)]);
  const columnLower = new Float64Array(columns);
  const columnUpper = new Float64Array(columns);
  const integrality = new Uint8Array(columns);
  const lowerSlots = new SlotTermList();
  const upperSlots = new SlotTermList();
  for (const variable of variables) {
    const { firstColumn, lower, upper, uncertainBounds } = variable;
    columnLower.set(lower, firstColumn);
    columnUpper.set(upper, firstColumn);
    addBound(uncertainBounds.lower, firstColumn, uncertain, columnLower, lowerSlots);
    addBound(uncertainBounds.upper, firstColumn, uncertain, columnUpper, upperSlots);
    integrality.set(integralityOf(variable), variable.firstColumn);
  }

  const cost = new Float64Array(columns);
  const costSlots = new SlotTermList();
  const offsetSlots = new SlotTermList();
  const constants = new Float64Array(1);
  const objectiveSlots = slotMap(objective.expression.uncertain, uncertain);
  const squares = new QuadraticTermList();
  forEachQuadraticTerm(objective.expression.terms, (_, column, other, value) =>
    squares.push(0, column, other, value),
  );
  forEachTerm(objective.expression.terms, objectiveSlots, (_, column, coefficient, slot) => {
    if (slot !== NONE)
      (column === NONE ? offsetSlots : costSlots).push(Math.max(column, 0), slot, coefficient);
    else if (column === NONE) constants[0] += coefficient;
    else cost[column] += coefficient;
  });

  const rowLower = new Float64Array(rows);
  const rowUpper = new Float64Array(rows);
  const rowSlots = new SlotTermList();
  const matrix = new RowBuilder(rows, columns, operands);
  const rowSquares = new QuadraticTermList();
  const cones: Cone[] = [];
  for (const constraint of constraints) {
    const { name, difference, sense, firstRow } = constraint;
    const { terms } = difference;
    const slots = slotMap(difference.uncertain, uncertain);
    // The difference is left minus right, so a constant moves to the right side with its sign turned.
    forEachTerm(terms, slots, (entry, column, coefficient, slot) => {
      const row = firstRow + entry;
      // Dense parameters are full of zeros, which would be carried through every solve and every check.
      if (column !== NONE && coefficient === 0 && slot === NONE) return;
      if (column !== NONE) matrix.add(row, column, coefficient, slot);
      else if (slot !== NONE) rowSlots.push(row, slot, -coefficient);
      else rowUpper[row] -= coefficient;
    });
    forEachQuadraticTerm(terms, (entry, column, other, value) =>
      rowSquares.push(firstRow + entry, column, other, value),
    );
    cones.push(...conesOf(constraint, terms.starts.length - 1));
    const end = firstRow + terms.starts.length - 1;
    requireNoOverflow(model, `constraint "${name}"`, rowUpper.subarray(firstRow, end));
    for (let row = firstRow; row < end; row++) {
      rowLower[row] = sense === "atMost" ? -Infinity : rowUpper[row] + 0;
      rowUpper[row] = sense === "atLeast" ? Infinity : rowUpper[row] + 0;
    }
  }

  const slots = {
    count: slotCount(uncertain),
    cost: costSlots.finish(),
    offset: offsetSlots.finish(),
    columnLower: lowerSlots.finish(),
    columnUpper: upperSlots.finish(),
    rowBounds: rowSlots.finish(),
    matrix: matrix.slotTerms.finish(),
  };
  const finished = matrix.finish();
  const { first, second, values } = squares.finish();
  const quadratic = { objective: { first, second, values }, rows: rowSquares.finish() };
  requireNoOverflow(
    model,
    "the objective",
    cost,
    constants,
    quadratic.objective.values,
    slots.cost.coefficients,
    slots.offset.coefficients,
  );
  requireNoOverflow(
    model,
    "the bounds of variables",
    slots.columnLower.coefficients,
    slots.columnUpper.coefficients,
  );
  requireNoOverflow(
    model,
    "the constraints",
    finished.values,
    quadratic.rows.values,
    slots.rowBounds.coefficients,
    slots.matrix.coefficients,
  );

  return {
    name: model.name,
    sense: objective.sense,
    columns,
    rows,
    offset: constants[0],
    cost,
    columnLower,
    columnUpper,
    integrality,
    rowLower,
    rowUpper,
    matrix: finished,
    quadratic,
    cones,
    variables: [...variables],
    constraints: [...constraints],
    uncertain,
    slots,
    columnName(column) {
      const variable = variables[lastUpTo(variables.length, (k) => variables[k].firstColumn, column)];
      return entryName(variable.name, variable.over, column - variable.firstColumn);
    },
    rowName(row) {
      const constraint = constraints[lastUpTo(constraints.length, (k) => constraints[k].firstRow, row)];
      return entryName(constraint.name, constraint.over, row - constraint.firstRow);
    },
  };
}

/** Writes the numbers and the slots of a bound into those of all columns. */
function addBound(
  bound: Expression | null,
  firstColumn: number,
  uncertain: readonly UncertainParameter[],
  numbers: Float64Array,
  slotTerms: SlotTermList,
): void {
  if (bound === null) return;
  const slots = slotMap(bound.uncertain, uncertain);
  numbers.fill(0, firstColumn, firstColumn + bound.terms.starts.length - 1);
  forEachTerm(bound.terms, slots, (entry, _, coefficient, slot) => {
    if (slot === NONE) numbers[firstColumn + entry] += coefficient;
    else slotTerms.push(firstColumn + entry, slot, coefficient);
  });
}

/** The last of `count` ascending numbers that is at most `limit`; of several equal ones, the last. */
function lastUpTo(count: number, numberAt: (position: number) => number, limit: number): number {
  let low = 0;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (numberAt(middle) <= limit) low = middle;
    else high = middle;
  }
  return low;
}

/** A semicontinuous entry that may come down to zero anyway is an ordinary one. */
function integralityOf({ domain, lower }: Variable): Uint8Array {
  if (domain === "semicontinuous") return Uint8Array.from(lower, (bound) => (bound > 0 ? 2 : 0));
  return new Uint8Array(lower.length).fill(domain === "real" ? 0 : 1);
}

/** Every number that comes in is checked when it does, but products and sums of finite numbers can overflow. */
function requireNoOverflow(model: ModelData, what: string, ...arrays: readonly Float64Array[]): void {
  for (const array of arrays) {
    const value = array.find((number) => !Number.isFinite(number));
    if (value === undefined) continue;
    throw new ForesolveError("FS_MODEL_NOT_FINITE", {
      message: `A product or sum of numbers in ${what} of model "${model.name}" is ${value}.`,
      fix: "Choose units in which the numbers are of moderate size.",
      data: { model: model.name, value },
    });
  }
}
