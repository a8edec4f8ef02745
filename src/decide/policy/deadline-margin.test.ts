import { expect, test } from "vitest";
import { DeadlineMargin } from "./deadline-margin.js";

test("keeps back a share of the time before anything is known, and what was overrun after", () => {
  const margin = new DeadlineMargin();
  expect(margin.runMs(20)).toBe(15);
  for (let run = 0; run < 200; run++) margin.note(10, 13);
  expect(margin.reserveMs(20)).toBe(4.5);
  expect(margin.runMs(20)).toBe(15.5);
  expect(margin.runMs(Infinity)).toBe(Infinity);
});

test("does not believe a single accident, but a habit of one in twenty", () => {
  const margin = new DeadlineMargin();
  for (let run = 0; run < 100; run++) margin.note(10, run === 50 ? 500 : 10);
  expect(margin.runMs(20)).toBe(18.5);
  for (let run = 0; run < 100; run++) margin.note(10, run % 20 === 0 ? 500 : 10);
  expect(margin.runMs(20)).toBe(0);
});

test("tries again after a pause: rarely where it stays late, and for good where it is quick again", () => {
  const trials = (tookMs: number): number => {
    const margin = new DeadlineMargin();
    for (let run = 0; run < 20; run++) margin.note(5, 60);
    let runs = 0;
    for (let decision = 0; decision < 2000; decision++) {
      const runMs = margin.runMs(20);
      if (runMs === 0) continue;
      runs++;
      margin.note(runMs, tookMs);
    }
    return runs;
  };
  expect(trials(60)).toBeLessThan(12);
  expect(trials(1)).toBeGreaterThan(1000);
});
