import type { Highs, IndexSelection, Model as HighsModel } from "highs";
import type { SolverCalls, SolverPoint } from "./solver-calls.js";

type Call = (...numbers: number[]) => number;

/** The functions of HiGHS's C interface that a resolve calls, as the module exports them. */
const CALLS = {
  allocate: "_malloc",
  free: "_free",
  run: "_Highs_run",
  modelStatus: "_Highs_getModelStatus",
  objective: "_Highs_getObjectiveValue",
  solution: "_Highs_getSolution",
  integerInfo: "_Highs_getIntInfoValue",
  costsByRange: "_Highs_changeColsCostByRange",
  costsBySet: "_Highs_changeColsCostBySet",
  columnBoundsByRange: "_Highs_changeColsBoundsByRange",
  columnBoundsBySet: "_Highs_changeColsBoundsBySet",
  rowBoundsByRange: "_Highs_changeRowsBoundsByRange",
  rowBoundsBySet: "_Highs_changeRowsBoundsBySet",
  coefficient: "_Highs_changeCoeff",
  columns: "_Highs_getNumCol",
  rows: "_Highs_getNumRow",
} as const;
type Calls = Readonly<Record<keyof typeof CALLS, Call>>;

const ITERATIONS = "simplex_iteration_count";
const REFUSED = -1;

/** The handle of a model: the package checks with it that the model is alive and no callback of it is running. */
interface Handle {
  _require?(isCallbackSafe: boolean): number;
}

/**
 * The calls of a resolve straight into WebAssembly memory. The package looks each function up by a name that it puts
 * together anew, makes up a label for every number that it validates, and copies all that there is: on small models that
 * takes longer than solving them. What it would have refused is refused here, too.
 */
export class DirectCalls implements SolverCalls {
  readonly #calls: Calls;
  readonly #handle: Required<Handle>;
  readonly #memory: WebAssembly.Memory;
  /** Where arrays go in and out, and how many bytes there are. */
  #scratch = 0;
  #scratchBytes = 0;
  #iterationsName = 0;

  /** Null where the package is not made as we know it. */
  static of(highs: Highs, native: HighsModel, memory: WebAssembly.Memory): DirectCalls | null {
    const module = highs as unknown as Readonly<Record<string, Call | undefined>>;
    const found = Object.entries(CALLS).map(([name, exported]) => [name, module[exported]] as const);
    const handle = native.raw as Handle;
    if (handle._require === undefined || found.some(([, call]) => typeof call !== "function")) return null;
    return new DirectCalls(Object.fromEntries(found) as Calls, handle as Required<Handle>, memory);
  }

  private constructor(calls: Calls, handle: Required<Handle>, memory: WebAssembly.Memory) {
    this.#calls = calls;
    this.#handle = handle;
    this.#memory = memory;
  }

  changeCosts(columns: IndexSelection, costs: Float64Array): void {
    this.#change(columns, [costs], this.#calls.costsByRange, this.#calls.costsBySet);
  }

  changeColumnBounds(columns: IndexSelection, lower: Float64Array, upper: Float64Array): void {
    const { columnBoundsByRange, columnBoundsBySet } = this.#calls;
    this.#change(columns, [lower, upper], columnBoundsByRange, columnBoundsBySet);
  }

  changeRowBounds(rows: IndexSelection, lower: Float64Array, upper: Float64Array): void {
    this.#change(rows, [lower, upper], this.#calls.rowBoundsByRange, this.#calls.rowBoundsBySet);
  }

