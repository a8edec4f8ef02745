import { ForesolveError } from "../../errors.js";
import { conicForm, requireConvex, type StandardForm } from "../../model/index.js";
import { requireDeadline } from "../deadline.js";
import { withParameters } from "../explain/fixed-form.js";
import { noBound } from "../gap.js";
import type { RunOutcome, RunStatus } from "../highs-session.js";
import { requireParameters } from "../parameters.js";
import type { RunOptions } from "../run-watch.js";
import type { SolverSession } from "../solver.js";
import { isInfeasibilityProven, isUnboundednessProven, type ConicProblem } from "./certificates.js";
import type { Clarabel, ClarabelAnswer } from "./clarabel-glue.js";
import { clarabelRuntime } from "./clarabel-runtime.js";
import { conicData, type ConicData } from "./conic-data.js";

/** Relative and absolute gap between primal and dual; the second is tried where the first cannot be reached. */
const GAPS = [1e-9, 1e-7];
const MOST_ITERATIONS = 200;
const NO_LIMIT_SECONDS = 1e9;

/**
 * A continuous convex model in Clarabel, an interior-point solver: linear programs, quadratic objectives, convex quadratic
 * constraints, second-order cones. It keeps nothing between runs and cannot be interrupted from outside, but it looks at the
 * clock in each of its few iterations. Its answers are good to about 1e-8; points are moved onto the bounds of their columns.
 * What it calls infeasible or unbounded is proven anew before it is repeated.
 *
 * Source: Goulart and Chen, "Clarabel: an interior-point solver for conic programs with quadratic objectives" (2024).
 */
export class ClarabelSession implements SolverSession {
  readonly form: StandardForm;
  readonly parameters: Float64Array;
  columnValues: Float64Array;
  rowDuals: Float64Array;
  readonly #clarabel: Clarabel;
  /** The form with its quadratic rows as cones. */
  readonly #conic: StandardForm;
  /** [cones] row that a cone stands for; -1 for a cone of the form's own */
  readonly #origins: Int32Array;
  #known: StandardForm | null = null;
  #data: ConicData | null = null;
  #isOpen = true;

  private constructor(form: StandardForm, clarabel: Clarabel) {
    this.form = form;
    this.#clarabel = clarabel;
    const hasQuadraticRows = form.quadratic.rows.values.length > 0;
    const { form: conic, origins } = hasQuadraticRows ? conicForm(form) : { form, origins: null };
    this.#conic = conic;
    this.#origins = origins ?? new Int32Array(form.cones.length).fill(-1);
    this.parameters = new Float64Array(form.slots.count);
    this.columnValues = new Float64Array(form.columns);
    this.rowDuals = new Float64Array(form.rows);
    if (form.slots.count === 0) this.#build();
  }

  /**
   * Loads Clarabel and builds the model. Of a quadratic objective that is not convex any stationary point would pass for the
   * optimum, so that convexity is checked, unless it is known.
   *
   * @throws ForesolveError `FS_SOLVE_BACKEND_MISSING`, `FS_MODEL_NOT_CONVEX`.
   */
  static async open(
    form: StandardForm,
    { isKnownConvex = false }: { readonly isKnownConvex?: boolean } = {},
  ): Promise<ClarabelSession> {
    if (!isKnownConvex) requireConvex(form);
    return new ClarabelSession(form, await clarabelRuntime());
  }

  /** Loads Clarabel; what it returns opens forms that are known to be convex at once. See {@link loadClarabel}. */
  static async loaded(): Promise<(form: StandardForm) => ClarabelSession> {
    const clarabel = await clarabelRuntime();
    return (form) => new ClarabelSession(form, clarabel);
  }

  /** Fills the slots. Throws `FS_SOLVE_WRONG_PARAMETERS`, `FS_SOLVE_DISPOSED`. */
  setParameters(values: ArrayLike<number>): void {
    this.#requireOpen();
    requireParameters(this.form, values);
    this.parameters.set(values);
    this.#build();
  }

