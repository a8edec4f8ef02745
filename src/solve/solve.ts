import { ForesolveError } from "../errors.js";
import {
  requireConvex,
  scalingWarnings,
  standardForm,
  type Model,
  type ScalingWarning,
  type StandardForm,
  type UncertainParameter,
} from "../model/index.js";
import { BestPoint, type SolveProgress } from "./best-point.js";
import { BranchAndBoundSession } from "./branch-and-bound/session.js";
import { chooseSolver } from "./choose-solver.js";
import { conclude, type RunResult } from "./conclusion.js";
import { requireDeadline } from "./deadline.js";
import { withParameters } from "./explain/fixed-form.js";
import { noBound } from "./gap.js";
import { checkedStart, type CheckedStart, type Start, type StartReport } from "./mip-start.js";
import { requireParameters, slotValues } from "./parameters.js";
import type { RunOptions } from "./run-watch.js";
import { sharedPool } from "./shared-pool.js";
import type { Solution } from "./solution.js";
import type { SolverName, SolverSession } from "./solver.js";
import { highsSolver, solverNamed } from "./solvers.js";
import { runInThread, type ThreadedRun } from "./threaded-run.js";
import { verifier } from "./verifier.js";

/** Options of {@link solve}. */
export interface SolveOptions {
  /** Values of the model's uncertain parameters; required for each that occurs. */
  readonly values?: readonly (readonly [UncertainParameter, ArrayLike<number>])[];
  /** Stop after this many milliseconds and return the best verified decision, if there is one. */
  readonly deadlineMs?: number;
  /** Stop when it is aborted, and return the best verified decision, if there is one. */
  readonly signal?: AbortSignal;
  /** Called with every better decision and tighter bound of an integer model, both verified as far as they can be. */
  readonly onProgress?: (progress: SolveProgress) => void;
  /** A plan to start from. If it satisfies the model, the answer is never worse. */
  readonly start?: Start;
  /**
   * Which solver. "auto" (the default) goes by the class and the size of the model: branch and bound for small pure binary
   * models, Clarabel for quadratic terms and cones, HiGHS for everything else and wherever branch and bound has not come to an
   * end within some tens of milliseconds of work. The result says who answered.
   */
  readonly solver?: "auto" | SolverName;
  /**
   * Where the solver runs. "worker": in a thread of its own, or not at all. "caller": in the calling thread, which it
   * blocks; it then hears of no signal. "auto" (the default): in the calling thread if the model has no integers and
   * fewer than 2000 coefficients or quadratic terms, as posting it would cost more than solving it, while branch and bound
   * tries a small binary one, or if no thread can be had; else in a thread. The result says where it was.
   */
  readonly thread?: "auto" | "worker" | "caller";
}

/** A solution, who computed it and where, what became of the plan to start from, and what is wrong with the model's scale. */
export type SolveResult = Solution & {
  readonly solver: SolverName;
  readonly thread: "worker" | "caller";
  /** Null where none was given. */
  readonly start: StartReport | null;
  /** Rows and costs whose numbers are too large or too far apart for the tolerances of a solver; empty where all is well. */
  readonly warnings: readonly ScalingWarning[];
};

/** Continuous models with fewer coefficients are solved faster than they are posted. */
const POSTING_PAYS_COEFFICIENTS = 2000;
/**
 * Some tens of milliseconds of branch and bound, as a node's work grows with the entries of the tableau; a model that takes more is
 * one for HiGHS. Counted in nodes, so that the answer is the same on every machine.
 */
const BRIEF_SEARCH_WORK = 1.2e6;
const WORK_PER_NODE = 200;

