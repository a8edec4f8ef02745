import type { HighsCallbackMap, Model as HighsModel } from "highs";
import { ForesolveError } from "../errors.js";
import { requireConvex, type StandardForm } from "../model/index.js";
import { requireDeadline } from "./deadline.js";
import { noBound } from "./gap.js";
import { backendFailure, highsRuntime } from "./highs-runtime.js";
import { requireColumns } from "./mip-start.js";
import { nativeData, requireTakeable } from "./native-data.js";
import { requireParameters } from "./parameters.js";
import { MODEL_STATUS, runStatus, type RunOutcome, type RunStatus } from "./run-status.js";
import { RunWatch, type RunOptions } from "./run-watch.js";
import { SessionNumbers } from "./session-numbers.js";
import {
  AFTER_NEW_COSTS,
  AFTER_NEW_ROWS,
  COLD_START,
  searchOf,
  setLastingOptions,
  THOROUGH_SEARCH,
  type Search,
  type Strategy,
} from "./session-options.js";
import { solverCalls, type SolverCalls } from "./solver-calls.js";

export type { RunOutcome, RunStatus } from "./run-status.js";

/** The package takes finite numbers only; nobody waits for thirty years. */
const NO_LIMIT_SECONDS = 1e9;

/** From where to where each number may move, alone, with the rest as it is; infinite where nothing limits it. */
export interface NumberRanges {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** How far the last optimum of a linear model holds. */
export interface Ranging {
  /** [columns] costs for which the point stays optimal */
  readonly costs: NumberRanges;
  /** [rows] bounds for which the row's dual stays what it is */
  readonly rowBounds: NumberRanges;
}

/** What lives outside the garbage collector's reach. */
interface Outside {
  readonly native: HighsModel;
  readonly calls: SolverCalls;
}

// A forgotten session would keep its WebAssembly memory for ever: the garbage collector cannot see it.
const forgotten = new FinalizationRegistry<Outside>(giveBack);

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
  /** [columns] reduced costs: change of the objective per unit of each column's value, after such a run */
  columnDuals: Float64Array;
  #outside: Outside | null;
  #numbers: SessionNumbers;
  readonly #isInteger: boolean;
  #hasBasis = false;
  /** True while the solver's basis belongs to the numbers that it holds. */
  #isSolved = false;
  #parametersAreSet: boolean;
  #timeLimitIsSet = false;
  /** [columns] where the next run of an integer model starts; NaN where nothing is given. */
  #start: Float64Array | null = null;
  #strategy: Strategy = COLD_START;
  #search: Search = THOROUGH_SEARCH;

