import {
  fingerprint,
  type NumberSchema,
  type Table,
  type TimestampSchema,
  type UnreadableColumn,
} from "../../data/index.js";
import { readTable } from "../../data/duckdb.js";
import type { ProgramInput, ReadSettings } from "../program.js";

/** The columns that the program reads. */
export type EnergySchema = {
  readonly datetime: TimestampSchema;
  readonly da_price: NumberSchema;
  readonly load_forecast: NumberSchema;
};

/** Other columns of a file are ignored. Negative prices are legal; a million for a MWh is a mistake. */
export const ENERGY_SCHEMA: EnergySchema = {
  datetime: { kind: "timestamp", interval: "1h" },
  da_price: { kind: "number", unit: "USD/MWh", maximum: 1e6, minimum: -1e6 },
  // No market is this small or this large: such values are GW or kW.
  load_forecast: { kind: "number", unit: "MW", minimum: 200, maximum: 1e7, outOfRange: "warn" },
};

/** An hourly table of the schema. */
export type EnergyTable = Table<{ readonly [Name in keyof EnergySchema]: EnergySchema[Name]["kind"] }>;

/** Prices and load forecasts, as read or simulated. */
export interface EnergyInput extends ProgramInput {
  readonly table: EnergyTable;
  readonly unreadable: readonly UnreadableColumn[];
}

/** Reads a CSV, CSV.gz or Parquet file. Throws `FS_DATA_*`. */
export async function readEnergyInput(path: string, settings: ReadSettings): Promise<EnergyInput> {
  const { table, source, unreadable } = await readTable(path, { columns: ENERGY_SCHEMA, ...settings });
  const { path: _, ...file } = source;
  const name = path.split(/[\\/]/).at(-1)!;
  return {
    table,
    unreadable,
    // The path says where somebody's files lie; the name and the fingerprint say what was read.
    origin: { simulated: false, description: name, file, fingerprint: await fingerprint(table) },
  };
}
