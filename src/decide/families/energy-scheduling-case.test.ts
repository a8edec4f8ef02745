import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ForesolveError } from "../../errors.js";
import { oracleBatch } from "../../solve/index.js";
import { energySchedulingProblem, readEnergyScheduling, type EnergySchedulingInstance } from "../index.js";

/** The cheapest of all placements, tried one by one; Infinity where none fits. */
function bruteForce(instance: EnergySchedulingInstance, prices: readonly number[]): number {
  const { slots, slotMinutes, capacities, tasks } = instance;
  const used = capacities.map(() => new Float64Array(slots));
  let best = Infinity;
  const place = (k: number, sum: number): void => {
    const task = tasks[k];
    if (task === undefined) {
      best = Math.min(best, sum);
      return;
    }
    const need = task.needs[0]!;
    for (const [machine, load] of used.entries()) {
      for (let from = task.earliestStart; from + task.duration <= task.latestEnd; from++) {
        const running = Array.from({ length: task.duration }, (_, step) => from + step);
        if (running.some((slot) => load[slot]! + need > capacities[machine]![0]!)) continue;
        for (const slot of running) load[slot]! += need;
        const cost = running.reduce(
          (total, slot) => total + prices[slot]! * task.power * (slotMinutes / 60),
          0,
        );
        place(k + 1, sum + cost);
        for (const slot of running) load[slot]! -= need;
      }
    }
  };
  place(0, 0);
  return best;
}

/** What a refusal says of the model; null without one. */
function statusOf(solve: () => void): unknown {
  try {
    solve();
    return null;
  } catch (error) {
    return (error as ForesolveError).data["status"];
  }
}

test("tasks run where energy is cheapest, as trying everything finds", async () => {
  const task = fc.record({
    duration: fc.integer({ min: 1, max: 2 }),
    earliestStart: fc.integer({ min: 0, max: 2 }),
    latestEnd: fc.integer({ min: 3, max: 5 }),
    power: fc.integer({ min: 1, max: 5 }),
    needs: fc.tuple(fc.integer({ min: 1, max: 3 })),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(task, { minLength: 1, maxLength: 3 }),
      fc.array(fc.integer({ min: -3, max: 9 }), { minLength: 5, maxLength: 5 }),
      async (tasks, prices) => {
        const instance = { slotMinutes: 30, slots: 5, capacities: [[4], [3]], tasks };
        const session = await energySchedulingProblem(instance).open();
        const batch = oracleBatch(1, 5);
        const status = statusOf(() => session.oracle.solveBatch(Float64Array.from(prices), batch));
        expect(status === "infeasible" ? Infinity : batch.objectives[0]).toBeCloseTo(
          bruteForce(instance, prices),
          6,
        );
        session.dispose();
      },
    ),
    { numRuns: 25 },
  );
});

const FOLDER = join(process.env["FORESOLVE_DATA"] ?? "../shared/data", "energy/icon");

test.skipIf(!existsSync(FOLDER))("reads the instances of the ICON challenge", () => {
  const read = (file: string): EnergySchedulingInstance =>
    readEnergyScheduling(readFileSync(join(FOLDER, file), "utf8"));
  const first = read("load1_day01.txt");
  expect([first.slots, first.capacities.length, first.tasks.length]).toEqual([48, 3, 10]);
  expect(first.tasks[1]).toEqual({
    duration: 23,
    earliestStart: 8,
    latestEnd: 47,
    power: 426.43,
    needs: [2361],
  });
  for (const file of ["load2_day01.txt", "load3_day01.txt"]) {
    const { tasks, capacities } = read(file);
    expect(tasks.every(({ needs }) => needs.length === capacities[0]!.length)).toBe(true);
  }
});

test("a file that ends early is refused with what was expected", () => {
  expect(() => readEnergyScheduling("30\n1\n1\n0 190 0.1 0.0\n50\n2\n0 10 1 25 471.40\n26\n1 5")).toThrow(
    expect.objectContaining({
      code: "FS_DECIDE_INVALID_OPTION",
      message: "Word 18 of an energy scheduling instance is missing; an earliest start was expected.",
    }),
  );
  expect(() => readEnergyScheduling("30 x")).toThrow(/Word 2 .* "x"; the number of resources/);
});
