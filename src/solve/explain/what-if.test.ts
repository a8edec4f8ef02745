import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  atLeast,
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  subtract,
  sum,
  total,
  type Model,
} from "../../model/index.js";
import { isSolved, solve, whatIf } from "../index.js";

const ITEMS = 6;
const item = indexSet("item", ITEMS);
const row = indexSet("row", 2);
const numbers = (count: number, min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min, max }), { minLength: count, maxLength: count });

interface Knapsack {
  readonly values: readonly number[];
  readonly weights: readonly number[];
  readonly sense: "minimize" | "maximize";
}

function build({ values, weights, sense }: Knapsack): Model {
  const m = model("knapsack");
  const take = m.variable("take", { over: [item], domain: "binary" });
  const weight = parameter({ over: [row, item], data: weights });
  m.require("weight", (sense === "maximize" ? atMost : atLeast)(sum(mul(weight, take), item), 9));
  m[sense](total(mul(parameter({ over: [item], data: values }), take)));
  return m;
}

/** Best objective by trying all subsets; null when none is feasible. */
function bestOf({ values, weights, sense }: Knapsack, forced: ReadonlyMap<number, number>): number | null {
  let best: number | null = null;
  for (let subset = 0; subset < 2 ** ITEMS; subset++) {
    const take = values.map((_, k) => (subset >> k) & 1);
    if ([...forced].some(([k, value]) => take[k] !== value)) continue;
    const used = [0, 1].map((r) => take.reduce((load, taken, k) => load + taken * weights[r * ITEMS + k], 0));
    if (used.some((load) => (sense === "maximize" ? load > 9 : load < 9))) continue;
    const objective = take.reduce((partial, taken, k) => partial + taken * values[k], 0);
    if (best === null || (sense === "maximize" ? objective > best : objective < best)) best = objective;
  }
  return best;
}

test("a forced decision costs what enumeration says, and what cannot be is explained", async () => {
  const seen = { changed: 0, free: 0, infeasible: 0, unsolved: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        values: numbers(ITEMS, 1, 12),
        weights: numbers(2 * ITEMS, 0, 4),
        sense: fc.constantFrom("minimize" as const, "maximize" as const),
      }),
      numbers(2, 0, 1),
      fc.integer({ min: 0, max: ITEMS - 2 }),
      async (problem, [first, second], position) => {
        const m = build(problem);
        const forced = new Map([
          [position, first],
          [ITEMS - 1, second],
        ]);
        const answer = await whatIf(
          m,
          Object.fromEntries([...forced].map(([k, value]) => [`take[item=${k}]`, value])),
        );
        const before = bestOf(problem, new Map());
        const after = bestOf(problem, forced);
        const expected = before === null ? "unsolved" : after === null ? "infeasible" : "changed";
        expect(answer.status).toBe(expected);
        seen[expected] += 1;
        const conflict = answer.status === "infeasible" ? answer.conflict : null;
        const members = conflict?.status === "infeasible" ? conflict.members : [];
        expect(members.some(({ kind }) => kind === "forced")).toBe(expected === "infeasible");
        expect(conflict?.status === "infeasible" && conflict.isMinimal).toBe(expected === "infeasible");
        if (answer.status !== "changed" || before === null || after === null) return;
        expect(answer).toMatchObject({ before, after, difference: after - before, isProven: true });
        for (const [k, value] of forced) expect(answer.columnValues[k]).toBe(value);
        seen.free += after === before ? 1 : 0;
        // What is listed is what differs, and it turns one plan into the other.
        const baseline = await solve(m, { thread: "caller" });
        if (!isSolved(baseline)) throw new Error(baseline.reason);
        const again = await whatIf(m, { "take[item=0]": baseline.columnValues[0] }, { baseline });
        expect(again).toMatchObject({ status: "changed", difference: 0, changes: [] });
      },
    ),
    { numRuns: 30, seed: 3 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

test("of equally good plans one is told that is close to the plan before", async () => {
  // Ten equal items, four of them taken: forcing one out must change one other and no more.
  const m = model("ties");
  const take = m.variable("take", { over: [indexSet("item", 10)], domain: "binary" });
  m.require("four", atMost(total(take), 4));
  m.maximize(total(take));
  const baseline = await solve(m, { thread: "caller" });
  if (!isSolved(baseline)) throw new Error(baseline.reason);
  const taken = baseline.columnValues.findIndex((value) => value > 0.5);
  const answer = await whatIf(m, { [`take[item=${taken}]`]: 0 }, { baseline });
  if (answer.status !== "changed") throw new Error(answer.text);
  expect(answer.difference).toBe(0);
  expect(answer.changes).toHaveLength(2);
  expect(answer.text).toMatch(/^Forcing take\[item=\d\] = 0 leaves the objective at 4\. Also changed: take/);
});

test("continuous models are asked too, and values that a variable does not admit are refused with the reason", async () => {
  const m = model("plan");
  const make = m.variable("make", { over: [indexSet("day", 2)], unit: "t", lower: 0, upper: 8 });
  const trucks = m.variable("trucks", { over: [], domain: "integer", lower: 0, upper: 5 });
  m.require("deliver", atLeast(total(make), 10));
  m.require("carry", atMost(subtract(total(make), mul(4, trucks) as never), 0));
  m.minimize(trucks);
  const more = await whatIf(m, { "make[day=0]": 8, "make[day=1]": 8 });
  expect(more).toMatchObject({ status: "changed", before: 3, after: 4, difference: 1 });

  const outside = await whatIf(m, { "make[day=0]": 9 });
  if (outside.status !== "infeasible") throw new Error(outside.text);
  expect(outside.text).toBe(
    '"plan" has no plan with make[day=0] = 9 t.\n- make[day=0] is forced to be 9 t.\n- make[day=0] must be at most 8 t.',
  );
  const broken = await whatIf(m, { trucks: 2.5 });
  expect(broken.text).toContain("- trucks must be a whole number.");
  const few = await whatIf(m, { trucks: 2 });
  if (few.status !== "infeasible" || few.conflict.status !== "infeasible") throw new Error(few.text);
  expect(few.conflict.members.map(({ title }) => title)).toEqual([
    "deliver",
    "carry",
    "forced value of trucks",
  ]);

  await expect(whatIf(m, { lorries: 2 })).rejects.toMatchObject({ code: "FS_SOLVE_UNKNOWN_VARIABLE" });
  await expect(whatIf(m, { trucks: NaN })).rejects.toMatchObject({ code: "FS_MODEL_NOT_FINITE" });
  const wrong = { status: "optimal", columnValues: Float64Array.of(0, 0, 0) } as const;
  await expect(whatIf(m, { trucks: 4 }, { baseline: wrong })).rejects.toMatchObject({
    code: "FS_SOLVE_VERIFICATION_FAILED",
  });
  expect(await whatIf(m, { trucks: 4 }, { deadlineMs: 1e-9 })).toMatchObject({
    status: "unsolved",
    which: "baseline",
    reason: "no-solution",
  });
});
