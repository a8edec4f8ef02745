import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ERROR_CODES } from "../../errors.js";
import { checkFactoryInput } from "./check.js";
import { CARED, fileOf, reading, SMALL, type Rows } from "../../../test/plant-files.js";
import { readFactoryInput } from "./read-factory-input.js";
import { simulateFactoryInput } from "./simulate-factory-input.js";
import { FACTORY_FINDING_CODES } from "./tables/findings.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "foresolve-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the codes and docs/factory.md know the same findings", () => {
  const text = readFileSync(new URL("../../../docs/factory.md", import.meta.url), "utf8");
  const documented = [...text.matchAll(/^\| `([a-z-]+)` \| [^|]*(?:block|warn)[^|]* \|/gm)].map(
    (match) => match[1],
  );
  expect(documented).toEqual([...FACTORY_FINDING_CODES]);
});

test("what makes a problem impossible to plan comes with the code of its error, after everything that blocks", async () => {
  const input = await simulateFactoryInput(1);
  const [first, ...jobs] = input.problem.jobs;
  const late = { ...first, release: 500, due: 100 };
  const ring = [
    [jobs[0], jobs[1]],
    [jobs[1], jobs[0]],
  ].map(([before, after]) => ({
    before: { job: before.id, operation: before.operations[0].id },
    after: { job: after.id, operation: after.operations[0].id },
  }));
  const problem = { ...input.problem, jobs: [late, ...jobs], precedences: ring };
  const { blocked, findings } = checkFactoryInput({ ...input, problem });
  expect(blocked).toBe(true);
  expect(findings[0]).toMatchObject({ code: "FS_SCHEDULE_CYCLE", severity: "block" });
  expect(Object.keys(ERROR_CODES)).toContain(findings[0].code);
  const sound = checkFactoryInput({ ...input, problem: { ...problem, precedences: [] } });
  expect(sound.blocked).toBe(false);
  expect(sound.findings.map(({ code }) => code)).toContain("due-before-release");
});

test.each<[string, Readonly<Record<string, Rows>>, string, RegExp]>([
  [
    "orders in a ring",
    {
      precedences: [
        { before_order: "A", before_operation: "cut", after_order: "B", after_operation: "cut" },
        { before_order: "B", before_operation: "cut", after_order: "A", after_operation: "cut" },
      ],
    },
    "FS_SCHEDULE_CYCLE",
    /A.*B|B.*A/,
  ],
  [
    "an unknown machine",
    { routings: [...SMALL.routings, { order: "B", operation: "bend", machine: "pres", duration: 4 }] },
    "unknown-machine",
    /"bend" of order "B".*"pres"/,
  ],
  [
    "a duration of 0",
    { routings: [...SMALL.routings, { order: "B", operation: "bend", machine: "mill", duration: 0 }] },
    "invalid-duration",
    /"bend" of order "B" takes 0 on machine "mill"/,
  ],
  [
    "a negative duration",
    { routings: [...SMALL.routings, { order: "B", operation: "bend", machine: "mill", duration: -3 }] },
    "invalid-duration",
    /takes -3/,
  ],
  [
    "a duration that is no number",
    { routings: [...SMALL.routings, { order: "B", operation: "bend", machine: "mill", duration: "long" }] },
    "unreadable-values",
    /long/,
  ],
  [
    "a missing duration",
    { routings: [...SMALL.routings, { order: "B", operation: "bend", machine: "mill" }] },
    "missing-values",
    /duration/,
  ],
  [
    "a machine that never works",
    {
      calendars: [
        { machine: "saw", from: 0, until: 4 },
        { machine: "mill", from: 0, until: 99 },
      ],
    },
    "FS_SCHEDULE_NO_CAPACITY",
    /saw/,
  ],
  [
    "a calendar that runs backwards",
    { calendars: [{ machine: "saw", from: 80, until: 20 }] },
    "time-backwards",
    /"saw".*from 80 until 20/,
  ],
  [
    "the same order twice",
    { orders: [...SMALL.orders, { order: "A", release: 5, due: 50 }] },
    "duplicate-id",
    /Order "A" has two rows/,
  ],
  [
    "the same machine twice",
    { machines: [...SMALL.machines, { machine: "saw" }] },
    "duplicate-id",
    /Machine "saw"/,
  ],
  [
    "an order without a routing",
    { orders: [...SMALL.orders, { order: "C", release: 5, due: 50 }] },
    "order-without-routing",
    /"C"/,
  ],
  [
    "a date among numbers",
    { orders: [...SMALL.orders.slice(1), { order: "A", release: "2026-01-05 06:00", due: 50 }] },
    "unreadable-time",
    /is no date and time/,
  ],
  [
    "working time that runs backwards",
    { machines: CARED, history: [reading(0), reading(50), reading(40)] },
    "time-backwards",
    /"saw" has working time 40 after 50/,
  ],
  [
    "an event of no known name",
    { machines: CARED, history: [reading(0), reading(50, "oiled")] },
    "unknown-event",
    /"oiled"/,
  ],
  [
    "a history without prices of care",
    { history: [reading(0), reading(50)] },
    "machine-without-care",
    /"saw" has no maintenance_duration/,
  ],
  [
    "work that took no time",
    { work: [{ machine: "saw", planned: 10, actual: 0 }] },
    "invalid-duration",
    /took 0/,
  ],
])("%s blocks, by name and value, with a fix", async (_, change, code, message) => {
  const report = checkFactoryInput(await readFactoryInput(fileOf(folder, { ...SMALL, ...change }), {}));
  expect(report.blocked).toBe(true);
  const finding = report.findings.find((each) => each.code === code);
  expect(finding, JSON.stringify(report.findings)).toMatchObject({ severity: "block" });
  expect(finding!.message).toMatch(message);
  expect(finding!.fix).not.toBe("");
});

test.each<[string, Readonly<Record<string, Rows>>, string, RegExp]>([
  [
    "an order due before its release",
    { orders: [SMALL.orders[0], { order: "B", release: 60, due: 50 }] },
    "due-before-release",
    /B is due at 50/,
  ],
  [
    "a stretch without readings",
    {
      machines: CARED,
      history: [...[0, 1, 2, 3, 4, 5, 6, 7, 100].map((time) => reading(time)), reading(101, "failure", "")],
    },
    "sensor-gap",
    /"saw\/1" has no readings from working time 7 to 100/,
  ],
  [
    "a sensor that is often missing",
    { machines: CARED, history: [0, 1, 2, 3].map((time) => ({ ...reading(time), hum: time > 1 ? "" : 3 })) },
    "sensor-gap",
    /Sensor "hum" is missing in 50 %/,
  ],
  [
    "a machine without history",
    { machines: CARED, history: [reading(0), reading(9, "failure")] },
    "machine-without-history",
    /"mill"/,
  ],
  [
    "a calendar of a machine that does not exist",
    { calendars: [{ machine: "sew", from: 0, until: 20 }] },
    "unknown-machine",
    /"sew" of the table calendars/,
  ],
])("%s is a warning", async (_, change, code, message) => {
  const report = checkFactoryInput(await readFactoryInput(fileOf(folder, { ...SMALL, ...change }), {}));
  expect(report.blocked).toBe(false);
  const finding = report.findings.find((each) => each.code === code);
  expect(finding, JSON.stringify(report.findings)).toMatchObject({ severity: "warn" });
  expect(finding!.message).toMatch(message);
});
