import { ForesolveError, type ErrorCode } from "../../errors.js";
import type { Plan } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import { shapeFault } from "./json-shape.js";
import { scheduleFileShape, type ScheduleFile } from "./schedule-shape.js";

const FORMAT = "foresolve-schedule";
const VERSION = 1;

/** What a file holds: a problem and, where one was written, a plan for it. */
export interface SavedSchedule {
  readonly problem: ScheduleProblem;
  readonly plan: Plan | null;
}

/**
 * A problem, and a plan for it where there is one, as the text of a JSON file: one machine, job, task or planned
 * operation a line, so that versions compare well. The same schedule gives the same text.
 *
 * @throws FS_SCHEDULE_FILE_INVALID for numbers that JSON cannot hold, such as NaN.
 * @example
 * import { readSchedule, writeSchedule } from "foresolve/schedule";
 *
 * const problem = {
 *   name: "one saw",
 *   machines: [{ id: "saw" }],
 *   jobs: [{ id: "A", operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }] }],
 * };
 * readSchedule(writeSchedule(problem)); // => { problem, plan: null }
 */
export function writeSchedule(problem: ScheduleProblem, plan?: Plan): string {
  const file = { format: FORMAT, version: VERSION, problem, ...(plan === undefined ? {} : { plan }) };
  return `${lines(file, "file")}\n`;
}

/**
 * Reads what {@link writeSchedule} wrote, or what another program wrote in this format (docs/scheduling.md). What is not
 * of the format is refused with its path; whether the problem makes sense says `validateProblem`, and whether the plan
 * is one, `checkPlan`.
 *
 * @throws FS_SCHEDULE_FILE_INVALID for text that is not JSON, another format, missing, unknown and mistyped fields.
 * @throws FS_SCHEDULE_FILE_VERSION for a file of a later version.
 * @example
 * import { readSchedule } from "foresolve/schedule";
 *
 * const text = `{
 *   "format": "foresolve-schedule",
 *   "version": 1,
 *   "problem": { "name": "oil only", "machines": [{ "id": "saw" }], "jobs": [] }
 * }`;
 * readSchedule(text).problem.machines; // => [{ id: "saw" }]
 */
export function readSchedule(text: string): SavedSchedule {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (cause) {
    throw invalid(
      `the text is not JSON: ${(cause as Error).message}.`,
      "Pass the whole text of a file that writeSchedule wrote.",
      {},
      cause,
    );
  }
  const { format, version } = (file ?? {}) as Partial<ScheduleFile>;
  if (format !== FORMAT)
    throw invalid(
      `the file's format is ${JSON.stringify(format)}.`,
      `A file of a schedule has "format": "${FORMAT}". Job shops in the standard text formats are read by readJobShop and readFlexibleJobShop.`,
      { format },
    );
  if (typeof version === "number" && version > VERSION)
    throw failure("FS_SCHEDULE_FILE_VERSION", {
      message: `the file has version ${version} of its format; this package knows versions up to ${VERSION}.`,
      fix: "Read it with a later version of the package.",
      data: { version },
    });
  const fault = shapeFault(file, scheduleFileShape, "file");
  if (fault !== null)
    throw invalid(
      `${fault.path.replace(/^file\./, "")} is ${fault.found}; expected is ${fault.expected}.`,
      "Correct the file at this place.",
      { ...fault },
    );
  const { problem, plan } = file as ScheduleFile;
  return { problem, plan: plan ?? null };
}

/** JSON with the entries of the outer lists a line each. */
function lines(value: unknown, path: string): string {
  if (typeof value === "number" && !Number.isFinite(value))
    throw invalid(
      `${path.replace(/^file\./, "")} is ${value}, which JSON cannot hold.`,
      "Write problems that validateProblem lets pass.",
      { path },
    );
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => {
      const inner = lines(item, isList ? `${path}[${name}]` : `${path}.${name}`);
      return isList ? inner : `${JSON.stringify(name)}:${inner}`;
    });
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const isOuter = path.split(/[.[]/).length <= 3;
  return isOuter && entries.length > 0
    ? `${open}\n${entries.join(",\n")}\n${close}`
    : `${open}${entries.join(",")}${close}`;
}

const failure = (code: ErrorCode, details: ConstructorParameters<typeof ForesolveError>[1]): ForesolveError =>
  new ForesolveError(code, details);

const invalid = (message: string, fix: string, data: Readonly<Record<string, unknown>>, cause?: unknown) =>
  failure("FS_SCHEDULE_FILE_INVALID", { message, fix, data, cause });
