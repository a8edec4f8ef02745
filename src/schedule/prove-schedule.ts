import { checkPlan } from "./check-plan.js";
import { costAt } from "./check/score-terms.js";
import { compareScores, type Plan, type Score } from "./plan.js";
import type { Job, MaintenanceTask, ScheduleObjective, ScheduleProblem } from "./problem.js";
import { nextTaskStart, ProofState, type PlacedTask } from "./proof/proof-state.js";
import { validateProblem } from "./validate-problem.js";

/** Options of {@link proveSchedule}. */
export interface ProofOptions {
  /** Partial plans that are looked at before giving up. Default 200,000: some seconds at most. */
  readonly maximumNodes?: number;
  /** A plan to begin with: only better ones are looked for. */
  readonly start?: Plan;
  /** Replaces the problem's objective; the price of stability is left aside. */
  readonly objective?: ScheduleObjective;
}

/** What {@link proveSchedule} knows in the end. */
export interface ScheduleProof {
  /** "optimal": no plan has a better score. "infeasible": there is no plan. "stopped": neither is proven. */
  readonly status: "optimal" | "infeasible" | "stopped";
  /** The best plan known; null for none. It has passed `checkPlan`. */
  readonly plan: Plan | null;
  readonly score: Score | null;
  readonly nodes: number;
}

/**
 * The best plan of a small problem with a proof, all three levels of the score included: branch and bound over the order in
 * which activities start, each as early as the order allows, which holds a best plan because no price falls with a later
 * end; tasks with a cost curve at every start up to its last point. Partial plans are given up that cannot beat the best
 * one, or that another one of the same activities is ahead of in every way. A few jobs are proven at once; from about 12
 * operations on it depends.
 *
 * The calling thread is blocked: keep problems small.
 *
 * @throws FS_SCHEDULE_* as `validateProblem`.
 * @example
 * import { proveSchedule, type ScheduleProblem } from "foresolve/schedule";
 *
 * const cut = (duration: number) => [{ id: "cut", alternatives: [{ machine: "saw", duration }] }];
 * const problem: ScheduleProblem = {
 *   name: "one saw",
 *   machines: [{ id: "saw" }],
 *   jobs: [
 *     { id: "A", due: 4, weight: 3, operations: cut(4) },
 *     { id: "B", due: 4, operations: cut(3) },
 *     { id: "C", due: 4, operations: cut(3) },
 *   ],
 * };
 * const { status, score } = proveSchedule(problem);
 * status; // => "optimal"
 * score; // => { hard: 0, medium: 0, soft: 9 }
 */
export function proveSchedule(problem: ScheduleProblem, options: ProofOptions = {}): ScheduleProof {
  validateProblem(problem);
  const { stability: _, ...objective } = options.objective ?? problem.objective ?? {};
  return new Proof({ ...problem, objective }, options).run();
}

/** Partial plans that are remembered for comparison. */
const MOST_REMEMBERED = 100_000;

class Proof {
  readonly #problem: ScheduleProblem;
  readonly #objective: ScheduleObjective;
  readonly #tasks: readonly MaintenanceTask[];
  readonly #state: ProofState;
  readonly #maximumNodes: number;
  /** By task: placed, left out (null) or still to come (undefined). */
  readonly #decided: (PlacedTask | null | undefined)[];
  readonly #leftOut: Uint8Array;
  readonly #remembered = new Map<string, (readonly number[])[]>();
  #rememberedCount = 0;
  #nodes = 0;
  #best: { readonly plan: Plan; readonly score: Score } | null = null;

  constructor(problem: ScheduleProblem, { maximumNodes = 200_000, start }: ProofOptions) {
    this.#problem = problem;
    this.#objective = problem.objective ?? {};
    this.#tasks = problem.maintenance ?? [];
    this.#state = new ProofState(problem);
    this.#maximumNodes = maximumNodes;
    this.#decided = this.#tasks.map(() => undefined);
    this.#leftOut = new Uint8Array(problem.jobs.length);
    if (start !== undefined) this.#offer(start);
  }

