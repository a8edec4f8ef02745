import type { Job, Plan, ScheduleProblem, SharedResource } from "../../../schedule/index.js";
import type { MachineCare, Occasion } from "../plant.js";
import { serviceTime, workingTime, type OpenTime } from "./open-time.js";

/** A precedence into an operation. */
export interface Predecessor {
  readonly operation: number;
  readonly lag: number;
}

/** An occasion with numbers for names: what a simulation looks up. Operations are numbered by job and routing. */
export interface PlantLayout {
  readonly occasion: Occasion;
  readonly problem: ScheduleProblem;
  readonly machines: number;
  readonly operations: number;
  /** [jobs + 1] first operation of each job */
  readonly jobStarts: Int32Array;
  /** [operations] */
  readonly jobOf: Int32Array;
  /** [operations, machines] planned working time; 0 where the machine cannot do it */
  readonly durations: Int32Array;
  /** [operations] */
  readonly families: readonly (string | undefined)[];
  /** [operations] all that must be over before, the one before in the routing included */
  readonly predecessors: readonly (readonly Predecessor[])[];
  /** [operations] */
  readonly needs: readonly (readonly { readonly resource: number; readonly amount: number }[])[];
  readonly resources: readonly SharedResource[];
  /** Whether any operation needs one. */
  readonly sharesTools: boolean;
  /** [machines] */
  readonly working: readonly OpenTime[];
  /** [machines] */
  readonly service: readonly OpenTime[];
  /** [machines] */
  readonly care: readonly MachineCare[];
  machineOf(id: string): number;
  operationOf(job: string, operation: string): number;
  /** A plan's operations in numbers; those of the same list only once. */
  numbered(operations: Plan["operations"]): readonly NumberedOperation[];
}

/** A planned operation in numbers. */
export interface NumberedOperation {
  readonly operation: number;
  readonly machine: number;
  readonly start: number;
}

const layouts = new WeakMap<Occasion, PlantLayout>();

/** The layout of an occasion; made once. */
export function plantLayout(occasion: Occasion): PlantLayout {
  const known = layouts.get(occasion);
  if (known !== undefined) return known;
  const layout = layoutOf(occasion);
  layouts.set(occasion, layout);
  return layout;
}

function layoutOf(occasion: Occasion): PlantLayout {
  const { problem } = occasion;
  const machineNumbers = new Map(problem.machines.map(({ id }, index) => [id, index]));
  const resources = problem.resources ?? [];
  const resourceNumbers = new Map(resources.map(({ id }, index) => [id, index]));
  const jobStarts = new Int32Array(problem.jobs.length + 1);
  for (const [job, { operations }] of problem.jobs.entries())
    jobStarts[job + 1] = jobStarts[job] + operations.length;
  const count = jobStarts[problem.jobs.length];
  const all = problem.jobs.flatMap((job, number) =>
    job.operations.map((operation, place) => ({ job, number, operation, place })),
  );
  const operationNumbers = new Map(
    all.map(({ job, operation }, index) => [key(job.id, operation.id), index]),
  );
  const durations = new Int32Array(count * problem.machines.length);
  for (const [index, { operation }] of all.entries())
    for (const { machine, duration } of operation.alternatives)
      durations[index * problem.machines.length + machineNumbers.get(machine)!] = duration;
  const predecessors: Predecessor[][] = all.map(({ place }, index) =>
    place === 0 ? [] : [{ operation: index - 1, lag: 0 }],
  );
  for (const { before, after, lag = 0 } of problem.precedences ?? [])
    predecessors[operationNumbers.get(key(after.job, after.operation))!].push({
      operation: operationNumbers.get(key(before.job, before.operation))!,
      lag,
    });
  const operationOf = (job: string, operation: string): number => operationNumbers.get(key(job, operation))!;
  const lists = new WeakMap<Plan["operations"], readonly NumberedOperation[]>();
  return {
    occasion,
    problem,
    numbered(operations) {
      const known =
        lists.get(operations) ??
        operations.map(({ job, operation, machine, start }) => ({
          operation: operationOf(job, operation),
          machine: machineNumbers.get(machine)!,
          start,
        }));
      lists.set(operations, known);
      return known;
    },
    machines: problem.machines.length,
    operations: count,
    jobStarts,
    jobOf: Int32Array.from(all, ({ number }) => number),
    durations,
    families: all.map(({ operation }) => operation.family),
    predecessors,
    needs: all.map(({ operation }) =>
      (operation.needs ?? []).map(({ resource, amount }) => ({
        resource: resourceNumbers.get(resource)!,
        amount,
      })),
    ),
    resources,
    sharesTools: all.some(({ operation }) => (operation.needs ?? []).length > 0),
    working: problem.machines.map(workingTime),
    service: problem.machines.map(serviceTime),
    care: occasion.care,
    machineOf: (id) => machineNumbers.get(id)!,
    operationOf,
  };
}

/** Names may hold any sign but this one. */
function key(job: Job["id"], operation: string): string {
  return `${job}\u0000${operation}`;
}
