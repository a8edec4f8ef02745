import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ForesolveError } from "../../src/errors.js";
import { readTable } from "../../src/data/duckdb.js";
import { drawCase, type CaseRows, type CaseStructure, type RegretCase } from "./regret-case.js";

/** What the .json file of a case says. */
interface CaseFile {
  readonly problem: string;
  readonly deg?: number;
  readonly noise?: number;
  readonly seed?: number;
  readonly grid?: readonly [number, number];
  readonly arcs?: readonly (readonly [number, number])[];
  readonly source?: number;
  readonly sink?: number;
  readonly weights?: readonly (readonly number[])[];
  readonly capacity?: readonly number[];
}

/**
 * Every case of a folder: STEM.json with the problem, STEM_train.csv.gz and STEM_test.csv.gz with the columns x0, x1, ...
 * (features) and c0, c1, ... (costs). Where the file says which law and seed it was drawn with, and drawing gives the
 * same costs, the true conditional means are known too.
 *
 * @throws ForesolveError `FS_DATA_FILE_NOT_FOUND` for a folder without cases, `FS_DATA_INVALID_ARGUMENT` for a problem that
 * is none of the known ones, and what reading throws.
 */
export async function readCases(folder: string): Promise<RegretCase[]> {
  const stems = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .toSorted();
  if (stems.length === 0) {
    throw new ForesolveError("FS_DATA_FILE_NOT_FOUND", {
      message: `The folder ${folder} has no .json file that describes a case.`,
      fix: "Name a folder with STEM.json, STEM_train.csv.gz and STEM_test.csv.gz.",
      data: { folder },
    });
  }
  const cases: RegretCase[] = [];
  for (const stem of stems) cases.push(await readCase(folder, stem));
  return cases;
}

/** One case of a folder. */
export async function readCase(folder: string, stem: string): Promise<RegretCase> {
  const file = JSON.parse(readFileSync(join(folder, `${stem}.json`), "utf8")) as CaseFile;
  const train = await readRows(join(folder, `${stem}_train.csv.gz`));
  const test = await readRows(join(folder, `${stem}_test.csv.gz`));
  return {
    name: stem,
    structure: structureOf(stem, file),
    train,
    test,
    testMeans: meansOf(file, train, test),
  };
}

function structureOf(stem: string, file: CaseFile): CaseStructure {
  const { problem, arcs, weights, capacity, source = 0 } = file;
  if (problem === "sp" && arcs !== undefined) {
    const nodes = 1 + Math.max(...arcs.flat());
    return {
      kind: "shortest path",
      nodes,
      tails: arcs.map(([tail]) => tail),
      heads: arcs.map(([, head]) => head),
      source,
      target: file.sink ?? nodes - 1,
    };
  }
  if (problem === "ks" && weights !== undefined && capacity !== undefined)
    return { kind: "knapsack", weights: weights.flat(), capacities: capacity };
  throw new ForesolveError("FS_DATA_INVALID_ARGUMENT", {
    message: `${stem}.json describes a problem "${problem}" that cannot be read.`,
    fix: 'Use "sp" with arcs, source and sink, or "ks" with weights and capacity.',
    data: { stem, problem },
  });
}

async function readRows(path: string): Promise<CaseRows> {
  const header = gunzipSync(readFileSync(path)).toString("utf8").split("\n", 1)[0]!.trim().split(",");
  const featureNames = header.filter((name) => /^x\d+$/.test(name));
  const costNames = header.filter((name) => /^c\d+$/.test(name));
  const names = [...featureNames, ...costNames];
  const { table } = await readTable(path, {
    columns: Object.fromEntries(names.map((name) => [name, { kind: "number", unit: "1" } as const])),
  });
  const rows = table.rows;
  return {
    rows,
    columns: featureNames.length,
    dimension: costNames.length,
    features: interleave(
      featureNames.map((name) => table.number(name)),
      rows,
    ),
    costs: interleave(
      costNames.map((name) => table.number(name)),
      rows,
    ),
  };
}

function interleave(columns: readonly Float64Array[], rows: number): Float64Array {
  const flat = new Float64Array(rows * columns.length);
  columns.forEach((column, k) => {
    for (let row = 0; row < rows; row++) flat[row * columns.length + k] = column[row]!;
  });
  return flat;
}

/** The true conditional means of the test rows, if drawing the file's law gives the file's costs. */
function meansOf(
  { problem, deg, noise, seed, grid }: CaseFile,
  train: CaseRows,
  test: CaseRows,
): Float64Array | null {
  if (deg === undefined || noise === undefined || seed === undefined) return null;
  if ((problem !== "sp" && problem !== "ks") || (grid !== undefined && grid[0] !== grid[1])) return null;
  const drawn = drawCase("", {
    problem,
    degree: deg,
    noise,
    seed,
    columns: train.columns,
    trainRows: train.rows,
    testRows: test.rows,
    ...(grid && { side: grid[0] }),
  });
  const isSame = (found: Float64Array, given: Float64Array): boolean =>
    found.length === given.length && found.every((value, k) => value === given[k]);
  return isSame(drawn.train.costs, train.costs) && isSame(drawn.test.costs, test.costs)
    ? drawn.testMeans
    : null;
}