  #build(): void {
    this.#known = withParameters(this.#conic, this.parameters);
    this.#data = conicData(this.#known);
  }

  /**
   * Solves with the current parameters. Blocks its thread; an interrupt is only looked at before it starts.
   *
   * @throws ForesolveError `FS_SOLVE_WRONG_PARAMETERS` when parameters were never set, `FS_SOLVE_INVALID_DEADLINE`,
   * `FS_SOLVE_DISPOSED`, `FS_SOLVE_BACKEND_FAILED`.
   */
  run(options: RunOptions = {}): RunOutcome {
    this.#requireOpen();
    if (this.#data === null || this.#known === null) requireParameters(this.form, []);
    requireDeadline(options.deadlineMs);
    const form = this.#known!;
    const data = this.#data!;
    const endsMs = performance.now() + (options.deadlineMs ?? Infinity);
    this.columnValues = new Float64Array(form.columns).fill(Number.NaN);
    this.rowDuals = new Float64Array(this.form.rows).fill(Number.NaN);
    const outcome = (status: RunStatus, iterations: number, bound = noBound(form)): RunOutcome => ({
      status,
      bound,
      iterations,
    });
    if (data.isContradictory) return outcome("infeasible", 0);
    let iterations = 0;
    for (const gap of GAPS) {
      const leftMs = endsMs - performance.now();
      const isInterrupted = options.interrupt !== undefined && Atomics.load(options.interrupt, 0) !== 0;
      if (leftMs <= 0 || isInterrupted) return outcome("stopped", iterations);
      const answer = this.#solve(data, gap, leftMs);
      iterations += answer.iterations;
      if (answer.status === "optimal" && answer.x !== undefined && answer.z !== undefined) {
        this.#read(form, data, answer.x, answer.z);
        return outcome("optimal", iterations, dualObjective(form, data, answer.x, answer.z));
      }
      if (answer.status === "infeasible" || answer.status === "unbounded") {
        return outcome(this.#proven(answer.status, data, endsMs), iterations);
      }
      if (performance.now() >= endsMs) return outcome("stopped", iterations);
    }
    return outcome("failed", iterations);
  }

  /** What Clarabel claims, or what else can be proven: what has no limit may still have no decision. */
  #proven(claim: "infeasible" | "unbounded", data: ConicData, endsMs: number): RunStatus {
    let isOver = false;
    const solve = (problem: ConicProblem): ClarabelAnswer => {
      const leftMs = endsMs - performance.now();
      isOver ||= leftMs <= 0;
      return isOver ? { status: "max_time", iterations: 0 } : this.#solve(problem, GAPS[1], leftMs);
    };
    const isProven = { infeasible: isInfeasibilityProven, unbounded: isUnboundednessProven };
    const other = claim === "infeasible" ? "unbounded" : "infeasible";
    for (const status of [claim, other] as const) if (isProven[status](data, solve)) return status;
    return isOver ? "stopped" : "failed";
  }

  #solve(problem: ConicProblem, gap: number, leftMs: number): ClarabelAnswer {
    const { quadratic, linear, matrix, sides, zeros, nonnegatives, coneSizes } = problem;
    const cones = { zero: zeros, nonneg: nonnegatives, soc: coneSizes, exp: 0, power: [] };
    const settings = {
      verbose: false,
      max_iter: MOST_ITERATIONS,
      time_limit: Math.min(leftMs / 1000, NO_LIMIT_SECONDS),
      tol_gap_abs: gap,
      tol_gap_rel: gap,
    };
    let answer: ClarabelAnswer;
    try {
      answer = this.#clarabel.solve(
        quadratic.starts,
        quadratic.rows,
        quadratic.values,
        linear,
        matrix.starts,
        matrix.rows,
        matrix.values,
        sides,
        linear.length,
        sides.length,
        JSON.stringify(cones),
        JSON.stringify(settings),
      );
    } catch (cause) {
      throw this.#failure(cause instanceof Error ? cause.message : String(cause), cause);
    }
    if (answer.status.startsWith("error:")) throw this.#failure(answer.status, undefined);
    return answer;
  }

  #failure(text: string, cause: unknown): ForesolveError {
    return new ForesolveError("FS_SOLVE_BACKEND_FAILED", {
      message: `Clarabel failed while solving model "${this.form.name}": ${text.slice(0, 300)}`,
      fix: "Check the model for extreme coefficients; if it is well scaled, please report it with the model.",
      data: { solver: "clarabel", model: this.form.name },
      cause,
    });
  }

  #read(form: StandardForm, data: ConicData, x: ArrayLike<number>, z: ArrayLike<number>): void {
    for (let column = 0; column < form.columns; column++) {
      // From inside, a point comes close to its bounds but does not reach them.
      const value = Math.min(Math.max(x[column], form.columnLower[column]), form.columnUpper[column]);
      this.columnValues[column] = value + 0;
    }
    const sign = form.sense === "minimize" ? 1 : -1;
    const duals = new Float64Array(form.rows);
    for (let k = 0; k < data.sources.length; k++) {
      if (data.sources[k] >= 0) duals[data.sources[k]] -= sign * data.signs[k] * z[k];
    }
    for (const [cone, origin] of this.#origins.entries()) {
      if (origin < 0) continue;
      // The limit of the row, u or -l, stands in the first two rows of its cone, with its sign turned.
      const { firstRow } = form.cones[cone];
      const isAtMost = this.form.rowLower[origin] === -Infinity;
      duals[origin] = (isAtMost ? -1 : 1) * (duals[firstRow] + duals[firstRow + 1]);
    }
    this.rowDuals = duals.slice(0, this.form.rows);
  }

  /** Gives the model back. Doing so twice is harmless. */
  dispose(): void {
    this.#isOpen = false;
    this.#data = null;
    this.#known = null;
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

/** -x'Px/2 - b'z, which no feasible point is better than; in the sense and with the offset of the form. */
function dualObjective(
  form: StandardForm,
  data: ConicData,
  x: ArrayLike<number>,
  z: ArrayLike<number>,
): number {
  let value = 0;
  for (let k = 0; k < data.sides.length; k++) value -= data.sides[k] * z[k];
  const { starts, rows, values } = data.quadratic;
  for (let column = 0; column < form.columns; column++) {
    for (let k = starts[column]; k < starts[column + 1]; k++) {
      value -= values[k] * x[rows[k]] * x[column] * (rows[k] === column ? 0.5 : 1);
    }
  }
  return form.offset + (form.sense === "minimize" ? value : -value) + 0;
}
