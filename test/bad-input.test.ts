import { expect, test } from "vitest";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  readMps,
  square,
  total,
  type Model,
} from "../src/model/index.js";
import { solve } from "../src/solve/index.js";

/** What building or solving throws, as code and message. */
async function refusalOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return "nothing is thrown";
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code}: ${message}`;
  }
}

/** A plan with one variable of two entries. */
function plan(build: (m: Model, x: ReturnType<typeof hourly>) => void): Model {
  const m = model("plan");
  build(m, hourly(m));
  return m;
}

const hour = indexSet("hour", ["h1", "h2"]);
const hourly = (m: Model) => m.variable("output", { over: [hour], lower: 0 });

test.each<readonly [what: string, attempt: () => unknown, said: readonly string[]]>([
  ["an empty model", () => solve(model("plan")), ["FS_MODEL_NO_VARIABLES", '"plan"']],
  ["a model without objective", () => solve(plan(() => {})), ["FS_MODEL_NO_OBJECTIVE", '"plan"']],
  [
    "a parameter that is not a number",
    () => parameter({ name: "price", over: [hour], data: [1, Number.NaN] }),
    ["FS_MODEL_NOT_FINITE", "price[hour=h2] is NaN"],
  ],
  [
    "an infinite coefficient",
    () => plan((m, x) => m.minimize(total(mul(Infinity, x)))),
    ["FS_MODEL_NOT_FINITE", "Infinity"],
  ],
  [
    "a product that overflows",
    () => solve(plan((m, x) => m.minimize(total(mul(1e200, mul(1e200, x)))))),
    ["FS_MODEL_NOT_FINITE", "Infinity"],
  ],
  [
    "two variables of one name",
    () => plan((m) => hourly(m)),
    ["FS_MODEL_DUPLICATE_NAME", 'variable "output"'],
  ],
  [
    "two constraints of one name",
    () =>
      plan((m, x) => {
        m.require("limit", atMost(x, 1));
        m.require("limit", atMost(x, 2));
      }),
    ["FS_MODEL_DUPLICATE_NAME", 'constraint "limit"'],
  ],
  [
    "a variable of another model",
    () => plan((m, x) => m.minimize(total(add(x, hourly(model("other")))))),
    ["FS_MODEL_FOREIGN_VARIABLE", '"other"'],
  ],
  [
    "an objective that is not convex",
    () => solve(plan((m, x) => m.maximize(total(square(x))))),
    ["FS_MODEL_NOT_CONVEX", "output[hour=h1] by 1"],
  ],
  [
    "an MPS file with a broken line",
    () => readMps("ROWS\n N cost\n L limit\nCOLUMNS\n x cost 1 limit two\nENDATA"),
    ["FS_MODEL_FILE_MALFORMED", "Line 5", '"two"'],
  ],
])("%s is refused by name", async (_, attempt, said) => {
  const refusal = await refusalOf(attempt);
  for (const part of said) expect(refusal).toContain(part);
});

test("infeasible, unbounded and called off are values of the status", async () => {
  const infeasible = plan((m, x) => {
    m.require("demand", equal(total(x), -1));
    m.minimize(total(x));
  });
  expect(await solve(infeasible)).toMatchObject({
    status: "infeasible",
    reason: expect.stringContaining('"plan"'),
  });
  const unbounded = plan((m, x) => {
    m.require("floor", atLeast(x, 1));
    m.maximize(total(x));
  });
  expect(await solve(unbounded)).toMatchObject({ status: "unbounded" });
  expect(await solve(unbounded, { signal: AbortSignal.abort() })).toMatchObject({ status: "no-solution" });
});

test("numbers of 1e12 are warned about with their rows, and solved all the same", async () => {
  const m = plan((own, x) => {
    own.require("grams", atMost(mul(1e12, x), 3e12));
    own.require("tonnes", atMost(x, 2));
    own.maximize(total(x));
  });
  const solution = await solve(m);
  expect(solution.warnings.map(({ kind, row }) => `${row}: ${kind}`)).toEqual([
    "grams[hour=h1]: large coefficient",
    "grams[hour=h1]: large right-hand side",
    "grams[hour=h2]: large coefficient",
    "grams[hour=h2]: large right-hand side",
  ]);
  expect(solution).toMatchObject({ status: "optimal", objective: 4 });
});
