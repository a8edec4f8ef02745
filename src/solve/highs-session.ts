import type { HighsCallbackMap, Model as HighsModel } from "highs";
import { ForesolveError } from "../errors.js";
import type { StandardForm } from "../model/index.js";
import { backendFailure, highsRuntime } from "./highs-runtime.js";
import { nativeData } from "./native-data.js";
import { requireParameters } from "./parameters.js";
import { requireColumns } from "./mip-start.js";
import { requireDeadline } from "./deadline.js";
import { RunWatch, type RunOptions } from "./run-watch.js";
import { SlotPatch } from "./slot-patch.js";

/** How a run of the solver ended; `stopped` may or may not have left a usable point. */
export type RunStatus = "optimal" | "infeasible" | "unbounded" | "stopped" | "failed";

/** What the solver says of a run; nothing of it is believed before the verifier has seen the point. */
export interface RunOutcome {
  readonly status: RunStatus;
  /** Best proven bound of an integer model, the objective of an optimal linear one, else infinite. */
  readonly bound: number;
  readonly iterations: number;
}

/** Below this many columns the Feasibility Jump heuristic costs more than solving the whole integer model. */
const SMALL_INTEGER_MODEL_COLUMNS = 5000;
const MODEL_STATUS = { optimal: 7, infeasible: 8, unboundedOrInfeasible: 9, unbounded: 10 };
const STOPPED = new Set([11, 12, 13, 14, 16, 17]);
const PRIMAL_SIMPLEX = 4;
const DUAL_SIMPLEX = 1;

/** The package takes finite numbers only; nobody waits for thirty years. */
const NO_LIMIT_SECONDS = 1e9;

/** Options that depend on what was solved before. */
interface Strategy {
  readonly presolve: "choose" | "off";
  readonly simplex_strategy: number;
}
const COLD_START: Strategy = { presolve: "choose", simplex_strategy: DUAL_SIMPLEX };
// After a change of costs the last basis is still primal feasible, after one of bounds still dual feasible.
const AFTER_NEW_COSTS: Strategy = { presolve: "off", simplex_strategy: PRIMAL_SIMPLEX };
const AFTER_NEW_ROWS: Strategy = { presolve: "off", simplex_strategy: DUAL_SIMPLEX };

// A forgotten session would keep its WebAssembly memory for ever: the garbage collector cannot see it.
const forgotten = new FinalizationRegistry<HighsModel>((native) => native.dispose());

/**
 * A model that stays in HiGHS between solves: it is built once, then only numbers change, and each solve starts from
 * the last basis. Hides the traps of the solver: clocks that add up, memory that must be given back, the choice of
 * the simplex method after a change, heuristics that swamp small models.
 *
 * @example
 * import { indexSet, model, mul, standardForm, total, uncertainParameter } from "foresolve/model";
 * import { HighsSession } from "foresolve/solve";
 *
 * const hour = indexSet("hour", 2);
 * const price = uncertainParameter("price", { over: [hour] });
 * const m = model("sell");
 * const output = m.variable("output", { over: [hour], lower: 0, upper: 1 });
 * m.maximize(total(mul(price, output)));
 *
 * const session = await HighsSession.open(standardForm(m));
 * session.setParameters([5, -3]);
 * session.run().status; // => "optimal"
 * [...session.columnValues]; // => [1, 0]
 * session.dispose();
 */
export class HighsSession {
  form: StandardForm;
  /** [slots] the values of the uncertain parameters that the next run uses */
  readonly parameters: Float64Array;
  /** [columns] the point that the last run left */
  columnValues: Float64Array;
  /** [rows] change of the objective per unit of each row's bounds, after an optimal run of a linear model */
  rowDuals: Float64Array;
  #native: HighsModel | null;
  readonly #offset: SlotPatch;
  readonly #costs: SlotPatch;
  #rows: SlotPatch;
  #rowLower: Float64Array;
  #rowUpper: Float64Array;
  #coefficients: SlotPatch;
  /** Row of each coefficient that hangs on slots. */
  #coefficientRows: Int32Array;
  readonly #isInteger: boolean;
  #hasBasis = false;
  #parametersAreSet: boolean;
  #timeLimitIsSet = false;
  /** [columns] where the next run of an integer model starts; NaN where nothing is given. */
  #start: Float64Array | null = null;
  #strategy: Strategy = COLD_START;

