import { afterEach, expect, test } from "vitest";
import { hardKnapsack, marketSplit } from "../../bench/hard-models.js";
import {
  add,
  atLeast,
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  sum,
  total,
  type Model,
} from "../model/index.js";
import { HighsSession, verifier, type RunIncumbent, type RunProgress } from "./index.js";

const opened: HighsSession[] = [];
async function sessionOf(m: Model): Promise<HighsSession> {
  const session = await HighsSession.open(standardForm(m));
  opened.push(session);
  return session;
}
afterEach(() => {
  for (const session of opened.splice(0)) session.dispose();
});

const flag = (value: number): Int32Array => Int32Array.of(value);

test.each([
  ["knapsack", hardKnapsack(3, 100, 6), 1],
  ["market split", marketSplit(3, 40, 5), -1],
])(
  "a %s that is interrupted leaves its best point, and the session goes on",
  async (_, { model: m }, sign) => {
    const session = await sessionOf(m);
    const check = verifier(session.form);
    for (let round = 0; round < 3; round++) {
      const interrupt = flag(0);
      const seen: RunIncumbent[] = [];
      const outcome = session.run({
        interrupt,
        onIncumbent(incumbent) {
          seen.push(incumbent);
          interrupt[0] = 1;
        },
      });
      expect(outcome.status).toBe("stopped");
      const left = check([], session.columnValues);
      expect(left.ok).toBe(true);
      expect(sign * left.objective).toBeGreaterThanOrEqual(sign * seen[0].incumbent - 1e-6);
      for (const { columnValues, incumbent, bound } of seen) {
        expect(check([], columnValues).objective).toBeCloseTo(incumbent, 6);
        expect(sign * bound).toBeGreaterThanOrEqual(sign * incumbent);
      }
      session.reset();
    }
  },
);

test("a run that is called off before it starts ends, and the next one does not hear of it", async () => {
  const item = indexSet("item", 40);
  const m = model("assignment-like");
  const x = m.variable("x", { over: [item, indexSet("place", 40)], lower: 0 });
  m.require("each", atLeast(sum(x, item), 1));
  m.require("room", atMost(sum(x, indexSet("place", 40)), 2));
  const cost = parameter({ over: x.over, data: (a, b) => 1 + ((Number(a) * 31 + Number(b) * 17) % 47) });
  m.minimize(total(mul(cost, x)));
  const session = await sessionOf(m);
  expect(session.run({ interrupt: flag(1) }).status).toBe("stopped");
  const optimal = session.run();
  expect(optimal.status).toBe("optimal");
  session.reset();
  expect(session.run({ interrupt: flag(0) })).toEqual({ ...optimal, iterations: expect.any(Number) });
});

test("progress tells a bound that holds and a gap that is the distance to it", async () => {
  const session = await sessionOf(hardKnapsack(7, 90, 5).model);
  const seen: RunProgress[] = [];
  session.run({ deadlineMs: 400, onProgress: (progress) => seen.push(progress) });
  const finite = seen.filter(({ relativeGap }) => Number.isFinite(relativeGap));
  expect(finite.length).toBeGreaterThan(0);
  for (const { incumbent, bound, relativeGap, elapsedMs } of finite) {
    expect(bound).toBeGreaterThanOrEqual(incumbent);
    expect(relativeGap).toBeCloseTo((bound - incumbent) / incumbent, 9);
    expect(elapsedMs).toBeGreaterThan(0);
  }
});

test.each(["onIncumbent", "onProgress"] as const)(
  "what %s throws ends the run and is thrown",
  async (listener) => {
    const session = await sessionOf(hardKnapsack(1, 100, 6).model);
    const error = new Error("the caller's own");
    const options = {
      [listener]: () => {
        throw error;
      },
    };
    expect(() => session.run(options)).toThrow(error);
    expect(session.run({ deadlineMs: 100 }).status).toBe("stopped");
  },
);

test("rows are appended to a session, and only behind those that are there", async () => {
  const build = (limits: number): Model => {
    const m = model("steps");
    const x = m.variable("x", { over: [], lower: 0 });
    const y = m.variable("y", { over: [], lower: 0, upper: 50 });
    for (let step = 0; step < limits; step++) m.require(`limit ${step}`, atMost(add(x, y), 100 - step));
    m.maximize(add(x, mul(2, y)));
    return m;
  };
  const session = await sessionOf(build(1));
  for (let limits = 1; limits < 6; limits++) {
    session.appendRows(standardForm(build(limits)));
    expect(session.run()).toMatchObject({ status: "optimal", bound: 151 - limits });
    expect(session.rowDuals.length).toBe(limits);
  }
  expect(() => session.appendRows(standardForm(build(2)))).toThrow(
    expect.objectContaining({
      code: "FS_SOLVE_BACKEND_FAILED",
      message: expect.stringContaining("must stay what they are"),
    }),
  );
});
