import { expect, test } from "vitest";
import { tinySchedule } from "../../../test/tiny-schedules.js";
import { ForesolveError } from "../../errors.js";
import { schedule } from "../schedule.js";
import { validateProblem } from "../validate-problem.js";
import { readSchedule, writeSchedule } from "./schedule-file.js";

const everything = {
  calendars: true,
  setups: true,
  resources: true,
  maintenance: true,
  precedences: true,
  optional: true,
  pins: true,
};
const problem = {
  name: "one saw",
  machines: [{ id: "saw" }],
  jobs: [{ id: "A", operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }] }],
};

function refusal(text: string): string {
  try {
    readSchedule(text);
  } catch (error) {
    if (error instanceof ForesolveError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}
const text = writeSchedule(problem, { operations: [], maintenance: [], unassigned: [] });

test("what was written is read, problems of all kinds and their plans", async () => {
  for (let seed = 0; seed < 30; seed++) {
    const problem = tinySchedule(seed, everything);
    expect(readSchedule(writeSchedule(problem))).toEqual({ problem, plan: null });
  }
  const sound = tinySchedule(4, { calendars: true, setups: true, maintenance: true });
  validateProblem(sound);
  const solution = await schedule(sound, { maximumSteps: 50 });
  const { plan } = solution as { plan: NonNullable<ReturnType<typeof readSchedule>["plan"]> };
  expect(readSchedule(writeSchedule(sound, plan))).toEqual({ problem: sound, plan });
});

test("a job is a line, so that versions of a file compare well", () => {
  expect(writeSchedule(problem)).toBe(`{
"format":"foresolve-schedule",
"version":1,
"problem":{
"name":"one saw",
"machines":[
{"id":"saw"}
],
"jobs":[
{"id":"A","operations":[{"id":"cut","alternatives":[{"machine":"saw","duration":5}]}]}
]
}
}
`);
});

test("FS_SCHEDULE_FILE_INVALID names the place and what is expected there", () => {
  expect(refusal("{")).toContain("FS_SCHEDULE_FILE_INVALID: the text is not JSON");
  expect(refusal("null")).toBe("FS_SCHEDULE_FILE_INVALID: the file's format is undefined.");
  expect(refusal('{"format":"xml"}')).toBe('FS_SCHEDULE_FILE_INVALID: the file\'s format is "xml".');
  const faults: [before: string, after: string, message: string][] = [
    ['"jobs":', '"resources":[],"job":', "problem.jobs is missing; expected is given."],
    [
      '"duration":5',
      '"duration":"5"',
      'problem.jobs[0].operations[0].alternatives[0].duration is "5"; expected is a number.',
    ],
    [
      '{"id":"A",',
      '{"id":"A","dueDate":5,',
      "problem.jobs[0].dueDate is no field of this format; expected is one of id, operations, release, due, deadline, weight, unassignedPrice.",
    ],
    ['{"id":"saw"}', "[]", "problem.machines[0] is a list; expected is an object."],
    [
      '"name":"one saw"',
      '"name":"one saw","resources":{}',
      "problem.resources is an object; expected is a list.",
    ],
    [
      '{"id":"saw"}',
      '{"id":"saw","acrossBreaks":"stop"}',
      'problem.machines[0].acrossBreaks is "stop"; expected is one of "pause", "wait".',
    ],
    [
      '{"id":"saw"}',
      '{"id":"saw","setups":{"times":{"red":{"blue":null}}}}',
      'problem.machines[0].setups.times["red"]["blue"] is null; expected is a number.',
    ],
    ['"operations":[],', '"operations":[7],', "plan.operations[0] is 7; expected is an object."],
    ['"one saw"', "7", "problem.name is 7; expected is a text."],
    [
      '"name":',
      '"__proto__":7,"name":',
      "problem.__proto__ is no field of this format; expected is one of name, machines, jobs, timeUnit, epochMs, resources, precedences, maintenance, objective.",
    ],
  ];
  for (const [before, after, message] of faults) {
    expect(text).toContain(before);
    expect(refusal(text.replace(before, after))).toBe(`FS_SCHEDULE_FILE_INVALID: ${message}`);
  }
  expect(() => writeSchedule({ ...problem, epochMs: Number.NaN })).toThrow(
    "problem.epochMs is NaN, which JSON cannot hold.",
  );
});

test("FS_SCHEDULE_FILE_VERSION: a later version is not guessed at", () => {
  expect(refusal(text.replace('"version":1', '"version":2'))).toBe(
    "FS_SCHEDULE_FILE_VERSION: the file has version 2 of its format; this package knows versions up to 1.",
  );
});