  private constructor(form: StandardForm, outside: Outside) {
    this.form = form;
    this.#outside = outside;
    this.parameters = new Float64Array(form.slots.count);
    this.#parametersAreSet = form.slots.count === 0;
    this.columnValues = new Float64Array(form.columns);
    this.columnDuals = new Float64Array(form.columns);
    this.rowDuals = new Float64Array(form.rows);
    this.#numbers = new SessionNumbers(form);
    this.#isInteger = form.integrality.some((kind) => kind !== 0);
    setLastingOptions(outside.native, form, this.#isInteger);
    forgotten.register(this, outside, this);
  }

  /**
   * Builds the model in HiGHS. Its method for quadratic objectives is right for convex ones only, and does not notice all others, so
   * that convexity is checked, unless it is known.
   *
   * @throws ForesolveError `FS_SOLVE_BACKEND_FAILED`, `FS_SOLVE_NO_SOLVER`, `FS_MODEL_NOT_CONVEX`.
   */
  static async open(
    form: StandardForm,
    { isKnownConvex = false }: { readonly isKnownConvex?: boolean } = {},
  ): Promise<HighsSession> {
    if (!isKnownConvex) requireConvex(form);
    const highs = await highsRuntime();
    const data = nativeData(form);
    let native: HighsModel | null = null;
    try {
      native = highs.createModel(data);
      return new HighsSession(form, { native, calls: solverCalls(highs, native) });
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
    const outside = this.#requireOpen();
    requireParameters(this.form, values);
    this.parameters.set(values);
    // Until all numbers have arrived the solver holds a mixture of old and new ones.
    this.#parametersAreSet = false;
    try {
      this.#change(outside);
    } catch (cause) {
      throw backendFailure(`changing the numbers of model "${this.form.name}"`, cause);
    }
    this.#parametersAreSet = true;
  }

  #change({ native, calls }: Outside): void {
    this.#isSolved = false;
    this.#numbers.send(calls, this.parameters, (offset) => native.changeObjectiveOffset(offset));
    if (this.#hasBasis && !this.#isInteger) {
      this.#use(native, this.#numbers.isCostOnly ? AFTER_NEW_COSTS : AFTER_NEW_ROWS);
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
   * @throws ForesolveError `FS_SOLVE_DISPOSED`, `FS_SOLVE_NO_SOLVER` for quadratic rows and cones, `FS_SOLVE_BACKEND_FAILED`.
   */
  appendRows(form: StandardForm): void {
    const outside = this.#requireOpen();
    requireTakeable(form);
    const { native } = outside;
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
      this.#isSolved = false;
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
      this.#numbers = new SessionNumbers(form);
      if (this.#parametersAreSet) this.#change(outside);
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
    const outside = this.#requireOpen();
    const { native } = outside;
    if (!this.#parametersAreSet) requireParameters(this.form, []);
    this.#setDeadline(native, options.deadlineMs);
    const watch = RunWatch.of(options);
    if (this.#isInteger) this.#searchWith(native, options.deadlineMs !== undefined || watch !== null);
    const start = this.#start;
    this.#start = null;
    this.#isSolved = false;
    try {
      if (start !== null && this.#isInteger) giveStart(native, start);
      const modelStatus = runOnce(outside, watch?.callbacks);
      if (watch?.isOver === true) {
        const finishedFirst = modelStatus === MODEL_STATUS.optimal;
        return this.#finish(outside, finishedFirst ? "optimal" : "stopped");
      }
      const isDoubtful = this.#isDoubtful(modelStatus);
      if (isDoubtful && this.#isInteger) return this.#askWithoutCosts(outside, watch?.interrupts);
      let status = isDoubtful ? this.#runWithoutPresolve(outside, watch?.interrupts) : runStatus(modelStatus);
      if (status === "failed") {
        // A warm start can lead the simplex method astray (singular bases, cycling): a fresh start sets it right.
        this.reset();
        status = runStatus(runOnce(outside, watch?.callbacks));
      }
      return this.#finish(outside, status);
    } catch (cause) {
      throw backendFailure(`solving model "${this.form.name}"`, cause);
    } finally {
      // What the caller's own functions threw matters more than what became of the run.
      watch?.rethrow();
    }
  }

  #finish(outside: Outside, status: RunStatus): RunOutcome {
    const { calls } = outside;
    this.#readPoint(calls);
    this.#isSolved = status === "optimal" && !this.#isInteger;
    this.#hasBasis ||= this.#isSolved;
    return { status, bound: this.#bound(outside, status), iterations: calls.simplexIterations() };
  }

  /**
   * How far costs and row bounds may move, each alone, before the last optimum of a linear model changes; null where
   * the last run left none, or numbers have changed since. Where the optimum is degenerate the solver's basis decides,
   * and the truth may be wider.
   *
   * @throws ForesolveError `FS_SOLVE_DISPOSED`, `FS_SOLVE_BACKEND_FAILED`.
   */
  ranging(): Ranging | null {
    const { native } = this.#requireOpen();
    if (!this.#isSolved) return null;
    try {
      const { colCostDown, colCostUp, rowBoundDown, rowBoundUp } = native.getRanging();
      return {
        costs: { from: colCostDown.value, to: colCostUp.value },
        rowBounds: { from: rowBoundDown.value, to: rowBoundUp.value },
      };
    } catch (cause) {
      throw backendFailure(`ranging model "${this.form.name}"`, cause);
    }
  }

  /** Forgets the last basis, so that the next run does not depend on what was solved before. */
  reset(): void {
    const { native } = this.#requireOpen();
    native.clearSolver();
    this.#hasBasis = false;
    this.#isSolved = false;
    this.#use(native, COLD_START);
  }

  /** Gives the solver's memory back. Doing so twice is harmless; any other use afterwards is an error. */
  dispose(): void {
    if (this.#outside === null) return;
    forgotten.unregister(this);
    giveBack(this.#outside);
    this.#outside = null;
  }

  #requireOpen(): Outside {
    if (this.#outside !== null) return this.#outside;
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
    return this.#numbers.costs(this.parameters).some((cost, column) => {
      const improvesUpwards = sense === "maximize" ? cost > 0 : cost < 0;
      return cost !== 0 && !Number.isFinite((improvesUpwards ? columnUpper : columnLower)[column]);
    });
  }

  #runWithoutPresolve(outside: Outside, callbacks: HighsCallbackMap | undefined): RunStatus {
    const before = this.#strategy;
    this.#use(outside.native, AFTER_NEW_ROWS);
    const modelStatus = runOnce(outside, callbacks);
    this.#use(outside.native, before);
    return runStatus(modelStatus);
  }

  /**
   * Tells infeasible from unbounded for integer models: without presolve their search need not end, and without costs
   * nothing is unbounded, so that a feasible decision proves that the costs were to blame.
   */
  #askWithoutCosts(outside: Outside, callbacks: HighsCallbackMap | undefined): RunOutcome {
    const { calls } = outside;
    const all = { kind: "range", from: 0, to: this.form.columns - 1 } as const;
    calls.changeCosts(all, new Float64Array(this.form.columns));
    try {
      const status = runStatus(runOnce(outside, callbacks));
      this.#readPoint(calls);
      return {
        status: status === "optimal" ? "unbounded" : status,
        bound: noBound(this.form),
        iterations: calls.simplexIterations(),
      };
    } finally {
      calls.changeCosts(all, this.#numbers.costs(this.parameters));
    }
  }

  #readPoint(calls: SolverCalls): void {
    const { columnValues, columnDuals, rowDuals } = calls.point();
    // Plans are read by people: adding 0 turns the solver's negative zeros into plain ones.
    for (let column = 0; column < columnValues.length; column++) columnValues[column] += 0;
    this.columnValues = columnValues;
    this.columnDuals = columnDuals;
    this.rowDuals = rowDuals;
  }

  #use(native: HighsModel, strategy: Strategy): void {
    if (strategy === this.#strategy) return;
    native.options.set({ ...strategy });
    this.#strategy = strategy;
  }

  #searchWith(native: HighsModel, mayBeStopped: boolean): void {
    const search = searchOf(this.form, mayBeStopped);
    if (search === this.#search) return;
    native.options.set({ ...search });
    this.#search = search;
  }

  #setDeadline(native: HighsModel, deadlineMs: number | undefined): void {
    if (deadlineMs === undefined && !this.#timeLimitIsSet) return;
    requireDeadline(deadlineMs);
    // The solver's clock runs on over all runs of a model, and its limit counts from the first one.
    native.zeroAllClocks();
    native.options.set("time_limit", Math.min((deadlineMs ?? Infinity) / 1000, NO_LIMIT_SECONDS));
    this.#timeLimitIsSet = deadlineMs !== undefined;
  }

  #bound({ native, calls }: Outside, status: RunStatus): number {
    if (this.#isInteger) return native.info.get("mip_dual_bound") as number;
    return status === "optimal" ? calls.objective() : noBound(this.form);
  }
}

/** Runs the solver, by the shorter way where it has nothing to report. Returns its model status. */
function runOnce({ native, calls }: Outside, callbacks: HighsCallbackMap | undefined): number {
  return callbacks === undefined ? calls.run() : native.run(callbacks).modelStatus;
}

function giveBack({ native, calls }: Outside): void {
  calls.release();
  native.dispose();
}

function giveStart(native: HighsModel, start: Float64Array): void {
  const given = Int32Array.from(start.keys()).filter((column) => !Number.isNaN(start[column]));
  if (given.length === start.length) native.setSolution({ colValue: start });
  else if (given.length > 0) {
    native.setSolution({ indices: given, values: Float64Array.from(given, (column) => start[column]) });
  }
}
