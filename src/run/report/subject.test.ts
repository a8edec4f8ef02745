import { expect, test } from "vitest";
import { sampleRecord } from "../../../test/sample-record.js";
import { bestPolicy, subjectOf } from "./subject.js";

test("the recommended policy is the subject", () => {
  expect(subjectOf(sampleRecord())).toMatchObject({ role: "recommended", policy: { name: "model" } });
});

test("without a usable recommendation it is the best policy, hindsight apart, in the sense of the objective", () => {
  expect(subjectOf(sampleRecord({ recommended: "" }))).toMatchObject({
    role: "best",
    policy: { name: "model" },
  });
  expect(subjectOf(sampleRecord({ recommended: "perfect hindsight" }))?.role).toBe("best");
  const costs = sampleRecord({
    recommended: "",
    objective: { sense: "minimize", label: "cost", unit: "EUR" },
  });
  expect(bestPolicy(costs)?.name).toBe("do nothing");
  expect(subjectOf(sampleRecord({ policies: [] }))).toBeNull();
});
