import type {
  Job,
  Machine,
  MaintenanceTask,
  Operation,
  Plan,
  ScheduleProblem,
  TimeInterval,
} from "../../../schedule/index.js";
import type { BreakdownPath, Occasion } from "../plant.js";
import { workingTime } from "./open-time.js";
import { plantLayout, type PlantLayout } from "./plant-layout.js";
import { PlantRun } from "./plant-run.js";
import { planOf } from "./realised-plan.js";

/** What a planner knows when a machine has just failed, and may plan anew. */
export interface ReplanningMoment {
  readonly now: number;
  readonly machine: string;
  /**
   * What is left to do: operations that run are pinned with their expected rest, nothing else starts before now, and
   * machines under repair are unavailable as long as repairs take on average.
   */
  readonly problem: ScheduleProblem;
  /** The plan so far, moved to the right as far as it must be: a plan of `problem`. */
  readonly shifted: Plan;
}

/** The plan that is followed, and what its planner takes working times to be. */
export interface FollowedPlan {
  readonly plan: Plan;
  readonly tasks: readonly MaintenanceTask[];
  readonly expected: PlantLayout;
}

/** What is left of a run at the time of a breakdown, or null when nothing is that could be planned anew. */
export function remainingWork(
  run: PlantRun,
  { plan, tasks, expected }: FollowedPlan,
  now: number,
  broken: number,
): ReplanningMoment | null {
  const { layout } = run;
  const { problem } = expected;
  const closed = closedTimes(run, now);
  const machines = problem.machines.map((machine, number): Machine => ({
    ...machine,
    unavailable: [...(machine.unavailable ?? []), ...closed[number]],
    ...(machine.setups === undefined ? {} : { setups: setupsNow(machine.setups, run.family[number]) }),
  }));
  const working = machines.map(workingTime);
  const left = new Set<number>();
  let open = 0;
  const jobs = problem.jobs.flatMap((job, jobNumber): Job[] => {
    const first = layout.jobStarts[jobNumber];
    const operations = job.operations.flatMap((operation, place): Operation[] => {
      const number = first + place;
      if (run.starts[number] < 0) {
        left.add(number);
        open++;
        return [operation];
      }
      if (run.ends[number] <= now) return [];
      left.add(number);
      const machine = run.machineOf[number];
      const duration = expectedRest(run, expected, number, now);
      const start =
        machines[machine].acrossBreaks === "wait"
          ? working[machine].fit(now, duration)
          : working[machine].next(now);
      const { id } = machines[machine];
      const { family: _, needs, ...rest } = operation;
      return [
        {
          ...rest,
          alternatives: [{ machine: id, duration }],
          pinned: { machine: id, start },
          // A problem cannot say that a tool is held through the repair; the one who works on has it.
          ...(needs === undefined || start > now ? {} : { needs }),
        },
      ];
    });
    // What is planned is planned: a job that has begun cannot be left out.
    const { unassignedPrice, ...kept } = job;
    const begun = operations.length < job.operations.length;
    return operations.length === 0
      ? []
      : [{ ...kept, ...(begun || unassignedPrice === undefined ? {} : { unassignedPrice }), operations }];
  });
  if (open === 0) return null;
  const maintenance = tasks.flatMap((task): MaintenanceTask[] => {
    const { pinned: _, ...free } = task;
    return isOutstanding(run, plan, task, now)
      ? [{ ...free, earliestStart: Math.max(now, task.earliestStart ?? 0) }]
      : [];
  });
  const stands = ({ job, operation }: { readonly job: string; readonly operation: string }): boolean =>
    left.has(layout.operationOf(job, operation));
  const rest: ScheduleProblem = {
    ...problem,
    machines,
    jobs,
    precedences: (problem.precedences ?? []).filter(({ before, after }) => stands(before) && stands(after)),
    maintenance,
  };
  return { now, machine: problem.machines[broken].id, problem: rest, shifted: shiftedPlan(rest, plan) };
}

/** [machines] what is closed because it is over, because of repairs that are known of, and because of maintenance under way */
function closedTimes(run: PlantRun, now: number): TimeInterval[][] {
  const closed = run.queues.map((): TimeInterval[] => (now > 0 ? [{ from: 0, until: now }] : []));
  for (const { machine, from, until } of run.breakdowns) {
    if (from > now || until <= now) continue;
    const expected = from + run.layout.care[machine].repairDuration;
    closed[machine].push({ from, until: Math.max(now + 1, expected) });
  }
  for (const { machine, start, end } of run.maintenance)
    if (start <= now && end > now) closed[machine].push({ from: start, until: end });
  return closed;
}

function setupsNow(
  { times }: NonNullable<Machine["setups"]>,
  family: string | undefined,
): NonNullable<Machine["setups"]> {
  return { times, ...(family === undefined ? {} : { initial: family }) };
}

/** Expected working time less what was worked on it: what can be seen before it is over. */
function expectedRest(run: PlantRun, expected: PlantLayout, operation: number, now: number): number {
  const { layout } = run;
  const machine = run.machineOf[operation];
  const open = layout.working[machine];
  let worked = open.between(run.starts[operation], now);
  for (const breakdown of run.breakdowns)
    if (breakdown.operation === operation && breakdown.from < now)
      worked -= open.between(breakdown.from, Math.min(now, breakdown.until));
  return Math.max(1, expected.durations[operation * layout.machines + machine] - worked);
}

/** A task that is planned, has not started, and was not called off by a breakdown that is known of. */
function isOutstanding(run: PlantRun, plan: Plan, task: MaintenanceTask, now: number): boolean {
  const planned = plan.maintenance.find((candidate) => candidate.task === task.id);
  if (planned === undefined || run.maintenance.some((done) => done.task === task.id)) return false;
  const machine = run.layout.machineOf(task.machine);
  return !run.breakdowns.some((breakdown) => breakdown.machine === machine && breakdown.from <= now);
}

const UNEVENTFUL: BreakdownPath = { lives: [], repairFactors: [], durationFactors: [] };

/** Carries out what is left of a plan as if nothing else went wrong. */
function shiftedPlan(problem: ScheduleProblem, plan: Plan): Plan {
  const occasion: Occasion = {
    id: problem.name,
    problem,
    conditions: problem.machines.map(({ id }) => ({ machine: id, age: 0, sensors: {} })),
    care: problem.machines.map(({ id }) => ({
      machine: id,
      maintenanceDuration: 1,
      maintenanceCost: 0,
      repairDuration: 1,
      repairCost: 0,
    })),
  };
  const layout = plantLayout(occasion);
  const tasks = new Set(problem.maintenance?.map(({ id }) => id));
  /** Whether an operation that is left runs already. */
  const running = new Map(
    problem.jobs.flatMap(({ id, operations }) =>
      operations.map((operation) => [`${id}\u0000${operation.id}`, operation.pinned !== undefined] as const),
    ),
  );
  const rest: Plan = {
    ...plan,
    operations: plan.operations.flatMap((planned) => {
      const runs = running.get(`${planned.job}\u0000${planned.operation}`);
      if (runs === undefined) return [];
      // What runs comes before all else, whatever the plan was.
      return [runs ? { ...planned, start: -1 } : planned];
    }),
    maintenance: plan.maintenance.filter(({ task }) => tasks.has(task)),
  };
  const run = new PlantRun(layout, UNEVENTFUL, rest);
  run.advance(false);
  return planOf(run, plan.unassigned);
}
