import { ForesolveError } from "../../errors.js";
import type { FittedPredictor } from "../../learn/index.js";
import {
  chooseSolver,
  isSolved,
  solutionOf,
  valuesOf,
  verifier,
  type HighsSession,
  type Solution,
  type Solved,
} from "../../solve/index.js";
import { before } from "./before.js";
import { bindingConstraints } from "./binding-constraints.js";
import { DeadlineMargin } from "./deadline-margin.js";
import type { DecideOptions, Decision, Policy, PolicyKind } from "./decision.js";
import type { DecisionProblem, ProblemSession } from "../problem/decision-problem.js";
import { exposureOf } from "../problem/exposure.js";
import { requireUsableOptions, sourceOf } from "./decide-options.js";
import { isMishap } from "./solver-mishap.js";
import { Standby, type PlanSource, type StandbyPlan } from "./standby.js";

/** Longest solve when a policy opens: an integer model may take hours, but seldom long to find some plan. */
const WARM_UP_MS = 1000;
/** Time for the history when a policy opens, and for each of its rows. */
const HISTORY_MS = 2000;
const HISTORY_ROW_MS = 200;
/** Rows of the history on which it is measured how late the solver comes back, and the times that it is given there. */
const MEASURED_RUNS_MS: readonly number[] = [4, 8, 12, 6, 10, 14, 5, 9, 13, 7, 11, 15];
/** A continuous model with fewer columns is solved before it could be interrupted. */
const INTERRUPTIBLE_COLUMNS = 500;
/** With less time than that no plan is built beside the fallback. */
const BUILDING_MS = 4;
/** What a decision takes that does not wait for the solver to be opened any longer, in milliseconds. */
const ANSWER_MS = 2;

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
  /** [columns] zeros */
  readonly #nothing: Float64Array;
  /** A promise, so that decisions that are asked for at the same time open one session between them. */
  #session: Promise<ProblemSession> | null = null;
  /** The session, once it is open. */
  #ready: ProblemSession | null = null;

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
    // Told at once: under a deadline the answer would be a fallback, row after row.
    chooseSolver(problem.form, "highs");
    this.#check = verifier(problem.form);
    this.#isInteger = problem.form.integrality.some((kind) => kind !== 0);
    this.#standby = new Standby(problem, this.#check);
    this.#nothing = new Float64Array(problem.form.columns);
  }

  async open(): Promise<void> {
    await this.#opened(true);
  }

  #opened(warmsUp: boolean): Promise<ProblemSession> {
    if (this.#session !== null) return this.#session;
    const opening = this.#openSession(warmsUp);
    this.#session = opening;
    opening.then(
      (session) => {
        if (this.#session === opening) this.#ready = session;
      },
      // What failed to open may open the next time. (Whoever waits for `opening` sees the error.)
      () => {
        if (this.#session === opening) this.#session = null;
      },
    );
    return opening;
  }

  async #openSession(warmsUp: boolean): Promise<ProblemSession> {
    const session = await this.#problem.open();
    if (!warmsUp) return session;
    try {
      const { solver } = session;
      solver.setParameters(new Float64Array(this.#problem.form.slots.count));
      const warmUp = solutionOf(solver, { deadlineMs: WARM_UP_MS }, this.#check);
      if (isSolved(warmUp)) this.#standby.startFrom(warmUp.columnValues);
      // Where the clock stopped the solver must not show in the decisions to come.
      if (warmUp.status !== "optimal") solver.reset();
      this.#learnFromHistory(solver);
      return session;
    } catch (error) {
      session.dispose();
      throw error;
    }
  }

  /** The solver; null where it is not open by then. `endsMs` by `performance.now()`. */
  async #solverBy(endsMs: number): Promise<HighsSession | null> {
    if (this.#ready !== null) return this.#ready.solver;
    if (endsMs === Infinity) return (await this.#opened(true)).solver;
    // Warming up can take longer than any deadline, and would hold up the thread for it.
    const session = await before(this.#opened(false), endsMs - ANSWER_MS);
    return session?.solver ?? null;
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
      const plan =
        this.#isInteger && solution.status !== "optimal" ? this.#standby.built(parameters, endsMs) : null;
      const found = isSolved(solution) ? solution : null;
      if (found !== null && !this.#isBeaten(found, plan))
        this.#standby.remember(parameters, found.columnValues);
      else if (plan !== null) this.#standby.remember(parameters, plan.columnValues);
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
    requireUsableOptions(deadlineMs, fallback);
    const endsMs = started + (deadlineMs ?? Infinity);
    /** What went wrong on the way, in the order in which it did. */
    const failures: unknown[] = [];
    const solver = await this.#solverBy(endsMs).catch((error: unknown) => {
      if (deadlineMs === undefined || !isMishap(error)) throw error;
      failures.push(error);
      return null;
    });
    const prediction = this.#predictor.predict([row]);
    const parameters = this.#slotsOf(prediction, row);
    // Refuses what is not finite, in time for nothing to have happened.
    this.#check(parameters, this.#nothing);
    const source = sourceOf(fallback, row, prediction, failures);
    // Made before the solver runs: once it has, there may be no time left.
    const standby = deadlineMs === undefined ? null : this.#planAtHand(parameters, source, endsMs);
    let solution: Solution | null = null;
    try {
      if (solver !== null) solution = this.#solved(solver, parameters, standby, endsMs);
    } catch (error) {
      // Whatever state it is in: the next decision opens another.
      this.dispose();
      if (deadlineMs === undefined || !isMishap(error)) throw error;
      failures.push(error);
    }
    // Late by now, but late is better than nothing.
    let spare = standby;
    if (solution === null || !isSolved(solution)) {
      spare ??= this.#standby.planFor(parameters, source, Infinity);
      if (spare === null && deadlineMs !== undefined && solution?.status !== "infeasible")
        solution = await this.#lateSolution(parameters, failures);
    }
    const found = solution !== null && isSolved(solution) ? solution : null;
    const isAnswer = found !== null && !this.#isBeaten(found, standby);
    if (solution?.status === "unbounded") throw this.#noDecision(solution, failures);
    if (!isAnswer && spare === null) throw this.#noDecision(solution, failures);
    const columnValues = isAnswer ? found.columnValues : spare!.columnValues;
    this.#standby.remember(parameters, columnValues);
    return {
      source: !isAnswer ? "fallback" : found.status === "optimal" ? "optimal" : "incumbent",
      ...(isAnswer ? {} : { fallback: spare!.kind }),
      ...(failures.length === 0 ? {} : { failure: failures[0] }),
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

  /** Some plan, where there is none at all, in the time that warming up may take. */
  async #lateSolution(parameters: Float64Array, failures: unknown[]): Promise<Solution | null> {
    try {
      const { solver } = await this.#opened(false);
      solver.setParameters(parameters);
      return this.#run(solver, WARM_UP_MS);
    } catch (error) {
      if (!isMishap(error)) throw error;
      failures.push(error);
      return null;
    }
  }

  /** The fallback; for integer models, whose search is long and starts from it, a plan that is built where that is better. */
  #planAtHand(
    parameters: Float64Array,
    source: "last" | "proxy" | PlanSource,
    endsMs: number,
  ): StandbyPlan | null {
    const fallback = this.#standby.planFor(parameters, source, endsMs);
    const started = performance.now();
    if (!this.#isInteger || endsMs - started < BUILDING_MS) return fallback;
    return this.#standby.better(fallback, this.#standby.built(parameters, started + BUILDING_MS / 2));
  }

  /** What the solver finds in the time that is left; null where it had better not start. */
  #solved(
    solver: HighsSession,
    parameters: Float64Array,
    standby: StandbyPlan | null,
    endsMs: number,
  ): Solution | null {
    solver.setParameters(parameters);
    if (endsMs === Infinity) return this.#run(solver, undefined);
    if (this.#isInteger && standby !== null) solver.setStart(standby.columnValues);
    const remainingMs = endsMs - performance.now();
    const carefulMs = this.#margin.runMs(remainingMs);
    // With nothing at hand, a late answer is better than none.
    const runMs = carefulMs === 0 && standby === null && remainingMs > 0 ? remainingMs : carefulMs;
    return runMs === 0 ? null : this.#run(solver, runMs);
  }

  /** Whether the deadline came before the solver found anything as good as the plan that is there already. */
  #isBeaten({ status, objective }: Solved, standby: StandbyPlan | null): boolean {
    if (status === "optimal" || standby === null) return false;
    return this.#problem.form.sense === "minimize"
      ? standby.objective < objective
      : standby.objective > objective;
  }

  #noDecision(solution: Solution | null, failures: readonly unknown[]): ForesolveError {
    const reason =
      solution !== null && !isSolved(solution)
        ? solution.reason
        : failures.length > 0
          ? `The solver failed: ${failures[0] instanceof Error ? failures[0].message : String(failures[0])}`
          : "No plan was found before the deadline.";
    return new ForesolveError("FS_DECIDE_NO_DECISION", {
      message: `Policy "${this.name}" has no decision to give. ${reason}`,
      fix: "Check that the model has a feasible, bounded decision for every prediction (a recourse makes one); call open() before the first deadline counts.",
      data: { policy: this.name, model: this.#problem.model.name },
      ...(failures.length > 0 && { cause: failures[0] }),
    });
  }

  dispose(): void {
    const session = this.#session;
    this.#session = null;
    this.#ready = null;
    session?.then(
      ({ dispose }) => dispose(),
      () => {},
    );
  }
}