  private constructor(form: StandardForm, native: HighsModel) {
    this.form = form;
    this.#native = native;
    this.parameters = new Float64Array(form.slots.count);
    this.#parametersAreSet = form.slots.count === 0;
    this.columnValues = new Float64Array(form.columns);
    this.rowDuals = new Float64Array(form.rows);
    this.#offset = new SlotPatch(form.slots.offset, Float64Array.of(form.offset));
    this.#costs = new SlotPatch(form.slots.cost, form.cost);
    this.#rows = new SlotPatch(form.slots.rowBounds, new Float64Array(form.rows));
    this.#rowLower = new Float64Array(this.#rows.targets.length);
    this.#rowUpper = new Float64Array(this.#rows.targets.length);
    this.#coefficients = new SlotPatch(form.slots.matrix, form.matrix.values);
    this.#coefficientRows = this.#coefficients.targets.map((position) => rowOf(form, position));
    this.#isInteger = form.integrality.some((kind) => kind !== 0);
    // Its log would be written out line by line only to be thrown away: a fifth of the time of a small solve.
    native.options.set("output_flag", false);
    if (this.#isInteger) {
      // By default the solver calls a decision optimal that is within 0.01 % of its bound.
      native.options.set("mip_rel_gap", 0);
      if (form.columns < SMALL_INTEGER_MODEL_COLUMNS)
        native.options.set("mip_heuristic_run_feasibility_jump", false);
    }
    forgotten.register(this, native, this);
  }

  /** Builds the model in HiGHS. Throws `FS_SOLVE_BACKEND_FAILED`. */
  static async open(form: StandardForm): Promise<HighsSession> {
    const highs = await highsRuntime();
    let native: HighsModel | null = null;
    try {
      native = highs.createModel(nativeData(form));
      return new HighsSession(form, native);
    } catch (cause) {
      native?.dispose();
      throw backendFailure(`building model "${form.name}"`, cause);
    }
  }

  /**
   * Fills the slots: `values` are the entries of all uncertain parameters of the form, in order. Only changed kinds
   * of numbers travel to the solver, and it keeps its basis.
   *
   * @throws ForesolveError `FS_SOLVE_WRONG_PARAMETERS` on a wrong count or a value that is not finite,
   * `FS_SOLVE_DISPOSED`, `FS_SOLVE_BACKEND_FAILED`.
   */
  setParameters(values: ArrayLike<number>): void {
    const native = this.#requireOpen();
    requireParameters(this.form, values);
    this.parameters.set(values);
    // Until all numbers have arrived the solver holds a mixture of old and new ones.
    this.#parametersAreSet = false;
    try {
      this.#change(native);
    } catch (cause) {
      throw backendFailure(`changing the numbers of model "${this.form.name}"`, cause);
    }
    this.#parametersAreSet = true;
  }

