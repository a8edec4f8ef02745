import { ForesolveError } from "../errors.js";
import type { FittedPredictor } from "../learn/index.js";
import {
  isSolved,
  solutionOf,
  valuesOf,
  verifier,
  type HighsSession,
  type Solution,
  type Solved,
} from "../solve/index.js";
import { bindingConstraints } from "./binding-constraints.js";
import { DeadlineMargin } from "./deadline-margin.js";
import type { DecideOptions, Decision, Policy, PolicyKind } from "./decision.js";
import type { DecisionProblem, ProblemSession } from "./decision-problem.js";
import { exposureOf } from "./exposure.js";
import { Standby, type StandbyPlan } from "./standby.js";

/** Longest solve when a policy opens: an integer model may take hours, but seldom long to find some plan. */
const WARM_UP_MS = 1000;
/** Time for the history when a policy opens, and for each of its rows. */
const HISTORY_MS = 2000;
const HISTORY_ROW_MS = 200;
/** Rows of the history on which it is measured how late the solver comes back, and the times that it is given there. */
const MEASURED_RUNS_MS: readonly number[] = [4, 8, 12, 6, 10, 14, 5, 9, 13, 7, 11, 15];
/** A continuous model with fewer columns is solved before it could be interrupted. */
const INTERRUPTIBLE_COLUMNS = 500;

/** Predicts, then optimises in a warm solver; see `policy`. */
export class PredictThenOptimise<Row> implements Policy<Row> {
  readonly name: string;
  readonly kind: PolicyKind;
  readonly #predictor: Pick<FittedPredictor<Row>, "predict">;
  readonly #problem: DecisionProblem;
  readonly #history: readonly Row[];
  readonly #check: ReturnType<typeof verifier>;
  readonly #isInteger: boolean;
  readonly #margin = new DeadlineMargin();
  readonly #standby: Standby;
  /** Never set: with it the solver looks at the clock in every iteration of a continuous model. */
  readonly #interrupt = new Int32Array(1);
  /** A promise, so that decisions that are asked for at the same time open one session between them. */
  #session: Promise<ProblemSession> | null = null;

  constructor(
    name: string,
    kind: PolicyKind,
    predictor: Pick<FittedPredictor<Row>, "predict">,
    problem: DecisionProblem,
    history: readonly Row[],
  ) {
    this.name = name;
    this.kind = kind;
    this.#predictor = predictor;
    this.#problem = problem;
    this.#history = history;
    this.#check = verifier(problem.form);
    this.#isInteger = problem.form.integrality.some((kind) => kind !== 0);
    this.#standby = new Standby(problem, this.#check);
  }

  async open(): Promise<void> {
    await this.#opened();
  }

