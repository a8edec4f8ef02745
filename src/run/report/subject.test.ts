import { expect, test } from "vitest";
import { sampleRecord } from "../../../test/sample-record.js";
import { bestPolicy, subjectOf } from "./subject.js";

test("the policy of the plan is the subject", () => {
  expect(subjectOf(sampleRecord())).toMatchObject({ role: "recommended", policy: { name: "model" } });
});

test("without a plan the best policy is, hindsight apart, in the sense of the objective", () => {
  expect(subjectOf(sampleRecord({ plan: [1, 2] }))).toMatchObject({
    role: "best",
    policy: { name: "model" },
  });
  expect(subjectOf(sampleRecord({ plan: { policy: "perfect hindsight" } }))?.role).toBe("best");
  const costs = sampleRecord({ plan: null, objective: { sense: "minimize", label: "cost", unit: "EUR" } });
  expect(bestPolicy(costs)?.name).toBe("do nothing");
  expect(subjectOf(sampleRecord({ policies: [] }))).toBeNull();
});
