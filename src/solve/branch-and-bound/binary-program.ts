import type { StandardForm } from "../../model/index.js";

/**
 * A pure binary problem for the search: minimise `cost . y + constant` with `lower <= A y <= upper` and y in {0, 1}, where no
 * cost is negative. Columns that have one value only are gone, and columns that cost less when they are 1 are turned over
 * (y = 1 - x), so that y = 0 is the cheapest point of all.
 */
export interface BinaryProgram {
  readonly variables: number;
  readonly rows: number;
  /** [variables] none below 0 */
  readonly cost: Float64Array;
  readonly constant: number;
  /** [rows, variables] row-major */
  readonly matrix: Float64Array;
  /** [rows] */
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** [variables] column of the form */
  readonly columns: Int32Array;
  /** [variables] 1 where y = 1 - x */
  readonly isTurned: Uint8Array;
  /** [form columns] values of the columns that are gone */
  readonly fixedValues: Float64Array;
  /** Objectives differ by at least this much, where they differ; 0 where nothing is known. */
  readonly step: number;
  /** True when some column has no whole number between its bounds. */
  readonly isContradictory: boolean;
}

const ROUNDING = 1e-9;
/** Sums of whole costs are exact, with room to spare, up to here. */
const LARGEST_EXACT_SUM = 1e9;

/** Bounds that a whole number can have. */
export function wholeBounds(form: StandardForm, column: number): readonly [lower: number, upper: number] {
  return [
    Math.ceil(form.columnLower[column] - ROUNDING) + 0,
    Math.floor(form.columnUpper[column] + ROUNDING) + 0,
  ];
}

/** Writes a form whose columns are all binary for the search. Slots stand at zero. */
export function binaryProgram(form: StandardForm): BinaryProgram {
  const sign = form.sense === "minimize" ? 1 : -1;
  const fixedValues = new Float64Array(form.columns);
  const kept: number[] = [];
  let isContradictory = false;
  let constant = sign * form.offset;
  for (let column = 0; column < form.columns; column++) {
    const [lower, upper] = wholeBounds(form, column);
    if (lower > upper) isContradictory = true;
    if (lower < upper) {
      kept.push(column);
      continue;
    }
    fixedValues[column] = lower;
    constant += sign * form.cost[column] * lower;
  }
  const columns = Int32Array.from(kept);
  const variables = columns.length;
  const cost = Float64Array.from(columns, (column) => sign * form.cost[column]);
  const isTurned = Uint8Array.from(cost, (value) => (value < 0 ? 1 : 0));
  for (let variable = 0; variable < variables; variable++) {
    if (isTurned[variable] === 0) continue;
    constant += cost[variable];
    cost[variable] = -cost[variable];
  }
  const variableOf = new Int32Array(form.columns).fill(-1);
  for (let variable = 0; variable < variables; variable++) variableOf[columns[variable]] = variable;

  const matrix = new Float64Array(form.rows * variables);
  const rowLower = form.rowLower.slice();
  const rowUpper = form.rowUpper.slice();
  const { starts, columns: entryColumns, values } = form.matrix;
  for (let row = 0; row < form.rows; row++) {
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      const variable = variableOf[entryColumns[k]];
      const atOne = variable < 0 ? values[k] * fixedValues[entryColumns[k]] : values[k];
      if (variable >= 0) {
        const isOver = isTurned[variable] === 1;
        matrix[row * variables + variable] += isOver ? -values[k] : values[k];
        if (!isOver) continue;
      }
      rowLower[row] -= atOne;
      rowUpper[row] -= atOne;
    }
  }
  return {
    variables,
    rows: form.rows,
    cost,
    constant,
    matrix,
    rowLower,
    rowUpper,
    columns,
    isTurned,
    fixedValues,
    step: commonDivisor(cost),
    isContradictory,
  };
}

/** Greatest common divisor of whole costs; 0 where some are not whole, or too large to be summed exactly. */
function commonDivisor(costs: Float64Array): number {
  let divisor = 0;
  let sum = 0;
  for (const cost of costs) {
    sum += cost;
    if (!Number.isInteger(cost) || sum > LARGEST_EXACT_SUM) return 0;
    for (let rest = cost; rest > 0;) [divisor, rest] = [rest, divisor % rest];
  }
  return divisor;
}

/** [form columns] the decision that a point of the program stands for */
export function columnValuesOf(program: BinaryProgram, point: Uint8Array): Float64Array {
  const values = program.fixedValues.slice();
  for (let variable = 0; variable < program.variables; variable++) {
    values[program.columns[variable]] = point[variable] ^ program.isTurned[variable];
  }
  return values;
}

/** The point of a program that a decision stands for; null where the decision is no binary one. */
export function pointOf(program: BinaryProgram, columnValues: ArrayLike<number>): Uint8Array | null {
  const point = new Uint8Array(program.variables);
  for (let variable = 0; variable < program.variables; variable++) {
    const value = columnValues[program.columns[variable]];
    const whole = Math.round(value);
    if (!(Math.abs(value - whole) <= 1e-6) || (whole !== 0 && whole !== 1)) return null;
    point[variable] = whole ^ program.isTurned[variable];
  }
  return point;
}

/** Whether a point satisfies all rows, up to rounding. */
export function satisfiesRows(program: BinaryProgram, point: Uint8Array): boolean {
  const { variables, rows, matrix, rowLower, rowUpper } = program;
  for (let row = 0; row < rows; row++) {
    let activity = 0;
    const first = row * variables;
    for (let variable = 0; variable < variables; variable++) {
      if (point[variable] === 1) activity += matrix[first + variable];
    }
    if (activity < rowLower[row] - ROUNDING * Math.max(1, Math.abs(rowLower[row]))) return false;
    if (activity > rowUpper[row] + ROUNDING * Math.max(1, Math.abs(rowUpper[row]))) return false;
  }
  return true;
}

/** Cost of a point, without the constant. */
export function costOf(program: BinaryProgram, point: Uint8Array): number {
  let sum = 0;
  for (let variable = 0; variable < program.variables; variable++) {
    if (point[variable] === 1) sum += program.cost[variable];
  }
  return sum;
}