  #opened(): Promise<ProblemSession> {
    if (this.#session !== null) return this.#session;
    const opening = this.#openWarm();
    this.#session = opening;
    // What failed to open may open the next time. (Whoever waits for `opening` sees the error.)
    opening.catch(() => {
      if (this.#session === opening) this.#session = null;
    });
    return opening;
  }

  async #openWarm(): Promise<ProblemSession> {
    const session = await this.#problem.open();
    try {
      const { solver } = session;
      const parameters = new Float64Array(this.#problem.form.slots.count);
      solver.setParameters(parameters);
      const warmUp = solutionOf(solver, { deadlineMs: WARM_UP_MS }, this.#check);
      if (isSolved(warmUp) && !this.#standby.hasPlan) this.#standby.remember(parameters, warmUp.columnValues);
      // Where the clock stopped the solver must not show in the decisions to come.
      if (warmUp.status !== "optimal") solver.reset();
      this.#learnFromHistory(solver);
      return session;
    } catch (error) {
      session.dispose();
      throw error;
    }
  }

  #learnFromHistory(solver: HighsSession): void {
    const endsMs = performance.now() + HISTORY_MS;
    const parametersOf = (row: Row): Float64Array => this.#slotsOf(this.#predictor.predict([row]), row);
    const recent = this.#history.slice(-Math.floor(HISTORY_MS / HISTORY_ROW_MS));
    if (recent.length === 0) return;
    for (const [run, deadlineMs] of MEASURED_RUNS_MS.entries()) {
      solver.setParameters(parametersOf(recent[run % recent.length]));
      this.#run(solver, deadlineMs);
    }
    for (const row of recent) {
      const deadlineMs = Math.min(HISTORY_ROW_MS, endsMs - performance.now());
      if (deadlineMs <= 0) break;
      const parameters = parametersOf(row);
      solver.setParameters(parameters);
      const solution = this.#run(solver, deadlineMs);
      if (isSolved(solution)) this.#standby.remember(parameters, solution.columnValues);
    }
  }

  /** Solves for so many milliseconds, and learns from how long it took. */
  #run(solver: HighsSession, deadlineMs: number | undefined): Solution {
    if (deadlineMs === undefined) return solutionOf(solver, {}, this.#check);
    const started = performance.now();
    const isLarge = !this.#isInteger && this.#problem.form.columns >= INTERRUPTIBLE_COLUMNS;
    const solution = solutionOf(
      solver,
      isLarge ? { deadlineMs, interrupt: this.#interrupt } : { deadlineMs },
      this.#check,
    );
    this.#margin.note(deadlineMs, performance.now() - started);
    return solution;
  }

  #slotsOf(prediction: Float64Array, row: Row): Float64Array {
    return this.#problem.slotsOf?.(prediction, row) ?? prediction;
  }

  async decide(row: Row, options: DecideOptions<Row> = {}): Promise<Decision> {
    const started = performance.now();
    const { deadlineMs, fallback = "last" } = options;
    requireNumber(deadlineMs);
    const { solver } = await this.#opened();
    const prediction = this.#predictor.predict([row]);
    const parameters = this.#slotsOf(prediction, row);
    // Refuses what is not finite, in time for nothing to have happened.
    solver.setParameters(parameters);
    const endsMs = started + (deadlineMs ?? Infinity);
    const rule = typeof fallback === "function" ? () => fallback(row, prediction) : fallback;
    // Made before the solver runs: once it has, there may be no time left.
    const standby = deadlineMs === undefined ? null : this.#standby.planFor(parameters, rule, endsMs);
    if (standby !== null && this.#isInteger) solver.setStart(standby.columnValues);
    const remainingMs = endsMs - performance.now();
    const carefulMs = deadlineMs === undefined ? undefined : this.#margin.runMs(remainingMs);
    // With nothing at hand, a late answer is better than none.
    const runMs = carefulMs === 0 && standby === null && remainingMs > 0 ? remainingMs : carefulMs;
    const solution = runMs === 0 ? null : this.#run(solver, runMs);
    const found = solution !== null && isSolved(solution) ? solution : null;
    const isAnswer = found !== null && !this.#isBeaten(found, standby);
    if (solution?.status === "unbounded") throw this.#noDecision(solution);
    // Late by now, but late is better than nothing.
    const spare = isAnswer ? null : (standby ?? this.#standby.planFor(parameters, rule, Infinity));
    if (!isAnswer && spare === null) throw this.#noDecision(solution);
    const columnValues = isAnswer ? found.columnValues : spare!.columnValues;
    this.#standby.remember(parameters, columnValues);
    return {
      source: !isAnswer ? "fallback" : found.status === "optimal" ? "optimal" : "incumbent",
      ...(isAnswer ? {} : { fallback: spare!.kind }),
      predictedObjective: isAnswer ? found.objective : spare!.objective,
      bound: found !== null && Number.isFinite(found.bound) ? found.bound : null,
      prediction,
      columnValues,
      value: (variable) => valuesOf(this.#problem.form, columnValues, variable),
      ...exposureOf(this.#problem.form, columnValues),
      because: isAnswer ? bindingConstraints(this.#problem, found) : [],
      elapsedMs: performance.now() - started,
    };
  }

  /** Whether the deadline came before the solver found anything as good as the plan that is there already. */
  #isBeaten({ status, objective }: Solved, standby: StandbyPlan | null): boolean {
    if (status === "optimal" || standby === null) return false;
    return this.#problem.form.sense === "minimize"
      ? standby.objective < objective
      : standby.objective > objective;
  }

  #noDecision(solution: Solution | null): ForesolveError {
    const reason =
      solution !== null && !isSolved(solution) ? solution.reason : "No plan was found before the deadline.";
    return new ForesolveError("FS_DECIDE_NO_DECISION", {
      message: `Policy "${this.name}" has no decision to give. ${reason}`,
      fix: "Check that the model has a feasible, bounded decision; call open() before the first deadline counts.",
      data: { policy: this.name, model: this.#problem.model.name },
    });
  }

  dispose(): void {
    const session = this.#session;
    this.#session = null;
    session?.then(
      ({ dispose }) => dispose(),
      () => {},
    );
  }
}

/** Any time is a deadline, also one that has passed; NaN is a mistake on the way here. */
function requireNumber(deadlineMs: number | undefined): void {
  if (!Number.isNaN(deadlineMs)) return;
  throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message: "Option deadlineMs of a policy's decide is NaN.",
    fix: "Pass a number of milliseconds, or leave it out for no deadline.",
    data: { option: "deadlineMs", value: NaN },
  });
}
