import type { HighsCallbackMap } from "highs";
import { ForesolveError } from "../errors.js";
import { requireConvex, type StandardForm } from "../model/index.js";
import { noBound } from "./gap.js";
import { backendFailure } from "./highs-runtime.js";
import { LoadedModel } from "./loaded-model.js";
import { requireColumns } from "./mip-start.js";
import { requireTakeable } from "./native-data.js";
import { requireParameters } from "./parameters.js";
import type { Ranging } from "./ranging.js";
import { hasUnlimitedCost, MODEL_STATUS, runStatus, type RunOutcome, type RunStatus } from "./run-status.js";
import { RunWatch, type RunOptions } from "./run-watch.js";
import { SessionNumbers } from "./session-numbers.js";
import { AFTER_NEW_COSTS, AFTER_NEW_ROWS, COLD_START, type Strategy } from "./session-options.js";
import type { SolverCalls } from "./solver-calls.js";

export type { RunOutcome, RunStatus } from "./run-status.js";

// A forgotten session would keep its WebAssembly memory for ever: the garbage collector cannot see it.
const forgotten = new FinalizationRegistry<LoadedModel>((loaded) => loaded.release());

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
  #loaded: LoadedModel | null;
  #numbers: SessionNumbers;
  readonly #isInteger: boolean;
  #hasBasis = false;
  /** True while the solver's basis belongs to the numbers that it holds. */
  #isSolved = false;
  #parametersAreSet: boolean;
  /** [columns] where the next run of an integer model starts; NaN where nothing is given. */
  #start: Float64Array | null = null;

  private constructor(form: StandardForm, loaded: LoadedModel) {
    this.form = form;
    this.#loaded = loaded;
    this.parameters = new Float64Array(form.slots.count);
    this.#parametersAreSet = form.slots.count === 0;
    this.columnValues = new Float64Array(form.columns);
    this.columnDuals = new Float64Array(form.columns);
    this.rowDuals = new Float64Array(form.rows);
    this.#numbers = new SessionNumbers(form);
    this.#isInteger = isInteger(form);
    forgotten.register(this, loaded, this);
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
    return new HighsSession(form, await LoadedModel.build(form, isInteger(form)));
  }

  /**
   * Fills the slots: `values` are the entries of all uncertain parameters of the form, in order. Only changed kinds
   * of numbers travel to the solver, and it keeps its basis.
   *
   * @throws ForesolveError `FS_SOLVE_WRONG_PARAMETERS` on a wrong count or a value that is not finite,
   * `FS_SOLVE_DISPOSED`, `FS_SOLVE_BACKEND_FAILED`.
   */
  setParameters(values: ArrayLike<number>): void {
    const loaded = this.#requireOpen();
    requireParameters(this.form, values);
    this.parameters.set(values);
    // Until all numbers have arrived the solver holds a mixture of old and new ones.
    this.#parametersAreSet = false;
    try {
      this.#change(loaded);
    } catch (cause) {
      throw backendFailure(`changing the numbers of model "${this.form.name}"`, cause);
    }
    this.#parametersAreSet = true;
  }

  #change(loaded: LoadedModel): void {
    this.#isSolved = false;
    this.#numbers.send(loaded.calls, this.parameters, (offset) => loaded.setOffset(offset));
    if (this.#hasBasis && !this.#isInteger) {
      loaded.use(this.#numbers.isCostOnly ? AFTER_NEW_COSTS : AFTER_NEW_ROWS);
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
    const loaded = this.#requireOpen();
    requireTakeable(form);
    const { rows, columns, slots } = this.form;
    if (form.columns !== columns || form.rows < rows || form.slots.count !== slots.count) {
      throw backendFailure(
        `appending rows to model "${this.form.name}"`,
        new Error(
          "the columns, rows and uncertain parameters that are there already must stay what they are.",
        ),
      );
    }
    try {
      this.#isSolved = false;
      loaded.addRows(form, rows);
      this.form = form;
      this.#numbers = new SessionNumbers(form);
      if (this.#parametersAreSet) this.#change(loaded);
      if (this.#hasBasis && !this.#isInteger) loaded.use(AFTER_NEW_ROWS);
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
    const loaded = this.#requireOpen();
    if (!this.#parametersAreSet) requireParameters(this.form, []);
    loaded.setDeadline(options.deadlineMs);
    const watch = RunWatch.of(options);
    if (this.#isInteger) loaded.searchFor(this.form, options.deadlineMs !== undefined || watch !== null);
    const start = this.#start;
    this.#start = null;
    this.#isSolved = false;
    try {
      if (start !== null && this.#isInteger) loaded.start(start);
      const modelStatus = loaded.run(watch?.callbacks);
      if (watch?.isOver === true) {
        const finishedFirst = modelStatus === MODEL_STATUS.optimal;
        return this.#finish(loaded, finishedFirst ? "optimal" : "stopped");
      }
      const isDoubtful = this.#isDoubtful(modelStatus, loaded.strategy);
      if (isDoubtful && this.#isInteger) return this.#askWithoutCosts(loaded, watch?.interrupts);
      let status = runStatus(isDoubtful ? loaded.runWithoutPresolve(watch?.interrupts) : modelStatus);
      if (status === "failed") {
        // A warm start can lead the simplex method astray (singular bases, cycling): a fresh start sets it right.
        this.reset();
        status = runStatus(loaded.run(watch?.callbacks));
      }
      return this.#finish(loaded, status);
    } catch (cause) {
      throw backendFailure(`solving model "${this.form.name}"`, cause);
    } finally {
      // What the caller's own functions threw matters more than what became of the run.
      watch?.rethrow();
    }
  }

  #finish(loaded: LoadedModel, status: RunStatus): RunOutcome {
    const { calls } = loaded;
    this.#readPoint(calls);
    this.#isSolved = status === "optimal" && !this.#isInteger;
    this.#hasBasis ||= this.#isSolved;
    return { status, bound: this.#bound(loaded, status), iterations: calls.simplexIterations() };
  }

  /**
   * How far costs and row bounds may move, each alone, before the last optimum of a linear model changes; null where
   * the last run left none, or numbers have changed since. Where the optimum is degenerate the solver's basis decides,
   * and the truth may be wider.
   *
   * @throws ForesolveError `FS_SOLVE_DISPOSED`, `FS_SOLVE_BACKEND_FAILED`.
   */
  ranging(): Ranging | null {
    const loaded = this.#requireOpen();
    if (!this.#isSolved) return null;
    try {
      return loaded.ranging();
    } catch (cause) {
      throw backendFailure(`ranging model "${this.form.name}"`, cause);
    }
  }

  /** Forgets the last basis, so that the next run does not depend on what was solved before. */
  reset(): void {
    const loaded = this.#requireOpen();
    loaded.forget();
    this.#hasBasis = false;
    this.#isSolved = false;
    loaded.use(COLD_START);
  }

  /** Gives the solver's memory back. Doing so twice is harmless; any other use afterwards is an error. */
  dispose(): void {
    if (this.#loaded === null) return;
    forgotten.unregister(this);
    this.#loaded.release();
    this.#loaded = null;
  }

  #requireOpen(): LoadedModel {
    if (this.#loaded !== null) return this.#loaded;
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
  #isDoubtful(modelStatus: number, { presolve }: Strategy): boolean {
    if (modelStatus === MODEL_STATUS.unboundedOrInfeasible) return true;
    if (modelStatus !== MODEL_STATUS.infeasible || presolve === "off") return false;
    return hasUnlimitedCost(this.form, this.#numbers.costs(this.parameters));
  }

  /**
   * Tells infeasible from unbounded for integer models: without presolve their search need not end, and without costs
   * nothing is unbounded, so that a feasible decision proves that the costs were to blame.
   */
  #askWithoutCosts(loaded: LoadedModel, callbacks: HighsCallbackMap | undefined): RunOutcome {
    const { calls } = loaded;
    const all = { kind: "range", from: 0, to: this.form.columns - 1 } as const;
    calls.changeCosts(all, new Float64Array(this.form.columns));
    try {
      const status = runStatus(loaded.run(callbacks));
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

  #bound(loaded: LoadedModel, status: RunStatus): number {
    if (this.#isInteger) return loaded.integerBound();
    return status === "optimal" ? loaded.calls.objective() : noBound(this.form);
  }
}

function isInteger({ integrality }: StandardForm): boolean {
  return integrality.some((kind) => kind !== 0);
}