  changeCoefficient(row: number, column: number, value: number): void {
    if (Number.isNaN(value)) throw notANumber();
    requireAccepted(this.#calls.coefficient(this.#model(), row, column, value), "changing a coefficient");
  }

  run(): number {
    const model = this.#model();
    requireAccepted(this.#calls.run(model), "running");
    return this.#calls.modelStatus(model);
  }

  point(): SolverPoint {
    const model = this.#model();
    const columns = this.#calls.columns(model);
    const rows = this.#calls.rows(model);
    const values = this.#room((2 * columns + rows) * Float64Array.BYTES_PER_ELEMENT);
    const duals = values + columns * Float64Array.BYTES_PER_ELEMENT;
    const rowDuals = duals + columns * Float64Array.BYTES_PER_ELEMENT;
    // What the solver does not know it leaves as it is.
    new Float64Array(this.#memory.buffer, values, 2 * columns + rows).fill(0);
    requireAccepted(this.#calls.solution(model, values, duals, 0, rowDuals), "reading the solution");
    return {
      columnValues: this.#copy(values, columns),
      columnDuals: this.#copy(duals, columns),
      rowDuals: this.#copy(rowDuals, rows),
    };
  }

  objective(): number {
    return this.#calls.objective(this.#model());
  }

  simplexIterations(): number {
    const model = this.#model();
    if (this.#iterationsName === 0) {
      this.#iterationsName = this.#calls.allocate(ITERATIONS.length + 1);
      const bytes = new Uint8Array(this.#memory.buffer, this.#iterationsName, ITERATIONS.length + 1);
      for (let k = 0; k < ITERATIONS.length; k++) bytes[k] = ITERATIONS.charCodeAt(k);
      bytes[ITERATIONS.length] = 0;
    }
    const out = this.#room(Float64Array.BYTES_PER_ELEMENT);
    const status = this.#calls.integerInfo(model, this.#iterationsName, out);
    requireAccepted(status, "reading the number of iterations");
    return new Int32Array(this.#memory.buffer, out, 1)[0];
  }

  release(): void {
    if (this.#scratch !== 0) this.#calls.free(this.#scratch);
    if (this.#iterationsName !== 0) this.#calls.free(this.#iterationsName);
    this.#scratch = 0;
    this.#scratchBytes = 0;
    this.#iterationsName = 0;
  }

  #change(selection: IndexSelection, arrays: readonly Float64Array[], byRange: Call, bySet: Call): void {
    const model = this.#model();
    const entries = arrays[0].length;
    const bytes = entries * Float64Array.BYTES_PER_ELEMENT;
    const numbers = this.#room(arrays.length * bytes + entries * Int32Array.BYTES_PER_ELEMENT);
    const pointers: number[] = [];
    for (let k = 0; k < arrays.length; k++) {
      if (hasNaN(arrays[k])) throw notANumber();
      new Float64Array(this.#memory.buffer, numbers + k * bytes, entries).set(arrays[k]);
      pointers.push(numbers + k * bytes);
    }
    let status: number;
    if (selection.kind === "range") status = byRange(model, selection.from, selection.to, ...pointers);
    else {
      const indices = numbers + arrays.length * bytes;
      new Int32Array(this.#memory.buffer, indices, entries).set(
        (selection as { indices: Int32Array }).indices,
      );
      status = bySet(model, entries, indices, ...pointers);
    }
    requireAccepted(status, "changing numbers");
  }

  #model(): number {
    return this.#handle._require(false);
  }

  /** Address of at least so many bytes, which the next call overwrites; views of the memory end when it grows. */
  #room(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      if (this.#scratch !== 0) this.#calls.free(this.#scratch);
      this.#scratchBytes = 0;
      this.#scratch = this.#calls.allocate(bytes);
      if (this.#scratch === 0) throw new RangeError("there is no memory left.");
      this.#scratchBytes = bytes;
    }
    return this.#scratch;
  }

  #copy(from: number, count: number): Float64Array {
    return new Float64Array(this.#memory.buffer, from, count).slice();
  }
}

function hasNaN(values: Float64Array): boolean {
  for (let k = 0; k < values.length; k++) if (values[k] !== values[k]) return true;
  return false;
}

function notANumber(): Error {
  return new Error("a number of the model is NaN.");
}

function requireAccepted(status: number, during: string): void {
  if (status === REFUSED) throw new Error(`${during} was refused.`);
}
