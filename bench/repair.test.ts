import { expect, test } from "vitest";
import { measureRepair } from "./repair.js";

test("repair of a 50 x 15 job shop is never worse than given and leaves frozen work alone", async () => {
  const rows = await measureRepair({ events: 2, planMs: 300, deadlineMs: 600 });
  const values = Object.fromEntries(rows.map(({ metric, value }) => [metric, value]));
  expect(values).toMatchObject({ worseThanGiven: 0, frozenTouched: 0, invalidPlans: 0 });
  expect(Object.keys(values)).toEqual(expect.arrayContaining(["repairP99Ms", "recommendMs", "allPinnedMs"]));
});
