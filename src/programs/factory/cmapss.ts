import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { ForesolveError } from "../../errors.js";
import { randomStream } from "../../math/index.js";
import type { Plant } from "./factory-plant.js";
import { conditionOf } from "./machine-condition.js";
import { partLives, type MachineLife } from "./machine-life.js";
import { simulatePlant } from "./simulate-plant.js";

/** Unit, cycle, three settings, 21 sensors. */
const COLUMNS = 26;
const FIRST_SENSOR = 5;
/** Share of the engines that are tested on. */
const TEST_SHARE = 0.4;
const KIND = "turbofan";

/** Engines run to failure, and the sensors that move at all. */
export interface CmapssEngines {
  /** "sensor 2" and so on, as the data set numbers them. */
  readonly sensors: readonly string[];
  /** Ages in cycles. */
  readonly lives: readonly MachineLife[];
}

/**
 * Reads a training file of NASA's C-MAPSS data (Saxena, Goebel, Simon and Eklund, "Damage propagation modeling for
 * aircraft engine run-to-failure simulation", PHM 2008): text, or text compressed with gzip; each engine fails at its last
 * cycle. Sensors that never move are left out.
 *
 * @throws FS_DATA_FILE_NOT_FOUND, FS_DATA_FILE_MALFORMED with the line.
 */
export async function readCmapss(path: string): Promise<CmapssEngines> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new ForesolveError("FS_DATA_FILE_NOT_FOUND", {
      message: `There is no readable file "${path}".`,
      fix: "Name the file train_FD001.txt of the C-MAPSS data, or its .gz.",
      data: { path },
      cause,
    });
  });
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isGzip ? gunzipSync(bytes) : bytes).toString("utf8");
  const engines = new Map<number, number[][]>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const values = line.trim().split(/\s+/).map(Number);
    const [unit, cycle] = values;
    const rows = engines.get(unit) ?? [];
    engines.set(unit, rows);
    const isWhole = values.length === COLUMNS && values.every((value) => Number.isFinite(value));
    if (!isWhole || cycle !== rows.length + 1)
      throw new ForesolveError("FS_DATA_FILE_MALFORMED", {
        message: `Line ${index + 1} of "${path}" is not cycle ${rows.length + 1} of an engine with ${COLUMNS} numbers: ${line.slice(0, 60)}`,
        fix: "Use the file train_FD001.txt as NASA published it; altered copies are about.",
        data: { path, line: index + 1 },
      });
    rows.push(values);
  }
  const all = [...engines.values()];
  const moving: number[] = [];
  for (let column = FIRST_SENSOR; column < COLUMNS; column++)
    if (all.some((rows) => rows.some((row) => row[column] !== all[0][0][column]))) moving.push(column);
  return {
    sensors: moving.map((column) => `sensor ${column - FIRST_SENSOR + 1}`),
    lives: Array.from(engines, ([unit, rows]) => ({
      id: `engine ${unit}`,
      machine: KIND,
      ages: Float64Array.from(rows, (row) => row[1]),
      readings: Float64Array.from(rows.flatMap((row) => moving.map((column) => row[column]))),
      end: rows.length,
      failed: true,
    })),
  };
}

/**
 * The demo plant with the lives of turbofan engines in its machines: orders, prices of care and durations are those of
 * `simulatePlant`, wear and sensors are NASA's. Machines are of one kind; engines are split into those to learn from and those
 * to test on, the same for every seed.
 *
 * @param minutesPerCycle working time that a cycle stands for; at the default an engine lasts as long as a machine of the
 * demo plant
 */
export function cmapssPlant(
  { sensors, lives }: CmapssEngines,
  seed: number,
  { minutesPerCycle = 25 }: { readonly minutesPerCycle?: number } = {},
): Plant {
  const base = simulatePlant(seed);
  const scaled = lives.map((life) => ({
    ...life,
    ages: life.ages.map((age) => (age - 1) * minutesPerCycle),
    end: life.end * minutesPerCycle,
  }));
  const kinds = Object.fromEntries(
    [KIND, ...base.care.map(({ machine }) => machine)].map((name) => [name, KIND]),
  );
  const { growing, tuning } = partLives(scaled, kinds, "test engines", TEST_SHARE);
  const random = randomStream(seed).split("engines");
  return {
    ...base,
    name: `demo plant with C-MAPSS lives, seed ${seed}`,
    history: { sensors, lives: growing, kinds, work: base.history.work },
    testLives: tuning,
    today: {
      ...base.today,
      conditions: base.care.map(({ machine }) => {
        const life = tuning[random.integer(tuning.length)];
        return { ...conditionOf(life, sensors, Math.floor(random.uniform() * life.end)), machine };
      }),
    },
  };
}
