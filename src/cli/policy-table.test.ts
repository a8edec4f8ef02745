import { expect, test } from "vitest";
import { sampleFactoryRecord } from "../../test/sample-factory.js";
import { sampleRecord } from "../../test/sample-record.js";
import { findingsText } from "./findings-text.js";
import { policyTable, runText } from "./policy-table.js";

const FILES = { record: "run.json", report: "report.html" };

test("a run whose objective is earned: share of hindsight, regret, advantage and errors of forecasts", () => {
  const lines = policyTable(sampleRecord()).split("\n");
  expect(lines[0].split(/ {2,}/)).toEqual([
    "policy",
    "kind",
    "profit",
    "of hindsight",
    "regret",
    'against "rule"',
    "RMSE",
    "MAE",
  ]);
  expect(lines.find((line) => line.startsWith("model"))!.split(/ {2,}/)).toEqual([
    "model",
    "decision-focused",
    "1,500",
    "75.0",
    "500",
    "+300 [120, 480]",
    "12.34",
    "8.50",
  ]);
  expect(runText(sampleRecord(), FILES)).toContain(
    "Data: prices.csv, 1 warning (foresolve check lists them). Training: 30 rows, 2024-05-01 to 2024-05-30. Test: 30 rows, 2024-05-31 to 2024-06-29.",
  );
});

test("a run whose objective is a cost: how far above hindsight, what is saved, further figures, claims as shares", () => {
  const text = runText(sampleFactoryRecord(), FILES);
  const lines = text.split("\n");
  expect(lines[4].trim().split(/ {2,}/)).toEqual([
    "policy",
    "kind",
    "cost per episode",
    "above hindsight",
    "regret",
    'saved against "periodic"',
  ]);
  const focused = lines.filter((line) => line.startsWith("decision-focused"));
  expect(focused.map((line) => line.split(/ {2,}/))).toEqual([
    ["decision-focused", "decision-focused", "6,610", "32.2", "1,610", "+1,590 [1,340, 1,860]"],
    ["decision-focused", "2,900", "87.0", "0.48", "4.0", "9.5"],
  ]);
  expect(text).toContain(
    "Training: 288 machine lives, from the plant's history. Test: 200 episodes, on machine lives that no model has seen.",
  );
  expect(text).toContain("+1,340 [1,010, 1,680] EUR (+16.9 % [+12.7, +21.1]).");
});

test("a run that compares no policies prints no table, and small costs keep their digits", () => {
  const none = runText(sampleFactoryRecord({ policies: [], verdicts: [], strongestBaseline: null }), FILES);
  expect(none).not.toMatch(/Training|policy {2}|null/);
  const { policies } = sampleFactoryRecord();
  const small = policies.map((policy) => ({
    ...policy,
    objective: policy.objective / 10_000,
    interval: null,
  }));
  const lines = policyTable(sampleFactoryRecord({ policies: small })).split("\n");
  expect(lines.at(-1)!.split(/ {2,}/)[2]).toBe("0.50");
});

test("findings name their table, and an input of several tables is listed", () => {
  const { checks, data } = sampleFactoryRecord();
  const text = findingsText(data.description, checks);
  expect(text).toContain("plant (5 tables): 2,426 rows\n  orders: 26 rows\n");
  expect(findingsText("shop.txt", { ...checks, rows: 0, findings: [], tables: [] })).toMatch(/^shop.txt\n/);
  expect(text).toContain("warn   due-before-release: orders: order-04 is due before it is released.");
});
