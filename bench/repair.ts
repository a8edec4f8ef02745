import { randomStream } from "../src/math/index.js";
import {
  applyEvents,
  checkPlan,
  compareScores,
  recommendPlaces,
  repairPlan,
  schedule,
  taillardJobShop,
  type Job,
  type Plan,
  type Repair,
  type ScheduleEvent,
  type ScheduleProblem,
} from "../src/schedule/index.js";
import type { BenchRow } from "./suite.js";

/** Options of {@link measureRepair}. */
export interface RepairBenchOptions {
  /** Default 200. */
  readonly events?: number;
  /** Time of each repair, all included. Default 1,000. */
  readonly deadlineMs?: number;
  /** Time for the plan that is repaired. Default 10,000. */
  readonly planMs?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly onNote?: (text: string) => void;
}

/** The first of Taillard's instances with 50 jobs and 15 machines. */
const INSTANCE = 51;

/**
 * A job shop of Taillard's with due dates from 1.5 to 4 times the work of the job, and weights 1, 2, 4: 50 jobs,
 * 15 machines, weighted tardiness.
 */
export function repairProblem(seed: number): ScheduleProblem {
  const random = randomStream(seed).split("due dates");
  const { machines, jobs, jobStarts, machineOf, durations } = taillardJobShop(INSTANCE);
  return {
    name: "ta51 with due dates",
    machines: Array.from({ length: machines }, (_, machine) => ({ id: `M${machine + 1}` })),
    jobs: Array.from({ length: jobs }, (_, job): Job => {
      const own = durations.subarray(jobStarts[job], jobStarts[job + 1]);
      const work = own.reduce((sum, duration) => sum + duration, 0);
      return {
        id: `J${job + 1}`,
        due: Math.round(work * (1.5 + 2.5 * random.uniform())),
        weight: 2 ** random.integer(3),
        operations: Array.from(own, (duration, place) => ({
          id: `op${place + 1}`,
          alternatives: [{ machine: `M${machineOf[jobStarts[job] + place] + 1}`, duration }],
        })),
      };
    }),
  };
}

/**
 * Breakdowns of random machines at random times, for 20 to 300 units, in one plan of {@link repairProblem}: how long repair
 * takes, how often it is worse than the plan with its forced changes or touches what is frozen (never), and what it gains.
 * Then the time to recommend five places for a new job, and to return when all is pinned. Wall-clock times: for an idle machine.
 */
export async function measureRepair(options: RepairBenchOptions = {}): Promise<BenchRow[]> {
  const { events = 200, deadlineMs = 1000, planMs = 10_000, seed = 0, onNote } = options;
  const problem = repairProblem(seed);
  onNote?.("repair: a plan to begin with");
  const solution = await schedule(problem, { deadlineMs: planMs, seed });
  if (!("plan" in solution)) throw new Error(`No plan to repair: ${solution.reason}`);
  const { plan } = solution;
  const horizon = Math.max(...plan.operations.map(({ end }) => end));
  const random = randomStream(seed).split("breakdowns");
  const latencies: number[] = [];
  const gains: number[] = [];
  let worse = 0;
  let touched = 0;
  let invalid = 0;
  for (let number = 0; number < events; number++) {
    if (number % 20 === 0) onNote?.(`repair: event ${number + 1} of ${events}`);
    const now = random.integer(Math.round(0.8 * horizon));
    const machine = problem.machines[random.integer(problem.machines.length)].id;
    const event: ScheduleEvent = {
      kind: "breakdown",
      machine,
      from: now,
      until: now + 20 + random.integer(281),
    };
    const repair = await repairPlan(problem, plan, [event], { now, deadlineMs, seed });
    latencies.push(repair.latencyMs);
    const stability = { changed: 1, moved: 1 };
    const check = checkPlan(repair.problem, repair.plan, { reference: plan, objective: { stability } });
    const forced = applyEvents(problem, plan, [event], { now });
    const given = checkPlan(forced.problem, forced.plan, { reference: plan, objective: { stability } });
    if (!check.ok) invalid += 1;
    if (compareScores(check.score, given.score) > 0) worse += 1;
    touched += touchedBy(repair, plan, now);
    gains.push(given.score.soft === 0 ? 0 : 100 * (1 - check.score.soft / given.score.soft));
  }
  const row = (metric: string, value: number, unit: string): BenchRow => ({
    case: problem.name,
    metric,
    value,
    unit,
  });
  return [
    row("repairP50Ms", quantile(latencies, 0.5), "ms"),
    row("repairP99Ms", quantile(latencies, 0.99), "ms"),
    row("worseThanGiven", worse, "plans"),
    row("frozenTouched", touched, "operations"),
    row("invalidPlans", invalid, "plans"),
    row("meanGainPercent", gains.reduce((sum, gain) => sum + gain, 0) / Math.max(1, gains.length), "%"),
    row("recommendMs", recommendMs(problem, plan), "ms"),
    row("allPinnedMs", await allPinnedMs(problem, plan), "ms"),
  ];
}

/** Operations that had started by the time of an event, told from the old plan alone, and are not where they were. */
function touchedBy(repair: Repair, before: Plan, now: number): number {
  const placeOf = (entry: Plan["operations"][number]): string => `${entry.machine}@${entry.start}`;
  const after = new Map(
    repair.plan.operations.map((entry) => [`${entry.job} ${entry.operation}`, placeOf(entry)]),
  );
  return before.operations.filter(
    (entry) => entry.start < now && after.get(`${entry.job} ${entry.operation}`) !== placeOf(entry),
  ).length;
}

/** The slowest of ten new jobs, each like one that the plan has. */
function recommendMs(problem: ScheduleProblem, plan: Plan): number {
  const times = problem.jobs.slice(0, 10).map((job) => {
    const began = performance.now();
    recommendPlaces(problem, plan, { ...job, id: `like ${job.id}` });
    return performance.now() - began;
  });
  return Math.max(...times);
}

async function allPinnedMs(problem: ScheduleProblem, plan: Plan): Promise<number> {
  const horizon = Math.max(...plan.operations.map(({ end }) => end));
  const repair = await repairPlan(problem, plan, [], { now: horizon });
  return repair.latencyMs;
}

function quantile(values: readonly number[], level: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(level * sorted.length) - 1)];
}