  run(): ScheduleProof {
    this.#leaveOut(0);
    const isComplete = this.#nodes <= this.#maximumNodes;
    const status = !isComplete ? "stopped" : this.#best === null ? "infeasible" : "optimal";
    return { status, plan: this.#best?.plan ?? null, score: this.#best?.score ?? null, nodes: this.#nodes };
  }

  /** Decides which jobs are left out, none first. */
  #leaveOut(from: number): void {
    const job = this.#problem.jobs[from];
    if (job === undefined) {
      this.#remembered.clear();
      this.#rememberedCount = 0;
      this.#branch();
      return;
    }
    this.#leaveOut(from + 1);
    if (this.#nodes > this.#maximumNodes) return;
    if (job.unassignedPrice === undefined || job.operations.some(({ pinned }) => pinned !== undefined))
      return;
    this.#leftOut[from] = 1;
    this.#leaveOut(from + 1);
    this.#leftOut[from] = 0;
  }

  #branch(): void {
    if (++this.#nodes > this.#maximumNodes) return;
    const bound = this.#bound();
    if (this.#best !== null && compareScores(this.#best.score, bound) <= 0) return;
    if (this.#isBehind()) return;
    const { jobs } = this.#problem;
    const state = this.#state;
    const now = state.now;
    let isComplete = true;
    for (const [index, job] of jobs.entries()) {
      const operation = job.operations[state.done[index]!];
      if (this.#leftOut[index] === 1 || operation === undefined) continue;
      isComplete = false;
      for (const alternative of operation.alternatives) {
        if (!state.append(index, operation, alternative)) continue;
        this.#branch();
        state.takeBack(now);
      }
    }
    for (const [index, task] of this.#tasks.entries()) {
      if (this.#decided[index] !== undefined) continue;
      isComplete = false;
      this.#placeTask(index, task);
    }
    if (isComplete) this.#offer(this.#plan());
  }

  #placeTask(index: number, task: MaintenanceTask): void {
    const state = this.#state;
    const now = state.now;
    const number = state.machine(task.machine);
    const machine = this.#problem.machines[number]!;
    const machineEnd = state.machineEnds[number]!;
    const lastPoint = Math.ceil(task.cost?.times.at(-1) ?? 0);
    const earliest = Math.max(now, machineEnd, task.earliestStart ?? 0);
    for (let start = nextTaskStart(machine, task, earliest); start !== null;) {
      const end = start + task.duration;
      this.#decided[index] = { planned: { task: task.id, machine: task.machine, start, end }, machineEnd };
      state.machineEnds[number] = end;
      state.now = start;
      this.#branch();
      state.machineEnds[number] = machineEnd;
      state.now = now;
      // From there on the task costs no less later.
      if (task.cost === undefined || start >= lastPoint || this.#nodes > this.#maximumNodes) break;
      start = nextTaskStart(machine, task, start + 1);
    }
    if (task.skipCost !== undefined && task.pinned === undefined) {
      this.#decided[index] = null;
      this.#branch();
    }
    this.#decided[index] = undefined;
  }

  /** A score that no completion of the partial plan is below. */
  #bound(): Score {
    const { jobs } = this.#problem;
    const { tardiness = 1, makespan = 0, flowTime = 0, setup = 0, maintenance = 1 } = this.#objective;
    const bound = { hard: 0, medium: 0, soft: 0 };
    let last = 0;
    for (const [index, job] of jobs.entries()) {
      if (this.#leftOut[index] === 1) {
        bound.medium += job.unassignedPrice!;
        continue;
      }
      const end = this.#earliestEnd(index, job);
      const weight = job.weight ?? 1;
      last = Math.max(last, end);
      bound.hard += Math.max(0, end - (job.deadline ?? Infinity));
      bound.soft += weight * tardiness * Math.max(0, end - (job.due ?? Infinity));
      bound.soft += weight * flowTime * (end - (job.release ?? 0));
    }
    bound.soft += makespan * last;
    if (setup > 0) for (const { setup: time } of this.#state.planned(jobs)) bound.soft += setup * time;
    for (const [index, { latestStart = Infinity, cost, skipCost = 0 }] of this.#tasks.entries()) {
      const decided = this.#decided[index];
      if (decided === undefined) continue;
      if (decided === null) bound.soft += maintenance * skipCost;
      else {
        const { start } = decided.planned;
        bound.hard += Math.max(0, start - latestStart);
        if (cost !== undefined) bound.soft += maintenance * costAt(cost, start);
      }
    }
    return bound;
  }

  /** The job's end when each of its operations has the machine that is free first to itself. */
  #earliestEnd(index: number, { operations }: Job): number {
    const state = this.#state;
    let end = state.jobEnds[index]!;
    for (let place = state.done[index]!; place < operations.length; place++) {
      let earliest = Infinity;
      for (const { machine, duration } of operations[place]!.alternatives)
        earliest = Math.min(
          earliest,
          Math.max(end, state.now, state.machineEnds[state.machine(machine)]!) + duration,
        );
      end = earliest;
    }
    return end;
  }

  /** Whether another partial plan of the same activities was ahead of this one in every way; if not, it is remembered. */
  #isBehind(): boolean {
    const tasks = this.#decided
      .map((task) => (task === undefined ? "?" : task === null ? "-" : "+"))
      .join("");
    const key = this.#state.key(tasks);
    const times = [...this.#state.availability(), ...this.#pastCosts()];
    const others = this.#remembered.get(key) ?? [];
    for (const other of others) if (other.every((time, place) => time <= times[place]!)) return true;
    if (this.#rememberedCount < MOST_REMEMBERED) {
      this.#rememberedCount++;
      others.push(times);
      this.#remembered.set(key, others);
    }
    return false;
  }

  /** What no later activity changes: set-ups, tasks. Ends of jobs are among the times. */
  #pastCosts(): [hard: number, soft: number] {
    const { setup = 0, maintenance = 1 } = this.#objective;
    let hard = 0;
    let soft = 0;
    if (setup > 0)
      for (const { setup: time } of this.#state.planned(this.#problem.jobs)) soft += setup * time;
    for (const [index, { latestStart = Infinity, cost }] of this.#tasks.entries()) {
      const start = this.#decided[index]?.planned.start;
      if (start === undefined) continue;
      hard += Math.max(0, start - latestStart);
      if (cost !== undefined) soft += maintenance * costAt(cost, start);
    }
    return [hard, soft];
  }

  #plan(): Plan {
    const { jobs } = this.#problem;
    return {
      operations: this.#state.planned(jobs),
      maintenance: this.#decided.flatMap((task) => (task ? [task.planned] : [])),
      unassigned: jobs
        .filter((_, index) => this.#leftOut[index] === 1)
        .map(({ id }) => ({ job: id, reason: "every plan with it costs more" })),
    };
  }

  #offer(plan: Plan): void {
    const { ok, score } = checkPlan(this.#problem, plan);
    if (ok && (this.#best === null || compareScores(score, this.#best.score) < 0))
      this.#best = { plan, score };
  }
}
