import type { CostCurve, MaintenanceTask, Plan, PlannedMaintenance } from "../../../schedule/index.js";
import type { BreakdownPath } from "../plant.js";
import type { PlantLayout } from "../simulation/plant-layout.js";
import { PlantRun } from "../simulation/plant-run.js";
import { planOf } from "../simulation/realised-plan.js";
import { tardinessCost } from "../simulation/simulate-breakdowns.js";
import { interpolated } from "./work-profile.js";

const UNEVENTFUL: BreakdownPath = { lives: [], repairFactors: [], durationFactors: [] };

/**
 * Where maintenance goes into a plan of the orders: each task, the most worthwhile first, before that operation of its
 * machine (or after the last) where its cost and the tardiness of what it moves to the right are least; or nowhere, when
 * leaving it out costs less. Starts are those of the plan of the orders; `withMaintenance` moves what follows.
 */
export function insertMaintenance(
  layout: PlantLayout,
  orders: Plan,
  tasks: readonly MaintenanceTask[],
): PlannedMaintenance[] {
  let placed: PlannedMaintenance[] = [];
  let tardiness = tardinessCost(carriedOut(layout, orders, placed));
  for (const task of tasks.toSorted((a, b) => gainOf(b) - gainOf(a))) {
    let best = { tardiness, own: task.skipCost ?? Infinity, placed };
    for (const start of openings(orders, task)) {
      // Maintenance makes no order earlier: where its own cost is too high, nothing needs to be simulated.
      if (tardiness + lowestCostFrom(task.cost, start) >= best.tardiness + best.own) continue;
      const more = [...placed, placedAt(task, start)];
      const run = carriedOut(layout, orders, more);
      const done = run.maintenance.find((one) => one.task === task.id)!;
      const own = costAt(task.cost, done.start);
      const late = tardinessCost(run);
      if (late + own < best.tardiness + best.own) best = { tardiness: late, own, placed: more };
    }
    ({ tardiness, placed } = best);
  }
  return placed;
}

/** A plan of orders with maintenance put in, everything as early as its order on the machines lets it. */
export function withMaintenance(
  layout: PlantLayout,
  orders: Plan,
  placed: readonly PlannedMaintenance[],
): Plan {
  return placed.length === 0 ? orders : planOf(carriedOut(layout, orders, placed), orders.unassigned);
}

/** A task at a time. */
function placedAt({ id, machine, duration }: MaintenanceTask, start: number): PlannedMaintenance {
  return { task: id, machine, start, end: start + duration };
}

/** Starts of what a machine does and the end of it, those of the least cost of the task first. */
function openings({ operations }: Plan, task: MaintenanceTask): number[] {
  const earliest = task.earliestStart ?? 0;
  const own = operations.filter(({ machine }) => machine === task.machine);
  const times = [
    earliest,
    ...own.map(({ start }) => start),
    Math.max(earliest, ...own.map(({ end }) => end)),
  ];
  return [...new Set(times)]
    .filter((time) => time >= earliest)
    .sort((a, b) => costAt(task.cost, a) - costAt(task.cost, b) || a - b);
}

/** Value of a cost curve. */
export function costAt(curve: CostCurve | undefined, time: number): number {
  return curve === undefined ? 0 : interpolated(curve.times, curve.costs, time);
}

function carriedOut(layout: PlantLayout, orders: Plan, placed: readonly PlannedMaintenance[]): PlantRun {
  const run = new PlantRun(layout, UNEVENTFUL, { ...orders, maintenance: placed });
  run.advance(false);
  return run;
}

function gainOf({ cost, skipCost = Infinity }: MaintenanceTask): number {
  return skipCost - (cost === undefined ? 0 : Math.min(...cost.costs));
}

/** The least that a task can cost when it starts at a time or later. */
function lowestCostFrom(curve: CostCurve | undefined, time: number): number {
  if (curve === undefined) return 0;
  let lowest = costAt(curve, time);
  for (const [point, cost] of curve.costs.entries())
    if (curve.times[point] > time) lowest = Math.min(lowest, cost);
  return lowest;
}
