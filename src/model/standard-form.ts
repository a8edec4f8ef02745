import { ForesolveError } from "../errors.js";
import { entryName } from "./axes.js";
import type { Constraint } from "./constraint.js";
import type { Model } from "./model.js";
import type { UncertainParameter } from "./parameter.js";
import { mergeUncertain, slotCount, slotMap } from "./slots.js";
import { NONE, type Terms } from "./terms.js";
import type { Variable } from "./variable.js";

/** Numbers of a standard form that hang on a slot: `target += coefficient x value of the slot`. */
export interface SlotTerms {
  /** [terms] what is changed: a column, a row, or a position in the matrix's values */
  readonly targets: Int32Array;
  /** [terms] */
  readonly slots: Int32Array;
  /** [terms] */
  readonly coefficients: Float64Array;
}

/**
 * A model as flat arrays: rows between `rowLower` and `rowUpper`, columns between their bounds, a linear objective.
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
  /** Compressed sparse rows; no column occurs twice in a row. */
  readonly matrix: {
    readonly starts: Int32Array;
    readonly columns: Int32Array;
    readonly values: Float64Array;
  };
  readonly variables: readonly Variable[];
  readonly constraints: readonly Constraint[];
  /** The uncertain parameters whose entries are the slots, in order. */
  readonly uncertain: readonly UncertainParameter[];
  readonly slots: {
    readonly count: number;
    readonly cost: SlotTerms;
    readonly offset: SlotTerms;
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
  const uncertain = mergeUncertain(operands);
  const columnLower = new Float64Array(columns);
  const columnUpper = new Float64Array(columns);
  const integrality = new Uint8Array(columns);
  for (const variable of variables) {
    columnLower.set(variable.lower, variable.firstColumn);
    columnUpper.set(variable.upper, variable.firstColumn);
    integrality.set(integralityOf(variable), variable.firstColumn);
  }

  const cost = new Float64Array(columns);
  const costSlots = new SlotTermList();
  const offsetSlots = new SlotTermList();
  const constants = new Float64Array(1);
  const objectiveSlots = slotMap(objective.expression.uncertain, uncertain);
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
  for (const { name, difference, sense, firstRow } of constraints) {
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
    rowBounds: rowSlots.finish(),
    matrix: matrix.slotTerms.finish(),
  };
  const finished = matrix.finish();
  requireNoOverflow(
    model,
    "the objective",
    cost,
    constants,
    slots.cost.coefficients,
    slots.offset.coefficients,
  );
  requireNoOverflow(
    model,
    "the constraints",
    finished.values,
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
    variables: [...variables],
    constraints: [...constraints],
    uncertain,
    slots,
    columnName(column) {
      const variable = variables.findLast((candidate) => candidate.firstColumn <= column)!;
      return entryName(variable.name, variable.over, column - variable.firstColumn);
    },
    rowName(row) {
      const constraint = constraints.findLast((candidate) => candidate.firstRow <= row)!;
      return entryName(constraint.name, constraint.over, row - constraint.firstRow);
    },
  };
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

function forEachTerm(
  terms: Terms,
  slots: Int32Array | null,
  visit: (entry: number, column: number, coefficient: number, slot: number) => void,
): void {
  for (let entry = 0; entry < terms.starts.length - 1; entry++) {
    for (let term = terms.starts[entry]; term < terms.starts[entry + 1]; term++) {
      let slot = terms.slots === null ? NONE : terms.slots[term];
      if (slot !== NONE && slots !== null) slot = slots[slot];
      visit(entry, terms.columns[term], terms.coefficients[term], slot);
    }
  }
}

/** Collects slot terms; there are few of them beside the fixed numbers, so plain arrays will do. */
class SlotTermList {
  readonly #targets: number[] = [];
  readonly #slots: number[] = [];
  readonly #coefficients: number[] = [];

  push(target: number, slot: number, coefficient: number): void {
    this.#targets.push(target);
    this.#slots.push(slot);
    this.#coefficients.push(coefficient);
  }

  finish(): SlotTerms {
    return {
      targets: Int32Array.from(this.#targets),
      slots: Int32Array.from(this.#slots),
      coefficients: Float64Array.from(this.#coefficients),
    };
  }
}

/** Writes compressed sparse rows, row after row, uniting terms that meet in one column. */
class RowBuilder {
  readonly slotTerms: SlotTermList = new SlotTermList();
  readonly #starts: Int32Array;
  readonly #columns: Int32Array;
  readonly #values: Float64Array;
  /** Position of each column in the current row, or one from an earlier row (then smaller than its start). */
  readonly #positions: Int32Array;
  #row = 0;
  #length = 0;

  constructor(rows: number, columns: number, operands: readonly { readonly terms: Terms }[]) {
    let terms = 0;
    for (const operand of operands) terms += operand.terms.columns.length;
    this.#starts = new Int32Array(rows + 1);
    this.#columns = new Int32Array(terms);
    this.#values = new Float64Array(terms);
    this.#positions = new Int32Array(columns).fill(NONE);
  }

  add(row: number, column: number, coefficient: number, slot: number): void {
    while (this.#row < row) this.#starts[++this.#row] = this.#length;
    let position = this.#positions[column];
    if (position < this.#starts[row]) {
      position = this.#length++;
      this.#positions[column] = position;
      this.#columns[position] = column;
    }
    if (slot === NONE) this.#values[position] += coefficient;
    else this.slotTerms.push(position, slot, coefficient);
  }

  finish(): StandardForm["matrix"] {
    while (this.#row < this.#starts.length - 1) this.#starts[++this.#row] = this.#length;
    return {
      starts: this.#starts,
      columns: this.#columns.slice(0, this.#length),
      values: this.#values.slice(0, this.#length),
    };
  }
}
