import { beforeAll, expect, test } from "vitest";
import { factory } from "../programs/index.js";
import { POLICY_NAMES } from "../programs/factory/policies/predictive-policies.js";
import { runProgram, type RunRecord } from "./index.js";

const SMALL = { testEpisodes: 10, trainingEpisodes: 2, trainingSteps: 1, searchSteps: 30 };

let record: RunRecord;
const stages: string[] = [];
const fractions: number[] = [];

beforeAll(async () => {
  record = await runProgram(factory, {
    seed: 3,
    settings: SMALL,
    onEvent(event) {
      if (event.type !== "progress") return;
      if (stages.at(-1) !== event.stage) stages.push(event.stage);
      fractions.push(event.fraction);
    },
  });
}, 240_000);

test("a run compares all policies on the same episodes and recommends one that was chosen beforehand", () => {
  expect(record.policies.map(({ name }) => name).toSorted()).toEqual(Object.values(POLICY_NAMES).toSorted());
  expect(record.recommended).toBe(POLICY_NAMES.focused);
  expect(record.stopped).toBe(false);
  expect(record.split.test.rows).toBe(SMALL.testEpisodes);
  expect(record.verdicts).toHaveLength(6);
  expect(record.headline).toContain("SIMULATED DATA");
  const hindsight = record.policies.at(-1)!;
  expect(hindsight.kind).toBe("hindsight");
  for (const { objective, regret, figures, name } of record.policies) {
    expect(objective).toBeGreaterThanOrEqual(hindsight.objective);
    expect(regret).toBeCloseTo(objective - hindsight.objective, 9);
    const { tardinessCost, repairCost, maintenanceCost } = figures as Record<string, number>;
    expect(tardinessCost + repairCost + maintenanceCost, name).toBeCloseTo(objective, 6);
  }
  const [failing] = record.policies;
  expect(failing.figures!["maintenance"]).toBe(0);
});

test("the record is plain JSON, the plan tells why each machine is maintained", () => {
  expect(JSON.parse(JSON.stringify(record.plan))).toEqual(record.plan);
  const plan = record.plan as {
    operations: unknown[];
    maintenance: { machine: string; planned: string; reason: string }[];
  };
  expect(plan.operations.length).toBeGreaterThan(60);
  for (const { machine, reason } of plan.maintenance) expect(reason).toContain(`P(${machine} fails by `);
  expect(record.views.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["plan", "bottlenecks", "reliability"]),
  );
});

test("progress names its stages in order and never runs back", () => {
  expect(stages).toEqual([
    "learning from the history",
    "planning the training episodes",
    "tuning",
    "training through the decision",
    "deciding the test episodes",
    "planning today",
  ]);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
});

test("a signal that is aborted already still gives a comparison of what needs no training", async () => {
  const stopped = await runProgram(factory, {
    signal: AbortSignal.abort(),
    settings: { ...SMALL, testEpisodes: 40 },
  });
  expect(stopped.stopped).toBe(true);
  expect(stopped.policies.map(({ name }) => name)).toEqual([
    POLICY_NAMES.runToFailure,
    POLICY_NAMES.periodic,
    POLICY_NAMES.hindsight,
  ]);
  expect(stopped.split.test.rows).toBe(10);
  expect(stopped.recommended).toBe(POLICY_NAMES.periodic);
  expect(stopped.warnings.join(" ")).toMatch(/"decision-focused" was not trained/);
}, 120_000);
