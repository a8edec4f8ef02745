import { formatTimestamp } from "../../data/index.js";
import { inputOfTables, type FactoryInput } from "./factory-input.js";
import type { Plant } from "./factory-plant.js";
import type { MachineLife } from "./machine-life.js";
import { simulatePlant } from "./simulate-plant.js";
import { FACTORY_TABLE_NAMES, type FactoryTableName } from "./tables/factory-schema.js";
import { recordsTable, type RawTables } from "./tables/raw-table.js";

const MINUTE_MS = 60_000;

/** The demo plant of a seed as an input: its tables go through the same reading and checks as real ones. */
export async function simulateFactoryInput(seed: number): Promise<FactoryInput> {
  const plant = simulatePlant(seed);
  const rows = plantTables(plant);
  const tables: RawTables = Object.fromEntries(
    FACTORY_TABLE_NAMES.filter((name) => rows[name].length > 0).map((name) => [
      name,
      recordsTable(name, rows[name]),
    ]),
  );
  return await inputOfTables(`simulated data, seed ${seed}`, tables, plant);
}

type Rows = Readonly<Record<string, string | number | null>>[];

/** A plant as rows of the input tables: what `JSON.stringify` of it writes, `readFactoryInput` reads. */
export function plantTables({ today, care, history }: Plant): Record<FactoryTableName, Rows> {
  const running = new Set(
    today.conditions.map(({ machine, age }) =>
      history.lives.findLast((life) => life.machine === machine && !life.failed && life.end === age),
    ),
  );
  const { machines, jobs, precedences = [], epochMs } = today.problem;
  const time = (value: number | undefined): string | number | null => {
    if (value === undefined) return null;
    return epochMs === undefined ? value : formatTimestamp(epochMs + value * MINUTE_MS);
  };
  const intervals = (key: "working" | "unavailable"): Rows =>
    machines.flatMap((machine) =>
      (machine[key] ?? []).map(({ from, until }) => ({
        machine: machine.id,
        from: time(from),
        until: time(until),
      })),
    );
  return {
    orders: jobs.map((job) => ({
      order: job.id,
      release: time(job.release),
      due: time(job.due),
      deadline: time(job.deadline),
      weight: job.weight ?? null,
      unassigned_price: job.unassignedPrice ?? null,
    })),
    routings: jobs.flatMap((job) =>
      job.operations.flatMap((operation, step) =>
        operation.alternatives.map(({ machine, duration }) => ({
          order: job.id,
          operation: operation.id,
          step: step + 1,
          machine,
          duration,
          family: operation.family ?? null,
        })),
      ),
    ),
    machines: machines.map((machine, at) => ({
      machine: machine.id,
      kind: history.kinds[machine.id] ?? null,
      maintenance_duration: care[at]?.maintenanceDuration ?? null,
      maintenance_cost: care[at]?.maintenanceCost ?? null,
      repair_duration: care[at]?.repairDuration ?? null,
      repair_cost: care[at]?.repairCost ?? null,
      initial_family: machine.setups?.initial ?? null,
      across_breaks: machine.acrossBreaks ?? null,
    })),
    calendars: intervals("working"),
    unavailable: intervals("unavailable"),
    setups: machines.flatMap(({ id, setups }) =>
      Object.entries(setups?.times ?? {}).flatMap(([before, row]) =>
        Object.entries(row).map(([after, duration]) => ({ machine: id, before, after, duration })),
      ),
    ),
    precedences: precedences.map(({ before, after, lag }) => ({
      before_order: before.job,
      before_operation: before.operation,
      after_order: after.job,
      after_operation: after.operation,
      lag: lag ?? null,
    })),
    history: history.lives.flatMap((life) => lifeRows(life, history.sensors, running.has(life))),
    work: history.work.map((record) => ({ ...record })),
  };
}

/** Readings, and a last row that says how the life ended. */
function lifeRows(life: MachineLife, sensors: readonly string[], isRunning: boolean): Rows {
  const head = { machine: life.machine, life: life.id.slice(life.id.indexOf("/") + 1) };
  const rows = Array.from(life.ages, (age, at) => {
    const row: Record<string, string | number | null> = { ...head, working_time: age, event: null };
    sensors.forEach((sensor, column) => (row[sensor] = life.readings[at * sensors.length + column]));
    return row;
  });
  rows.push({
    ...head,
    working_time: life.end,
    event: life.failed ? "failure" : isRunning ? null : "maintenance",
  });
  return rows;
}
