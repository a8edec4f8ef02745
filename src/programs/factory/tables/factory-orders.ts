import type { Alternative, Job, Operation, Precedence } from "../../../schedule/index.js";
import type { FindingList } from "./findings.js";
import { numberAt, textAt, type RawTable, type RawTables } from "./raw-table.js";
import { listed, type RowReader } from "./row-reader.js";

/** Orders with their routings. */
export function readJobs(tables: RawTables, machines: ReadonlySet<string>, reader: RowReader): Job[] {
  const raw = tables.orders!;
  const { found } = reader;
  const orders = new Set<string>();
  for (let row = 0; row < raw.table.rows; row++) orders.add(textAt(raw, "order", row) ?? "");
  const routings = readRoutings(tables.routings!, orders, machines, found);
  const jobs = new Map<string, Job>();
  for (let row = 0; row < raw.table.rows; row++) {
    const id = textAt(raw, "order", row);
    if (id === null) continue;
    if (jobs.has(id)) {
      found.add(
        "duplicate-id",
        "block",
        "orders",
        row,
        `Order "${id}" has two rows.`,
        "Keep one of them, or give the second order an id of its own.",
      );
      continue;
    }
    const operations = routings.get(id);
    if (operations === undefined) {
      found.add(
        "order-without-routing",
        "block",
        "orders",
        row,
        `Order "${id}" has no operation in the table routings.`,
        "Add its routing, or remove the order.",
      );
      continue;
    }
    const release = reader.time(raw, "release", row);
    const due = reader.time(raw, "due", row);
    const deadline = reader.time(raw, "deadline", row);
    const weight = numberAt(raw, "weight", row);
    const unassignedPrice = numberAt(raw, "unassigned_price", row);
    jobs.set(id, {
      id,
      operations,
      ...(release !== undefined && { release }),
      ...(due !== undefined && { due }),
      ...(deadline !== undefined && { deadline }),
      ...(!Number.isNaN(weight) && { weight }),
      ...(!Number.isNaN(unassignedPrice) && { unassignedPrice }),
    });
  }
  return [...jobs.values()];
}

/** Operations of each order, by step where steps are given and as they come otherwise. */
function readRoutings(
  raw: RawTable,
  orders: ReadonlySet<string>,
  machines: ReadonlySet<string>,
  found: FindingList,
): Map<string, Operation[]> {
  const routings = new Map<
    string,
    Map<string, { step: number; family: string | null; alternatives: Alternative[] }>
  >();
  for (let row = 0; row < raw.table.rows; row++) {
    const order = textAt(raw, "order", row);
    const id = textAt(raw, "operation", row);
    const machine = textAt(raw, "machine", row);
    if (order === null || id === null || machine === null) continue;
    if (!orders.has(order)) {
      found.add(
        "unknown-order",
        "warn",
        "routings",
        row,
        `Order "${order}" of the table routings is not in the table orders; its operations are left out.`,
        "Add the order, or correct its id.",
      );
      continue;
    }
    const operations = routings.get(order) ?? new Map();
    routings.set(order, operations);
    const operation = operations.get(id) ?? {
      step: Infinity,
      family: null,
      alternatives: [] as Alternative[],
    };
    operations.set(id, operation);
    const step = numberAt(raw, "step", row);
    if (!Number.isNaN(step)) operation.step = Math.min(operation.step, step);
    operation.family ??= textAt(raw, "family", row);
    if (!machines.has(machine)) {
      found.add(
        "unknown-machine",
        "block",
        "routings",
        row,
        `Operation "${id}" of order "${order}" is to be done on machine "${machine}", which is not in the table machines.`,
        `Add it to machines, or correct the name: there are ${listed(machines)}.`,
        { cause: machine },
      );
      continue;
    }
    const duration = numberAt(raw, "duration", row);
    if (!(duration > 0) || !Number.isInteger(duration)) {
      if (Number.isNaN(duration)) continue;
      found.add(
        "invalid-duration",
        "block",
        "routings",
        row,
        `Operation "${id}" of order "${order}" takes ${duration} on machine "${machine}".`,
        duration > 0
          ? "Durations are whole numbers: round it, or give all times in a smaller unit."
          : "Give a duration above 0, or remove the row.",
        { column: "duration", cause: duration > 0 ? "fraction" : "not above 0" },
      );
      continue;
    }
    if (operation.alternatives.some((alternative: Alternative) => alternative.machine === machine)) {
      found.add(
        "duplicate-id",
        "block",
        "routings",
        row,
        `Operation "${id}" of order "${order}" has two rows for machine "${machine}".`,
        "Keep one of them, or give the second operation an id of its own.",
      );
      continue;
    }
    operation.alternatives.push({ machine, duration });
  }
  return new Map(
    Array.from(routings, ([order, operations]) => [
      order,
      Array.from(operations, ([id, operation]) => ({ id, ...operation }))
        // A stable sort: without steps the order of the rows counts.
        .sort((a, b) => (a.step === b.step ? 0 : a.step - b.step))
        .map(({ id, alternatives, family }) => ({ id, alternatives, ...(family !== null && { family }) })),
    ]),
  );
}

/** What waits for operations of other orders. */
export function readPrecedences(tables: RawTables, jobs: readonly Job[], { found }: RowReader): Precedence[] {
  const raw = tables.precedences;
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const precedences: Precedence[] = [];
  if (raw === undefined) return precedences;
  for (let row = 0; row < raw.table.rows; row++) {
    const sides = (["before", "after"] as const).map((side) => ({
      job: textAt(raw, `${side}_order`, row) ?? "",
      operation: textAt(raw, `${side}_operation`, row) ?? "",
    }));
    const unknown = sides.find(
      ({ job, operation }) => !byId.get(job)?.operations.some(({ id }) => id === operation),
    );
    if (unknown !== undefined) {
      found.add(
        "unknown-order",
        "block",
        "precedences",
        row,
        `There is no operation "${unknown.operation}" of order "${unknown.job}".`,
        "Correct the names, or remove the row.",
      );
      continue;
    }
    const lag = numberAt(raw, "lag", row);
    precedences.push({ before: sides[0], after: sides[1], ...(!Number.isNaN(lag) && { lag }) });
  }
  return precedences;
}
