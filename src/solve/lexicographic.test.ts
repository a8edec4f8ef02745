import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  atLeast,
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  total,
  uncertainParameter,
  type Expression,
} from "../model/index.js";
import { isSolved, solveLexicographically, type RankedObjective } from "./index.js";

const item = indexSet("item", 3);
const list = (length: number, min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min, max }), { minLength: length, maxLength: length });
const grid = Array.from({ length: 64 }, (_, at) => [at & 3, (at >> 2) & 3, at >> 4]);
const dot = (first: readonly number[], second: readonly number[]): number =>
  first.reduce((partial, value, k) => partial + value * second[k], 0);

test("every stage is as good as the limits of the earlier ones allow", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(list(3, -4, 4), { minLength: 2, maxLength: 3 }),
      fc.array(fc.constantFrom("minimize" as const, "maximize" as const), { minLength: 3, maxLength: 3 }),
      list(3, 0, 2),
      fc.integer({ min: 1, max: 6 }),
      async (weights, senses, rooms, least) => {
        const m = model("plan");
        const x = m.variable("x", { over: [item], domain: "integer", lower: 0, upper: 3 });
        m.require("cover", atLeast(total(x), least));
        const objectives = weights.map((data, k): RankedObjective => ({
          name: `goal ${k}`,
          expression: total(mul(parameter({ over: [item], data }), x)),
          sense: senses[k],
        }));
        const tolerances = Object.fromEntries(
          objectives.map(({ name }, k) => [
            name,
            k % 2 === 0 ? { absolute: rooms[k] } : { relative: rooms[k] / 4 },
          ]),
        );
        const result = await solveLexicographically(m, objectives, { tolerances, thread: "caller" });
        let points = grid.filter((point) => dot(point, [1, 1, 1]) >= least);
        for (const [k, data] of weights.entries()) {
          const sign = senses[k] === "minimize" ? 1 : -1;
          const best = Math.min(...points.map((point) => sign * dot(point, data)));
          const stage = result.stages[k].solution;
          expect(isSolved(stage) && stage.objective).toBeCloseTo(sign * best, 6);
          const room = k % 2 === 0 ? rooms[k] : (rooms[k] / 4) * Math.abs(best);
          expect(result.stages[k].limit).toBeCloseTo(sign * (best + room), 6);
          points = points.filter((point) => sign * dot(point, data) <= best + room + 1e-9);
        }
        expect(result.solution).toBe(result.stages.at(-1)!.solution);
        const at = isSolved(result.solution) ? [...result.solution.value(x).array].map(Math.round) : [];
        expect(points).toContainEqual(at);
        for (const [k, data] of weights.entries())
          expect(result.values[`goal ${k}`]).toBeCloseTo(dot(at, data), 6);
        // The user's model is as it was.
        expect([m.rows, m.objective]).toEqual([1, null]);
      },
    ),
    { numRuns: 150 },
  );
});

test("uncertain parameters and a linear model", async () => {
  const m = model("plan");
  const x = m.variable("x", { over: [item], lower: 0, upper: 2 });
  m.require("room", atMost(total(x), 3));
  const price = uncertainParameter("price", { over: [item] });
  const { values, stages } = await solveLexicographically(
    m,
    [
      { name: "profit", expression: total(mul(price, x)), sense: "maximize" },
      { name: "first", expression: x.at("0") },
    ],
    {
      values: [[price, [3, 3, 1]]],
      tolerances: { profit: { relative: 0.5 } },
      deadlineMs: 60_000,
      thread: "caller",
    },
  );
  expect(stages.map(({ solution }) => solution.status)).toEqual(["optimal", "optimal"]);
  expect(values.first).toBeCloseTo(0, 6);
  expect(values.profit).toBeGreaterThanOrEqual(4.5 - 1e-6);
});

test("a stage without a decision ends it", async () => {
  const m = model("plan");
  const x = m.variable("x", { over: [], lower: 0 });
  const y = m.variable("y", { over: [], lower: 0 });
  const goals: RankedObjective[] = [
    { name: "x", expression: x },
    { name: "y", expression: y, sense: "maximize" },
    { name: "z", expression: x },
  ];
  const open = await solveLexicographically(m, goals, { thread: "caller" });
  expect(open.stages.map(({ solution, limit }) => [solution.status, limit])).toEqual([
    ["optimal", 1e-9],
    ["unbounded", null],
  ]);
  expect(open.solution).toBe(open.stages[0].solution);
  m.require("impossible", atMost(x, -1));
  const never = await solveLexicographically(m, goals, { thread: "caller" });
  expect([never.solution.status, never.stages.length, never.values]).toEqual(["infeasible", 1, {}]);
});

test("misuse is refused by code", async () => {
  const m = model("plan");
  const x = m.variable("x", { over: [item] });
  const goal = { name: "x", expression: x.at("0") };
  const code = (name: string): unknown => expect.objectContaining({ code: name });
  await expect(solveLexicographically(m, [])).rejects.toThrow(code("FS_MODEL_NO_OBJECTIVE"));
  await expect(solveLexicographically(m, [goal, goal])).rejects.toThrow(code("FS_MODEL_DUPLICATE_NAME"));
  const whole = { name: "all", expression: x as Expression as Expression<never> };
  await expect(solveLexicographically(m, [whole])).rejects.toThrow(code("FS_MODEL_NOT_SCALAR"));
  const stranger = { name: "y", expression: model("other").variable("y", { over: [] }) };
  await expect(solveLexicographically(m, [stranger])).rejects.toThrow(code("FS_MODEL_FOREIGN_VARIABLE"));
  for (const tolerances of [
    { y: { absolute: 1 } },
    { x: { absolute: -1 } },
    { x: { relative: Number.NaN } },
    { x: { relative: Infinity } },
  ])
    await expect(
      solveLexicographically(m, [goal], { tolerances: tolerances as { x: { absolute: number } } }),
    ).rejects.toThrow(code("FS_SOLVE_INVALID_TOLERANCE"));
});
