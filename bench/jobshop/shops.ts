import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { ForesolveError } from "../../src/errors.js";
import { randomStream } from "../../src/math/index.js";
import { readJobShop, taillardJobShop, TAILLARD_INSTANCES } from "../../src/schedule/index.js";

/** Machine and duration. */
export type Way = readonly [machine: number, duration: number];

/** An instance to measure on. */
export interface Shop {
  readonly name: string;
  /** Whose mean it counts in: "ta", "mk". */
  readonly family: string;
  /** The least makespan known; null where nobody says. */
  readonly bestKnown: number | null;
  /** For each job its operations; null for a flexible job shop. */
  readonly routings: readonly (readonly Way[])[] | null;
  /** For each job and operation the machines that can do it; null for a job shop. */
  readonly flexible: readonly (readonly (readonly Way[])[])[] | null;
}

/** The instances of a file, or Taillard's from their seeds where there is no file. */
export function readShops(path: string | undefined): readonly Shop[] {
  if (path === undefined)
    return Array.from({ length: TAILLARD_INSTANCES }, (_, index) => ofInstance(taillardJobShop(index + 1)));
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ForesolveError("FS_DATA_FILE_NOT_FOUND", {
      message: `The file of job shops "${path}" cannot be read.`,
      fix: "Pass the path of a JSON file with instances, or of one instance in the standard text format.",
      data: { path },
      cause,
    });
  }
  if (!text.trimStart().startsWith("{"))
    return [ofInstance(readJobShop(text, { name: basename(path).replace(/\.[^.]*$/, "") }))];
  let instances: unknown;
  try {
    ({ instances } = JSON.parse(text) as { instances?: unknown });
  } catch (cause) {
    throw malformed(path, "it is not JSON", cause);
  }
  if (!Array.isArray(instances)) throw malformed(path, "it has no list named instances");
  return instances.map((instance, index) => shopOf(path, instance, index));
}

/**
 * Of some instances those that are named: by name (ta01), family (ta) or range (ta01-ta50); all where nothing is named. Of
 * these, `sample` drawn by the seed, in their own order.
 */
export function chosenShops(
  shops: readonly Shop[],
  { names, sample, seed }: { names: readonly string[] | undefined; sample: number | undefined; seed: number },
): readonly Shop[] {
  const named = names === undefined ? shops : shops.filter((shop) => names.some((name) => fits(shop, name)));
  const strange = names?.find((name) => !shops.some((shop) => fits(shop, name)));
  if (strange !== undefined || named.length === 0)
    throw new ForesolveError("FS_DATA_INVALID_ARGUMENT", {
      message: `There is no instance "${strange ?? ""}".`,
      fix: `Name instances, families or ranges, as in ${shops[0]?.name ?? "ta01"},${shops[0]?.family ?? "ta"}.`,
      data: { instance: strange },
    });
  if (sample === undefined || sample >= named.length) return named;
  const drawn = randomStream(seed).split("sample").permutation(named.length).slice(0, sample).sort();
  return Array.from(drawn, (index) => named[index]!);
}

/** The families that an instance counts in: Taillard's also in the two halves that the literature reports. */
export function familiesOf({ family, name }: Shop): readonly string[] {
  if (family !== "ta") return [family];
  return [family, Number(name.slice(2)) <= 50 ? "ta01-50" : "ta51-80"];
}

function fits({ name, family }: Shop, wanted: string): boolean {
  const range = /^([a-z]+)(\d+)-([a-z]*)(\d+)$/i.exec(wanted);
  if (range === null) return name === wanted || family === wanted;
  const own = /^([a-z]+)(\d+)$/i.exec(name);
  const number = Number(own?.[2]);
  return own?.[1] === range[1] && number >= Number(range[2]) && number <= Number(range[4]);
}

function ofInstance(instance: ReturnType<typeof taillardJobShop>): Shop {
  const { name, jobs, jobStarts, machineOf, durations } = instance;
  const routings = Array.from({ length: jobs }, (_, job) =>
    Array.from(durations.subarray(jobStarts[job], jobStarts[job + 1]), (duration, place): Way => [
      machineOf[jobStarts[job]! + place]!,
      duration,
    ]),
  );
  return { name, family: familyOf(name), bestKnown: null, routings, flexible: null };
}

function familyOf(name: string): string {
  return /^[a-z]+/i.exec(name)?.[0] ?? name;
}

function shopOf(path: string, instance: unknown, index: number): Shop {
  const { name, ops, ub, family, set } = (instance ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || !Array.isArray(ops) || !Array.isArray(ops[0]) || !Array.isArray(ops[0][0]))
    throw malformed(path, `instance ${index} has no name, or no ops[job][place]`);
  const isFlexible = Array.isArray(ops[0][0][0]);
  const own = familyOf(name);
  return {
    name,
    family: typeof family === "string" ? family : isFlexible && own !== "mk" ? String(set ?? own) : own,
    bestKnown: typeof ub === "number" ? ub : null,
    routings: isFlexible ? null : (ops as Way[][]),
    flexible: isFlexible ? (ops as Way[][][]) : null,
  };
}

function malformed(path: string, what: string, cause?: unknown): ForesolveError {
  return new ForesolveError("FS_DATA_FILE_MALFORMED", {
    message: `The file of job shops "${path}" cannot be used: ${what}.`,
    fix: 'Pass JSON like { "instances": [{ "name": "ft06", "ub": 55, "ops": [[[2, 1], [0, 3]], ...] }] }.',
    data: { path },
    cause,
  });
}
