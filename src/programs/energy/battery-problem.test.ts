import fc from "fast-check";
import { expect, test } from "vitest";
import { isSolved, solutionOf } from "../../solve/index.js";
import { DEFAULT_BATTERY, requireConsistent, type Battery } from "./battery.js";
import { batteryProblem, HOURS } from "./battery-problem.js";

/**
 * Best profit by dynamic programming over states of charge on a grid. With an efficiency of 1 and a power that is a
 * multiple of the grid, an optimal plan stays on the grid, so that this is exact.
 */
function bestOnGrid(battery: Battery, prices: readonly number[], stepMwh: number): number {
  const states = Math.round(battery.capacityMwh / stepMwh) + 1;
  const reach = Math.round(battery.powerMw / stepMwh);
  const midnight = Math.round((battery.midnightShare * battery.capacityMwh) / stepMwh);
  let value = Array.from({ length: states }, (_, state) => (state >= midnight ? 0 : -Infinity));
  for (let hour = HOURS - 1; hour >= 0; hour--) {
    const next = value;
    value = Array.from({ length: states }, (_, state) => {
      let best = -Infinity;
      for (let to = Math.max(0, state - reach); to <= Math.min(states - 1, state + reach); to++) {
        const sold = (state - to) * stepMwh;
        const wear = Math.max(0, sold) * battery.cyclingCostPerMwh;
        best = Math.max(best, next[to] + prices[hour] * sold - wear);
      }
      return best;
    });
  }
  return value[midnight];
}

test("the linear program earns what dynamic programming earns, negative prices and wear included", async () => {
  const batteries = [0, 3].map((cyclingCostPerMwh) => ({
    ...DEFAULT_BATTERY,
    chargeEfficiency: 1,
    dischargeEfficiency: 1,
    cyclingCostPerMwh,
  }));
  for (const battery of batteries) {
    const session = await batteryProblem(battery).open();
    // With wear and negative prices, buying and selling at once can pay: the grid knows net energy only.
    const lowest = battery.cyclingCostPerMwh > 0 ? 0 : -50;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: lowest, max: 200 }), { minLength: HOURS, maxLength: HOURS }),
        (prices) => {
          session.solver.setParameters(prices);
          const solution = solutionOf(session.solver);
          if (!isSolved(solution)) throw new Error(solution.reason);
          expect(solution.objective).toBeCloseTo(bestOnGrid(battery, prices, 1), 6);
        },
      ),
      { numRuns: 100 },
    );
    session.dispose();
  }
});

test("a plan keeps to power, capacity and efficiency, and the day ends as it began", async () => {
  const battery: Battery = { ...DEFAULT_BATTERY, minimumShare: 0.1, maximumShare: 0.9 };
  const problem = batteryProblem(battery);
  const session = await problem.open();
  session.solver.setParameters(Array.from({ length: HOURS }, (_, hour) => 40 + 30 * Math.sin(hour)));
  const solution = solutionOf(session.solver);
  if (!isSolved(solution)) throw new Error(solution.reason);
  const charge = solution.value(problem.charge).array;
  const discharge = solution.value(problem.discharge).array;
  const stored = solution.value(problem.stored).array;
  let level = 2;
  for (let hour = 0; hour < HOURS; hour++) {
    level += 0.9 * charge[hour] - discharge[hour] / 0.9;
    expect(stored[hour]).toBeCloseTo(level, 6);
    expect(level).toBeGreaterThan(0.4 - 1e-6);
    expect(level).toBeLessThan(3.6 + 1e-6);
    expect(Math.max(charge[hour], discharge[hour])).toBeLessThan(1 + 1e-6);
  }
  expect(level).toBeCloseTo(2, 6);
  session.dispose();
});

test("a battery whose midnight charge is outside its limits is refused by name", () => {
  expect(() => requireConsistent({ ...DEFAULT_BATTERY, minimumShare: 0.6 })).toThrow(
    expect.objectContaining({ code: "FS_RUN_INVALID_SETTING", message: expect.stringContaining("0.5") }),
  );
});
