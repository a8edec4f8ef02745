import type { TableSchema } from "../../../data/index.js";

/** A column of an input table. A "time" is a number of the plan's unit, or a date and time. */
export interface FactoryColumn {
  readonly kind: "text" | "number" | "time";
  /** Whether every row must have a value. */
  readonly required?: boolean;
}

/** A table of the input. */
export interface FactoryTableSchema {
  readonly required?: boolean;
  readonly columns: Readonly<Record<string, FactoryColumn>>;
  /** What becomes of columns that are not named here: read as numbers, or left out. */
  readonly others?: "numbers";
}

/** Names of the tables. */
export type FactoryTableName =
  | "orders"
  | "routings"
  | "machines"
  | "calendars"
  | "unavailable"
  | "setups"
  | "precedences"
  | "history"
  | "work";

const text = { kind: "text" } as const;
const number = { kind: "number" } as const;
const time = { kind: "time" } as const;
const must = <Column extends FactoryColumn>(column: Column): Column & { readonly required: true } => ({
  ...column,
  required: true,
});

/** The tables that a plant is read from, and their columns; docs/factory.md says what each means. */
export const FACTORY_TABLES: Readonly<Record<FactoryTableName, FactoryTableSchema>> = {
  orders: {
    required: true,
    columns: {
      order: must(text),
      release: time,
      due: time,
      deadline: time,
      weight: number,
      unassigned_price: number,
    },
  },
  routings: {
    required: true,
    columns: {
      order: must(text),
      operation: must(text),
      step: number,
      machine: must(text),
      duration: must(number),
      family: text,
    },
  },
  machines: {
    required: true,
    columns: {
      machine: must(text),
      kind: text,
      maintenance_duration: number,
      maintenance_cost: number,
      repair_duration: number,
      repair_cost: number,
      initial_family: text,
      across_breaks: text,
    },
  },
  calendars: { columns: { machine: must(text), from: must(time), until: must(time) } },
  unavailable: { columns: { machine: must(text), from: must(time), until: must(time) } },
  setups: { columns: { machine: must(text), before: must(text), after: must(text), duration: must(number) } },
  precedences: {
    columns: {
      before_order: must(text),
      before_operation: must(text),
      after_order: must(text),
      after_operation: must(text),
      lag: number,
    },
  },
  history: {
    columns: { machine: must(text), life: text, working_time: must(number), event: text },
    others: "numbers",
  },
  work: { columns: { machine: must(text), family: text, planned: must(number), actual: must(number) } },
};

/** The names in the order in which tables are read. */
export const FACTORY_TABLE_NAMES: readonly FactoryTableName[] = Object.keys(
  FACTORY_TABLES,
) as FactoryTableName[];

/** The schema by which a table is read: times as texts, because they come as numbers or as dates. */
export function readingSchema(name: FactoryTableName, sensors: readonly string[] = []): TableSchema {
  const { columns } = FACTORY_TABLES[name];
  return Object.fromEntries([
    ...Object.entries(columns).map(([column, { kind, required = false }]) => [
      column,
      {
        kind: kind === "number" ? "number" : "text",
        ...(required ? { maximumMissingShare: 0 } : { optional: true, maximumMissingShare: 1 }),
        ...(kind === "number" && PLAIN_NUMBER),
      },
    ]),
    ...sensors.map((sensor) => [
      sensor,
      { kind: "number", optional: true, maximumMissingShare: 1, ...PLAIN_NUMBER },
    ]),
  ]);
}

/** Rows of these tables are no time series: what a number was in the row before says nothing. */
const PLAIN_NUMBER = { stuckAfter: false, spikeAbove: false, unitJump: false } as const;