/**
 * Solves a model once, checks the answer independently, and returns it. Infeasible, unbounded and stopped
 * are values of `status`. The solver runs in a thread of its own unless the model is tiny (see `thread`), and only points
 * that the verifier has passed, in the calling thread, are ever returned. To solve one model many times with changing
 * numbers, keep a {@link HighsSession}.
 *
 * The deadline counts from the call, and waiting for a free thread counts too. A first thread takes some tenths of a
 * second to start: {@link startSolverThreads} does it ahead of time.
 *
 * @throws ForesolveError `FS_MODEL_NO_OBJECTIVE`, `FS_MODEL_NO_VARIABLES`, `FS_MODEL_NOT_CONVEX`, `FS_SOLVE_NO_SOLVER` (no
 * solver takes the model, or not the one that is asked for), `FS_SOLVE_WRONG_PARAMETERS`, `FS_SOLVE_INVALID_DEADLINE`,
 * `FS_SOLVE_INVALID_START`, `FS_SOLVE_UNKNOWN_VARIABLE` (of a start), `FS_SOLVE_BACKEND_FAILED`,
 * `FS_SOLVE_BACKEND_MISSING`, `FS_SOLVE_THREAD_LOST`, and with `thread: "worker"` `FS_SOLVE_NO_THREAD`.
 * @example
 * import { equal, indexSet, model, mul, parameter, sum, total } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const cost = parameter({ over: [unit], unit: "EUR/MWh", data: [20, 35] });
 * const m = model("dispatch");
 * const output = m.variable("output", { over: [unit], unit: "MWh", lower: 0, upper: 50 });
 * const demand = m.require("meet demand", equal(sum(output, unit), 60));
 * m.minimize(total(mul(cost, output)));
 *
 * const solution = await solve(m, { deadlineMs: 20_000, start: [[output, [25, 35]]] });
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.value(output).at("gas"); // => 10
 * solution.objective; // => 1350
 * solution.shadowPrice(demand)?.at(); // => 35
 * solution.start?.status; // => "feasible"
 * solution.solver; // => "highs"
 */
export async function solve(model: Model, options: SolveOptions = {}): Promise<SolveResult> {
  const startedMs = performance.now();
  const { deadlineMs = Infinity, signal, thread = "auto" } = options;
  requireDeadline(options.deadlineMs);
  const wanted = options.solver ?? "auto";
  const form = standardForm(model);
  const parameters = form.slots.count > 0 ? slotValues(form, options.values ?? []) : new Float64Array(0);
  requireParameters(form, parameters);
  let solver = chooseSolver(form, wanted).name;
  requireConvex(form);
  const warnings = scalingWarnings(withParameters(form, parameters));
  const verify = verifier(form);
  const check = (columnValues: Float64Array): ReturnType<typeof verify> => verify(parameters, columnValues);
  const start = options.start === undefined ? null : checkedStart(form, options.start, check);
  const best = new BestPoint(form, check, startedMs, options.onProgress);
  if (start?.status === "feasible") best.offer(start.columnValues);

  const run = { best, parameters, start: hintOf(start), endsMs: startedMs + deadlineMs, signal };
  const report = start === null ? null : { status: start.status, verification: start.verification };
  const finish = (where: SolveResult["thread"], result: RunResult | null): SolveResult => ({
    ...conclude(best, result ?? stoppedRun(form), performance.now() - startedMs),
    solver,
    thread: where,
    start: report,
    warnings,
  });
  const prefersThread = thread === "worker" || (thread === "auto" && postingPays(form) && !noThreads);
  if (signal?.aborted === true) return finish(prefersThread ? "worker" : "caller", null);
  if (solver === "branch-and-bound" && wanted === "auto") {
    // A thread is asked for where the caller's must not be blocked, not even briefly.
    const result = thread === "worker" ? null : searchBriefly(run);
    if (result !== null) return finish("caller", result);
    solver = highsSolver.name;
    run.start = best.columnValues ?? run.start;
  }
  if (prefersThread) {
    try {
      return finish("worker", await runInThread(sharedPool(), solver, run));
    } catch (error) {
      if (thread === "worker" || !isNoThread(error)) throw error;
      // Trying again would cost every solve the time of a failed start.
      noThreads = true;
    }
  }
  return finish("caller", await runInCaller(solver, run));
}

/** True once a thread could not be started. */
let noThreads = false;

function isNoThread(error: unknown): boolean {
  return error instanceof ForesolveError && error.code === "FS_SOLVE_NO_THREAD";
}

function postingPays({ integrality, matrix, quadratic }: StandardForm): boolean {
  const coefficients =
    matrix.values.length + quadratic.objective.values.length + quadratic.rows.values.length;
  return integrality.some((kind) => kind !== 0) || coefficients >= POSTING_PAYS_COEFFICIENTS;
}

/** What the solver is given of a start: a plan that contradicts the model would only cost it time. */
function hintOf(start: CheckedStart | null): Float64Array | null {
  return start === null || start.status === "infeasible" ? null : start.columnValues;
}

