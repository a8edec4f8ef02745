import type { MaintenanceTask, Plan } from "../../../schedule/index.js";
import type { BreakdownPath, Occasion } from "../plant.js";
import { plantLayout } from "./plant-layout.js";
import { PlantRun } from "./plant-run.js";
import { planOf } from "./realised-plan.js";
import { remainingWork, type ReplanningMoment } from "./remaining-work.js";

/** A plan with the maintenance tasks that it was made for. */
export interface MaintainedPlan {
  readonly plan: Plan;
  readonly tasks: readonly MaintenanceTask[];
}

/** Makes a new plan when a machine has failed. */
export type ReplanningRule = (moment: ReplanningMoment) => Promise<Plan>;

/** Costs in the unit of the problem's prices. */
export interface RealisedCost {
  readonly tardiness: number;
  readonly maintenance: number;
  readonly repair: number;
  /** Prices of jobs that the plan leaves out. */
  readonly unassigned: number;
  readonly total: number;
}

/** What came of a plan. */
export interface Realised {
  readonly cost: RealisedCost;
  /** Sum of weights times time late. */
  readonly weightedTardiness: number;
  /** Share of the jobs with a due date that end by it. */
  readonly onTimeShare: number;
  /** Machine time lost to repairs and maintenance. */
  readonly downtime: number;
  readonly breakdowns: readonly {
    readonly machine: string;
    readonly from: number;
    readonly until: number;
  }[];
  readonly maintenanceCount: number;
  readonly replannings: number;
  /** Operations that got another machine or start, per replanning: nervousness. */
  readonly changesPerReplanning: number;
  /** Wall-clock time of the slowest replanning; not reproducible. */
  readonly slowestReplanningMs: number;
  /** What was done and when. */
  readonly plan: Plan;
}

/** Carries a plan out on a path, without replanning: a breakdown moves what follows to the right. */
export function simulateBreakdowns(occasion: Occasion, plan: Plan, path: BreakdownPath): Realised {
  const run = new PlantRun(plantLayout(occasion), path, plan);
  run.advance(false);
  return realised(run, plan, NO_REPLANNING);
}

/**
 * Carries a plan out on a path. After each breakdown, of which the planner learns when it happens and not how long the
 * repair will take, the rule plans anew what has not started.
 *
 * @param expected the occasion with the working times that the planner expects
 */
export async function simulateWithReplanning(
  occasion: Occasion,
  { plan: first, tasks }: MaintainedPlan,
  path: BreakdownPath,
  rule: ReplanningRule,
  expected: Occasion = occasion,
): Promise<Realised> {
  const run = new PlantRun(plantLayout(occasion), path, first);
  const figures = { replannings: 0, changes: 0, slowestMs: 0 };
  let plan = first;
  for (let told = run.advance(true); told !== null; told = run.advance(true)) {
    const moment = remainingWork(
      run,
      { plan, tasks, expected: plantLayout(expected) },
      told.from,
      told.machine,
    );
    if (moment === null) continue;
    const started = performance.now();
    const next = await rule(moment);
    figures.slowestMs = Math.max(figures.slowestMs, performance.now() - started);
    figures.replannings++;
    figures.changes += changesBetween(run, plan, next);
    plan = next;
    run.follow(next);
  }
  return realised(run, first, figures);
}

/** The cost of a plan on a path and nothing else: what searches and training ask for many times. */
export function realisedCost(occasion: Occasion, plan: Plan, path: BreakdownPath): RealisedCost {
  const run = new PlantRun(plantLayout(occasion), path, plan);
  run.advance(false);
  return costOf(run, plan);
}

interface ReplanningFigures {
  readonly replannings: number;
  readonly changes: number;
  readonly slowestMs: number;
}

const NO_REPLANNING: ReplanningFigures = { replannings: 0, changes: 0, slowestMs: 0 };

function realised(
  run: PlantRun,
  plan: Plan,
  { replannings, changes, slowestMs }: ReplanningFigures,
): Realised {
  const { layout } = run;
  const { machines, jobs } = layout.problem;
  const due = jobs.flatMap((job, number) =>
    job.due === undefined ? [] : [endOf(run, number) >= 0 && endOf(run, number) <= job.due],
  );
  const lost = run.breakdowns.map(({ from, until }) => until - from);
  lost.push(...run.maintenance.map(({ start, end }) => end - start));
  return {
    cost: costOf(run, plan),
    weightedTardiness: weightedTardiness(run),
    onTimeShare: due.length === 0 ? 1 : due.filter(Boolean).length / due.length,
    downtime: lost.reduce((sum, time) => sum + time, 0),
    breakdowns: run.breakdowns.map(({ machine, from, until }) => ({
      machine: machines[machine].id,
      from,
      until,
    })),
    maintenanceCount: run.maintenance.length,
    replannings,
    changesPerReplanning: replannings === 0 ? 0 : changes / replannings,
    slowestReplanningMs: slowestMs,
    plan: planOf(run, plan.unassigned),
  };
}

function costOf(run: PlantRun, plan: Plan): RealisedCost {
  const { care, problem } = run.layout;
  const tardiness = tardinessCost(run);
  let maintenance = 0;
  for (const { machine } of run.maintenance) maintenance += care[machine].maintenanceCost;
  let repair = 0;
  for (const { machine } of run.breakdowns) repair += care[machine].repairCost;
  const left = new Set(plan.unassigned.map(({ job }) => job));
  let unassigned = 0;
  for (const { id, unassignedPrice } of problem.jobs) if (left.has(id)) unassigned += unassignedPrice ?? 0;
  return { tardiness, maintenance, repair, unassigned, total: tardiness + maintenance + repair + unassigned };
}

/** What the lateness of jobs costs. */
export function tardinessCost(run: PlantRun): number {
  return (run.layout.problem.objective?.tardiness ?? 1) * weightedTardiness(run);
}

function weightedTardiness(run: PlantRun): number {
  let sum = 0;
  for (const [number, { due, weight = 1 }] of run.layout.problem.jobs.entries())
    if (due !== undefined) sum += weight * Math.max(0, endOf(run, number) - due);
  return sum;
}

/** End of a job; -1 when it is left out. */
function endOf({ layout, ends }: PlantRun, job: number): number {
  return ends[layout.jobStarts[job + 1] - 1];
}

/** Operations not started yet that have another machine or start than before. */
function changesBetween(run: PlantRun, before: Plan, after: Plan): number {
  const places = new Map(
    before.operations.map((planned) => [`${planned.job}\u0000${planned.operation}`, planned]),
  );
  let changes = 0;
  for (const planned of after.operations) {
    if (run.starts[run.layout.operationOf(planned.job, planned.operation)] >= 0) continue;
    const old = places.get(`${planned.job}\u0000${planned.operation}`);
    if (old === undefined || old.machine !== planned.machine || old.start !== planned.start) changes++;
  }
  return changes;
}
