import { readFile, stat } from "node:fs/promises";
import { fingerprint, table, textColumn } from "../../data/index.js";
import { ForesolveError } from "../../errors.js";
import { readJobShop, type ScheduleProblem } from "../../schedule/index.js";
import type { ReadSettings } from "../program.js";
import { inputOfTables, type FactoryInput } from "./factory-input.js";
import { jobShopProblem } from "./tables/job-shop-problem.js";
import { readFactoryFolder, readFactoryJson } from "./tables/read-factory-tables.js";

/**
 * Reads a plant: a folder with a CSV, TSV, Parquet or JSON file for each table; one JSON file with all tables; or a job
 * shop in the standard text format (.txt, .jsp), which has no history.
 *
 * @throws FS_DATA_* for files that cannot be read and tables or columns that are missing; FS_SCHEDULE_FILE_MALFORMED for a
 * job-shop file. What is wrong with the values is in the input's findings and comes out of the check.
 */
export async function readFactoryInput(path: string, settings: ReadSettings): Promise<FactoryInput> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new ForesolveError("FS_DATA_FILE_NOT_FOUND", {
      message: `There is no file or folder "${path}".`,
      fix: "Check the path, and the folder that the program was started in.",
      data: { path },
      cause,
    });
  });
  // The path says where somebody's files lie; the name and the fingerprint say what was read.
  const name = path.split(/[\\/]/).findLast((part) => part !== "")!;
  if (found.isDirectory()) return await inputOfTables(name, await readFactoryFolder(path, settings), null);
  if (/\.json$/i.test(path)) return await inputOfTables(name, await readFactoryJson(path), null);
  const reader = JOB_SHOP_READERS.find(({ extension }) => extension.test(path));
  if (reader === undefined)
    throw new ForesolveError("FS_DATA_FORMAT_UNSUPPORTED", {
      message: `"${path}" is no folder of tables, and ends in none of .json, .txt, .jsp.`,
      fix: "Name the folder that holds orders.csv, routings.csv and machines.csv, a JSON file of tables, or a job-shop file.",
      data: { path },
    });
  const text = await readFile(path, "utf8");
  return {
    origin: {
      simulated: false,
      description: name,
      file: null,
      fingerprint: await fingerprint(table({ text: textColumn([text]) })),
    },
    tables: [],
    problem: reader.read(text, name),
    care: [],
    history: null,
    findings: [],
    simulated: null,
  };
}

/** Text formats of shops without history. */
const JOB_SHOP_READERS: readonly {
  readonly extension: RegExp;
  readonly read: (text: string, name: string) => ScheduleProblem;
}[] = [{ extension: /\.(txt|jsp)$/i, read: (text, name) => jobShopProblem(readJobShop(text, { name })) }];
