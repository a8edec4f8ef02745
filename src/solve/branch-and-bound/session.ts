import { ForesolveError } from "../../errors.js";
import type { StandardForm } from "../../model/index.js";
import { requireDeadline } from "../deadline.js";
import { withParameters } from "../explain/fixed-form.js";
import { relativeGap } from "../gap.js";
import { requireColumns } from "../mip-start.js";
import { requireParameters } from "../parameters.js";
import type { RunOutcome } from "../highs-session.js";
import type { RunOptions } from "../run-watch.js";
import type { SolverSession } from "../solver.js";
import {
  binaryProgram,
  columnValuesOf,
  pointOf,
  satisfiesRows,
  type BinaryProgram,
} from "./binary-program.js";
import { searchBinaryProgram } from "./search.js";

/** Options of a run of branch and bound. */
export interface BranchAndBoundOptions extends RunOptions {
  /** Stop after this many nodes. Unlike a deadline it gives the same answer on every machine. Default: no limit. */
  readonly nodeLimit?: number;
}

/**
 * Branch and bound in plain TypeScript for small pure binary models: quicker than HiGHS by the time that a large solver needs to get
 * going, and exact. What it has is given by `branchAndBoundSolver`; `solve` chooses it by itself.
 */
export class BranchAndBoundSession implements SolverSession {
  readonly form: StandardForm;
  readonly parameters: Float64Array;
  columnValues: Float64Array;
  readonly rowDuals: Float64Array;
  #program: BinaryProgram | null = null;
  #start: Float64Array | null = null;
  #isOpen = true;

  constructor(form: StandardForm) {
    this.form = form;
    this.parameters = new Float64Array(form.slots.count);
    this.columnValues = new Float64Array(form.columns);
    this.rowDuals = new Float64Array(form.rows).fill(Number.NaN);
    if (form.slots.count === 0) this.#program = binaryProgram(form);
  }

  /** Fills the slots. Throws `FS_SOLVE_WRONG_PARAMETERS`, `FS_SOLVE_DISPOSED`. */
  setParameters(values: ArrayLike<number>): void {
    this.#requireOpen();
    requireParameters(this.form, values);
    this.parameters.set(values);
    this.#program = binaryProgram(withParameters(this.form, this.parameters));
  }

  /** A plan for the next run. Throws `FS_SOLVE_INVALID_START` on a wrong count, `FS_SOLVE_DISPOSED`. */
  setStart(columnValues: ArrayLike<number> | null): void {
    this.#requireOpen();
    if (columnValues !== null) requireColumns(this.form, columnValues);
    this.#start = columnValues === null ? null : Float64Array.from(columnValues);
  }

  /**
   * Searches with the current parameters.
   *
   * @throws ForesolveError `FS_SOLVE_WRONG_PARAMETERS` when parameters were never set, `FS_SOLVE_INVALID_DEADLINE`,
   * `FS_SOLVE_DISPOSED`; whatever `onIncumbent` and `onProgress` throw.
   */
  run(options: BranchAndBoundOptions = {}): RunOutcome {
    this.#requireOpen();
    if (this.#program === null) requireParameters(this.form, []);
    requireDeadline(options.deadlineMs);
    const program = this.#program!;
    const { deadlineMs = Infinity, interrupt, onIncumbent, onProgress, nodeLimit = Infinity } = options;
    const startedMs = performance.now();
    const sign = this.form.sense === "minimize" ? 1 : -1;
    // Adding 0 turns negative zeros into plain ones.
    const objectiveOf = (cost: number): number => sign * (cost + program.constant) + 0;
    let incumbent = sign * Infinity;
    const progress = (bound: number): Parameters<NonNullable<typeof onProgress>>[0] => ({
      elapsedMs: performance.now() - startedMs,
      incumbent,
      bound: objectiveOf(bound),
      relativeGap: Number.isFinite(incumbent) ? relativeGap(incumbent, objectiveOf(bound)) : Infinity,
    });
    const result = searchBinaryProgram(program, {
      start: this.#takeStart(program),
      nodeLimit,
      mustStop: () =>
        (interrupt !== undefined && Atomics.load(interrupt, 0) !== 0) ||
        (deadlineMs < Infinity && performance.now() - startedMs >= deadlineMs),
      onIncumbent(point, cost, bound) {
        incumbent = objectiveOf(cost);
        onIncumbent?.({ ...progress(bound), columnValues: columnValuesOf(program, point) });
      },
      onBound: (bound) => onProgress?.(progress(bound)),
    });
    if (result.point !== null) this.columnValues = columnValuesOf(program, result.point);
    // A stopped search without a point leaves none that could pass for one.
    else this.columnValues = new Float64Array(this.form.columns).fill(Number.NaN);
    return { status: result.status, bound: objectiveOf(result.bound), iterations: result.pivots };
  }

  /** Later use is an error; doing it twice is harmless. */
  dispose(): void {
    this.#isOpen = false;
    this.#program = null;
  }

  #takeStart(program: BinaryProgram): Uint8Array | null {
    const start = this.#start;
    this.#start = null;
    if (start === null) return null;
    const point = pointOf(program, start);
    return point !== null && satisfiesRows(program, point) ? point : null;
  }

  #requireOpen(): void {
    if (this.#isOpen) return;
    throw new ForesolveError("FS_SOLVE_DISPOSED", {
      message: `The session of model "${this.form.name}" was disposed of.`,
      fix: "Open a new session, or dispose of this one later.",
      data: { model: this.form.name },
    });
  }
}
