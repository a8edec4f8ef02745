import { readFile, stat } from "node:fs/promises";
import { fingerprint, table, textColumn } from "../../data/index.js";
import { ForesolveError } from "../../errors.js";
import {
  flexibleJobShopProblem,
  jobShopProblem,
  readFlexibleJobShop,
  readJobShop,
  readSchedule,
  type ScheduleProblem,
} from "../../schedule/index.js";
import type { ReadSettings } from "../program.js";
import { inputOfTables, type FactoryInput } from "./factory-input.js";
import { factoryTablesOf, readFactoryFolder } from "./tables/read-factory-tables.js";

/**
 * Reads a plant: a folder with a CSV, TSV, Parquet or JSON file for each table, or one JSON file with all tables. Plants
 * without history come from a problem that `writeSchedule` wrote (.json), a job shop (.txt, .jsp) or a flexible job shop
 * (.fjs) in the standard text formats.
 *
 * @throws FS_DATA_* for files that cannot be read and tables or columns that are missing; FS_SCHEDULE_FILE_* for a problem
 * or a shop that cannot be read. What is wrong with values is in the input's findings and comes out of the check.
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
  const extension = /\.(json|txt|jsp|fjs)$/i.exec(path)?.[1].toLowerCase();
  if (extension === undefined)
    throw new ForesolveError("FS_DATA_FORMAT_UNSUPPORTED", {
      message: `"${path}" is no folder of tables, and ends in none of .json, .txt, .jsp, .fjs.`,
      fix: "Name the folder that holds orders.csv, routings.csv and machines.csv, a JSON file of tables, or a job-shop file.",
      data: { path },
    });
  const text = await readFile(path, "utf8");
  if (extension === "json" && !/"format"\s*:\s*"foresolve-schedule"/.test(text.slice(0, 200)))
    return await inputOfTables(name, factoryTablesOf(text, path), null);
  return {
    origin: {
      simulated: false,
      description: name,
      file: null,
      fingerprint: await fingerprint(table({ text: textColumn([text]) })),
    },
    tables: [],
    problem: problemOf(text, extension, name),
    care: [],
    history: null,
    findings: [],
    simulated: null,
  };
}

function problemOf(text: string, extension: string, name: string): ScheduleProblem {
  if (extension === "json") return readSchedule(text).problem;
  if (extension === "fjs") return flexibleJobShopProblem(name, readFlexibleJobShop(text));
  return jobShopProblem(readJobShop(text, { name }));
}
