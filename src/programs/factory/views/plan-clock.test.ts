import { expect, test } from "vitest";
import { planClock } from "./plan-clock.js";

const problem = { name: "x", machines: [], jobs: [] };

test("with an epoch and a unit, times are those of a clock", () => {
  const clock = planClock({ ...problem, timeUnit: "minute", epochMs: Date.UTC(2026, 0, 5, 6) });
  expect([clock.kind, clock.text(485), clock.position(1)]).toEqual([
    "time",
    "Mon 14:05",
    Date.UTC(2026, 0, 5, 6, 1),
  ]);
  expect([30, 60, 85].map((time) => clock.duration(time))).toEqual(["30 min", "1 h", "1 h 25 min"]);
});

test("without an epoch they are numbers of the unit, if there is one", () => {
  const minutes = planClock({ ...problem, timeUnit: "minute" });
  expect([minutes.kind, minutes.label, minutes.text(85), minutes.duration(85)]).toEqual([
    "number",
    "time, minutes",
    "85",
    "1 h 25 min",
  ]);
  const ticks = planClock({ ...problem, timeUnit: "ticks", epochMs: 0 });
  expect([ticks.kind, ticks.label, ticks.duration(7)]).toEqual(["number", "time, ticks", "7 ticks"]);
  const bare = planClock(problem);
  expect([bare.label, bare.duration(7)]).toEqual(["time", "7"]);
});
