import {
  fingerprint,
  type NumberSchema,
  type Table,
  type TimestampSchema,
  type UnreadableColumn,
} from "../../data/index.js";
import { readTable } from "../../data/duckdb.js";
import type { ProgramInput } from "../program.js";

/** The columns that the program reads. */
export type EnergySchema = {
  readonly datetime: TimestampSchema;
  readonly da_price: NumberSchema;
  readonly load_forecast: NumberSchema;
  readonly temp_dca: NumberSchema;
};

/** Other columns of a file are ignored. Prices have no limits: negative ones are legal. */
export const ENERGY_SCHEMA: EnergySchema = {
  datetime: { kind: "timestamp", interval: "1h" },
  da_price: { kind: "number", unit: "USD/MWh" },
  load_forecast: { kind: "number", unit: "MW", minimum: 0 },
  temp_dca: { kind: "number", unit: "F", optional: true },
};

/** An hourly table of the schema. */
export type EnergyTable = Table<{ readonly [Name in keyof EnergySchema]: EnergySchema[Name]["kind"] }>;

/** Prices and load forecasts, as read or simulated. */
export interface EnergyInput extends ProgramInput {
  readonly table: EnergyTable;
  readonly unreadable: readonly UnreadableColumn[];
}

/** Reads a CSV, CSV.gz or Parquet file. Throws `FS_DATA_*`. */
export async function readEnergyInput(path: string): Promise<EnergyInput> {
  const { table, source, unreadable } = await readTable(path, { columns: ENERGY_SCHEMA });
  const { path: _, ...file } = source;
  const name = path.split(/[\\/]/).at(-1)!;
  return {
    table,
    unreadable,
    // The path says where somebody's files lie; the name and the fingerprint say what was read.
    origin: { simulated: false, description: name, file, fingerprint: await fingerprint(table) },
  };
}