  #change(native: HighsModel): void {
    const { parameters } = this;
    if (this.#offset.targets.length > 0) {
      native.changeObjectiveOffset(this.#offset.evaluate(parameters)[0]);
    }
    if (this.#costs.targets.length > 0) {
      native.changeColsCost(this.#costs.selection, this.#costs.evaluate(parameters));
    }
    const rows = this.#rows.targets;
    if (rows.length > 0) {
      const shifts = this.#rows.evaluate(parameters);
      for (let k = 0; k < shifts.length; k++) {
        this.#rowLower[k] = this.form.rowLower[rows[k]] + shifts[k];
        this.#rowUpper[k] = this.form.rowUpper[rows[k]] + shifts[k];
      }
      native.changeRowsBounds(this.#rows.selection, this.#rowLower, this.#rowUpper);
    }
    const positions = this.#coefficients.targets;
    if (positions.length > 0) {
      const coefficients = this.#coefficients.evaluate(parameters);
      for (let k = 0; k < coefficients.length; k++) {
        const column = this.form.matrix.columns[positions[k]];
        native.changeCoefficient(this.#coefficientRows[k], column, coefficients[k]);
      }
    }
    if (this.#hasBasis && !this.#isInteger) {
      this.#use(native, rows.length + positions.length === 0 ? AFTER_NEW_COSTS : AFTER_NEW_ROWS);
    }
  }

  /**
   * Where the search of the next run starts: a plan for all columns, or for some of them (NaN for the others, which
   * the solver then completes if it can). It counts for one run and for integer models only; continuous ones start
   * from their last basis. Nothing is promised about the answer: `solutionOf(session, { start })` is what never
   * returns anything worse than the plan.
   *
   * @throws ForesolveError `FS_SOLVE_INVALID_START` on a wrong count, `FS_SOLVE_DISPOSED`.
   */
  setStart(columnValues: ArrayLike<number> | null): void {
    this.#requireOpen();
    if (columnValues !== null) requireColumns(this.form, columnValues);
    this.#start = columnValues === null ? null : Float64Array.from(columnValues);
  }

  /**
   * Appends rows: `form` is the session's form with further constraints behind those that it has. The basis is kept,
   * so that the next run of a continuous model repairs the last answer instead of starting anew.
   *
   * @throws ForesolveError `FS_SOLVE_DISPOSED`, `FS_SOLVE_BACKEND_FAILED`.
   */
  appendRows(form: StandardForm): void {
    const native = this.#requireOpen();
    const { rows, columns, slots } = this.form;
    if (form.columns !== columns || form.rows < rows || form.slots.count !== slots.count) {
      throw backendFailure(
        `appending rows to model "${this.form.name}"`,
        new Error(
          "the columns, rows and uncertain parameters that are there already must stay what they are.",
        ),
      );
    }
    const from = form.matrix.starts[rows];
    try {
      native.addRows({
        lower: form.rowLower.slice(rows),
        upper: form.rowUpper.slice(rows),
        matrix: {
          format: "csr",
          numRows: form.rows - rows,
          numCols: columns,
          starts: form.matrix.starts.slice(rows).map((start) => start - from),
          indices: form.matrix.columns.slice(from),
          values: form.matrix.values.slice(from),
        },
      });
      this.form = form;
      this.#rows = new SlotPatch(form.slots.rowBounds, new Float64Array(form.rows));
      this.#rowLower = new Float64Array(this.#rows.targets.length);
      this.#rowUpper = new Float64Array(this.#rows.targets.length);
      this.#coefficients = new SlotPatch(form.slots.matrix, form.matrix.values);
      this.#coefficientRows = this.#coefficients.targets.map((position) => rowOf(form, position));
      if (this.#parametersAreSet) this.#change(native);
      if (this.#hasBasis && !this.#isInteger) this.#use(native, AFTER_NEW_ROWS);
    } catch (cause) {
      throw backendFailure(`appending rows to model "${form.name}"`, cause);
    }
  }

  /**
   * Solves with the current parameters. Blocks its thread; `deadlineMs` stops the solver (it looks at the clock
   * between iterations), and so does another thread that sets `interrupt[0]` to anything but 0. Improving solutions
   * of integer models and their bound are told while it runs; nothing of them is verified here. The solver is only
   * asked to call back where one of these is wanted: it costs time on small models.
   *
   * @throws ForesolveError `FS_SOLVE_WRONG_PARAMETERS` when parameters were never set, `FS_SOLVE_INVALID_DEADLINE`,
   * `FS_SOLVE_DISPOSED`, `FS_SOLVE_BACKEND_FAILED`; whatever `onIncumbent` and `onProgress` throw.
   */
  run(options: RunOptions = {}): RunOutcome {
    const native = this.#requireOpen();
    if (!this.#parametersAreSet) requireParameters(this.form, []);
    this.#setDeadline(native, options.deadlineMs);
    const watch = RunWatch.of(options);
    const start = this.#start;
    this.#start = null;
    try {
      if (start !== null && this.#isInteger) giveStart(native, start);
      const { modelStatus } = native.run(watch?.callbacks);
      if (watch?.isOver === true) {
        const finishedFirst = modelStatus === MODEL_STATUS.optimal;
        return this.#finish(native, finishedFirst ? "optimal" : "stopped");
      }
      const isDoubtful = this.#isDoubtful(modelStatus);
      if (isDoubtful && this.#isInteger) return this.#askWithoutCosts(native, watch?.interrupts);
      let status = isDoubtful ? this.#runWithoutPresolve(native, watch?.interrupts) : runStatus(modelStatus);
      if (status === "failed") {
        // A warm start can lead the simplex method astray (singular bases, cycling): a fresh start sets it right.
        this.reset();
        status = runStatus(native.run(watch?.callbacks).modelStatus);
      }
      return this.#finish(native, status);
    } catch (cause) {
      throw backendFailure(`solving model "${this.form.name}"`, cause);
    } finally {
      // What the caller's own functions threw matters more than what became of the run.
      watch?.rethrow();
    }
  }

  #finish(native: HighsModel, status: RunStatus): RunOutcome {
    this.#readSolution(native);
    this.#hasBasis ||= status === "optimal" && !this.#isInteger;
    return { status, bound: this.#bound(native, status), iterations: this.#iterations(native) };
  }

  /** Forgets the last basis, so that the next run does not depend on what was solved before. */
  reset(): void {
    const native = this.#requireOpen();
    native.clearSolver();
    this.#hasBasis = false;
    this.#use(native, COLD_START);
  }

  /** Gives the solver's memory back. Doing so twice is harmless; any other use afterwards is an error. */
  dispose(): void {
    if (this.#native === null) return;
    forgotten.unregister(this);
    this.#native.dispose();
    this.#native = null;
  }

  #requireOpen(): HighsModel {
    if (this.#native !== null) return this.#native;
    throw new ForesolveError("FS_SOLVE_DISPOSED", {
      message: `The session of model "${this.form.name}" was disposed of.`,
      fix: "Open a new session, or dispose of this one later.",
      data: { model: this.form.name },
    });
  }

  /**
   * Presolve may see that there is no optimum without knowing why, and it has been seen to call a model infeasible
   * that is unbounded. Where no cost can grow without limit its word is good.
   */
  #isDoubtful(modelStatus: number): boolean {
    if (modelStatus === MODEL_STATUS.unboundedOrInfeasible) return true;
    if (modelStatus !== MODEL_STATUS.infeasible || this.#strategy.presolve === "off") return false;
    const { columnLower, columnUpper, sense } = this.form;
    return this.#currentCosts().some((cost, column) => {
      const improvesUpwards = sense === "maximize" ? cost > 0 : cost < 0;
      return cost !== 0 && !Number.isFinite((improvesUpwards ? columnUpper : columnLower)[column]);
    });
  }

  #runWithoutPresolve(native: HighsModel, callbacks: HighsCallbackMap | undefined): RunStatus {
    const before = this.#strategy;
    this.#use(native, AFTER_NEW_ROWS);
    const { modelStatus } = native.run(callbacks);
    this.#use(native, before);
    return runStatus(modelStatus);
  }

  /**
   * Tells infeasible from unbounded for integer models: without presolve their search need not end, and without costs
   * nothing is unbounded, so that a feasible decision proves that the costs were to blame.
   */
  #askWithoutCosts(native: HighsModel, callbacks: HighsCallbackMap | undefined): RunOutcome {
    const all = { kind: "range", from: 0, to: this.form.columns - 1 } as const;
    native.changeColsCost(all, new Float64Array(this.form.columns));
    try {
      const status = runStatus(native.run(callbacks).modelStatus);
      this.#readSolution(native);
      return {
        status: status === "optimal" ? "unbounded" : status,
        bound: this.#noBound(),
        iterations: this.#iterations(native),
      };
    } finally {
      native.changeColsCost(all, this.#currentCosts());
    }
  }

  #readSolution(native: HighsModel): void {
    const solution = native.getSolution();
    this.columnValues = solution.colValue;
    // Plans are read by people: adding 0 turns the solver's negative zeros into plain ones.
    for (let column = 0; column < this.columnValues.length; column++) this.columnValues[column] += 0;
    this.rowDuals = solution.rowDual;
  }

  #currentCosts(): Float64Array {
    const costs = this.form.cost.slice();
    const { targets } = this.#costs;
    const values = this.#costs.evaluate(this.parameters);
    for (let k = 0; k < targets.length; k++) costs[targets[k]] = values[k];
    return costs;
  }

  #use(native: HighsModel, strategy: Strategy): void {
    if (strategy === this.#strategy) return;
    native.options.set({ ...strategy });
    this.#strategy = strategy;
  }

  #setDeadline(native: HighsModel, deadlineMs: number | undefined): void {
    if (deadlineMs === undefined && !this.#timeLimitIsSet) return;
    requireDeadline(deadlineMs);
    // The solver's clock runs on over all runs of a model, and its limit counts from the first one.
    native.zeroAllClocks();
    native.options.set("time_limit", Math.min((deadlineMs ?? Infinity) / 1000, NO_LIMIT_SECONDS));
    this.#timeLimitIsSet = deadlineMs !== undefined;
  }

  #bound(native: HighsModel, status: RunStatus): number {
    if (this.#isInteger) return native.info.get("mip_dual_bound") as number;
    if (status === "optimal") return native.getObjectiveValue();
    return this.#noBound();
  }

  #noBound(): number {
    return this.form.sense === "minimize" ? -Infinity : Infinity;
  }

  #iterations(native: HighsModel): number {
    return Number(native.info.get("simplex_iteration_count"));
  }
}

function runStatus(modelStatus: number): RunStatus {
  if (modelStatus === MODEL_STATUS.optimal) return "optimal";
  if (modelStatus === MODEL_STATUS.infeasible) return "infeasible";
  if (modelStatus === MODEL_STATUS.unbounded) return "unbounded";
  return STOPPED.has(modelStatus) ? "stopped" : "failed";
}

function giveStart(native: HighsModel, start: Float64Array): void {
  const given = Int32Array.from(start.keys()).filter((column) => !Number.isNaN(start[column]));
  if (given.length === start.length) native.setSolution({ colValue: start });
  else if (given.length > 0) {
    native.setSolution({ indices: given, values: Float64Array.from(given, (column) => start[column]) });
  }
}

function rowOf(form: StandardForm, position: number): number {
  const { starts } = form.matrix;
  let low = 0;
  let high = form.rows;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= position) low = middle;
    else high = middle;
  }
  return low;
}