async function runInCaller(solver: SolverName, run: ThreadedRun): Promise<RunResult | null> {
  const { best, parameters, start, endsMs } = run;
  const session = await solverNamed(solver).open(best.form, { isKnownConvex: true });
  try {
    const deadlineMs = endsMs - performance.now();
    if (deadlineMs <= 0) return null;
    if (parameters.length > 0) session.setParameters(parameters);
    session.setStart?.(start);
    const outcome = session.run({
      ...(Number.isFinite(deadlineMs) ? { deadlineMs } : {}),
      ...listeners(best, Number.isFinite(deadlineMs)),
    });
    return { ...outcome, columnValues: session.columnValues, rowDuals: session.rowDuals };
  } finally {
    session.dispose();
  }
}

/** Only a search that may be stopped has use for the points on its way. */
function listeners(best: BestPoint, mayBeStopped: boolean): Pick<RunOptions, "onIncumbent" | "onProgress"> {
  const isSearch = best.form.integrality.some((kind) => kind !== 0) && (mayBeStopped || best.isWatched);
  if (!isSearch) return {};
  return {
    onIncumbent: ({ columnValues, bound }) => best.offer(columnValues, bound),
    onProgress: ({ bound }) => best.tighten(bound),
  };
}

/** Branch and bound within its budget, in the calling thread; null when the budget did not do. */
function searchBriefly({ best, parameters, start, endsMs }: ThreadedRun): RunResult | null {
  const session = new BranchAndBoundSession(best.form);
  if (parameters.length > 0) session.setParameters(parameters);
  session.setStart(start);
  const deadlineMs = endsMs - performance.now();
  if (deadlineMs <= 0) return stoppedRun(best.form);
  const outcome = session.run({
    nodeLimit: Math.ceil(BRIEF_SEARCH_WORK / (best.form.rows * best.form.columns + WORK_PER_NODE)),
    ...(Number.isFinite(deadlineMs) ? { deadlineMs } : {}),
    ...listeners(best, Number.isFinite(deadlineMs)),
  });
  const { columnValues, rowDuals } = session;
  if (outcome.status !== "stopped") return { ...outcome, columnValues, rowDuals };
  best.offer(columnValues, outcome.bound);
  return performance.now() < endsMs ? null : { ...outcome, columnValues, rowDuals };
}

function stoppedRun(form: StandardForm): RunResult {
  return { status: "stopped", bound: noBound(form), iterations: 0, columnValues: null, rowDuals: null };
}

/** What {@link solutionOf} needs of a solver session. */
export type RunnableSession = Omit<SolverSession, "setParameters" | "dispose">;

/** Options of {@link solutionOf}. */
export interface SolutionOptions extends Pick<RunOptions, "deadlineMs" | "interrupt"> {
  /** Called with every better verified decision and tighter bound of an integer model, in the middle of the run. */
  readonly onProgress?: (progress: SolveProgress) => void;
  /** A plan to start from. If it satisfies the model, the answer is never worse. */
  readonly start?: Start;
}

/**
 * Runs a session once and turns what it left into a verified solution. Blocks its thread.
 *
 * @throws ForesolveError what `session.run` throws; `FS_SOLVE_INVALID_START`, `FS_SOLVE_UNKNOWN_VARIABLE` (of a start).
 */
export function solutionOf(
  session: RunnableSession,
  options: SolutionOptions = {},
  check: ReturnType<typeof verifier> = verifier(session.form),
): Solution {
  const startedMs = performance.now();
  const { form, parameters } = session;
  const { deadlineMs, interrupt, onProgress } = options;
  const verify = (columnValues: Float64Array): ReturnType<typeof check> => check(parameters, columnValues);
  const best = new BestPoint(form, verify, startedMs, onProgress);
  if (options.start !== undefined) {
    const start = checkedStart(form, options.start, verify);
    if (start.status === "feasible") best.offer(start.columnValues);
    session.setStart?.(hintOf(start));
  }
  const outcome = session.run({
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(interrupt === undefined ? {} : { interrupt }),
    ...(onProgress === undefined
      ? {}
      : {
          onIncumbent: ({ columnValues, bound }) => best.offer(columnValues, bound),
          onProgress: ({ bound }) => best.tighten(bound),
        }),
  });
  const { columnValues, rowDuals } = session;
  return conclude(best, { ...outcome, columnValues, rowDuals }, performance.now() - startedMs);
}
