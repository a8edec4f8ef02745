import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jobShopData } from "../../../test/job-shops.js";
import { TAILLARD_INSTANCES, taillardJobShop } from "./taillard.js";

const path = jobShopData();

test("there are eighty, and each job goes through each machine once", () => {
  expect(TAILLARD_INSTANCES).toBe(80);
  const { jobs, machines, machineOf, durations, jobStarts } = taillardJobShop(63);
  expect([jobs, machines]).toEqual([50, 20]);
  for (let job = 0; job < jobs; job++)
    expect(new Set(machineOf.subarray(jobStarts[job], jobStarts[job + 1])).size).toBe(machines);
  expect([Math.min(...durations), Math.max(...durations)]).toEqual([1, 99]);
});

test("others are refused", () => {
  const invalid = expect.objectContaining({ code: "FS_SCHEDULE_INVALID_OPTION" });
  expect(() => taillardJobShop(0)).toThrow(invalid);
  expect(() => taillardJobShop(81)).toThrow(invalid);
});

test.skipIf(path === null)("those of the collection come out, operation by operation", () => {
  const { instances } = JSON.parse(readFileSync(path!, "utf8")) as {
    instances: { name: string; ops: [number, number][][] }[];
  };
  const collected = instances.filter(({ name }) => name.startsWith("ta"));
  expect(collected.length).toBeGreaterThan(0);
  for (const { name, ops } of collected) {
    const { machineOf, durations, jobs, machines } = taillardJobShop(Number(name.slice(2)));
    expect([name, jobs, machines]).toEqual([name, ops.length, ops[0]!.length]);
    expect([...machineOf].map((machine, index) => [machine, durations[index]])).toEqual(ops.flat());
  }
});
