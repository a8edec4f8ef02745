import { describe, expect, test } from "vitest";
import {
  add,
  atMost,
  indexSet,
  model,
  mul,
  total,
  uncertainParameter,
  type Model,
} from "../../model/index.js";
import { oracleBatch } from "../../solve/index.js";
import { choice } from "../../../test/small-problems.js";
import { decisionProblem } from "./decision-problem.js";

const hour = indexSet("hour", 2);

test("builds the model once, and opens as many sessions as are asked for", async () => {
  let built = 0;
  const problem = decisionProblem({
    uncertain: { over: [hour], unit: "EUR/MWh", name: "price" },
    build(price) {
      built++;
      expect([price.name, price.unit]).toEqual(["price", "EUR/MWh"]);
      const m = model("sale");
      m.maximize(total(mul(price, m.variable("output", { over: [hour], lower: 0, upper: 3 }))));
      return m;
    },
  });
  const [first, second] = [await problem.open(), await problem.open()];
  expect(built).toBe(1);
  const batch = oracleBatch(1, 2);
  first.dispose();
  second.oracle.solveBatch(Float64Array.of(2, -1), batch);
  expect([...batch.objectives, ...batch.exposures]).toEqual([6, 3, 0]);
  second.dispose();
});

test("separates what is known from what is not", async () => {
  const session = await choice("minimize", 2, { known: [10, 1] }).open();
  const batch = oracleBatch(1, 2);
  session.oracle.solveBatch(Float64Array.of(3, 4), batch);
  expect([batch.objectives[0], batch.fixedCosts[0], ...batch.exposures]).toEqual([5, 1, 0, 1]);
  session.dispose();
});

describe("refusals", () => {
  const declare = (build: Parameters<typeof decisionProblem>[0]["build"]): (() => unknown) => {
    return () => decisionProblem({ uncertain: { over: [hour] }, build });
  };
  const sale = (): { m: Model; output: ReturnType<Model["variable"]> } => {
    const m = model("sale");
    return { m, output: m.variable("output", { over: [hour], lower: 0, upper: 3 }) as never };
  };
  const UNUSED = expect.objectContaining({ code: "FS_DECIDE_NO_UNCERTAIN_PARAMETER" });

  test("a model that does not use the uncertain parameter", () => {
    const build = (): Model => {
      const { m, output } = sale();
      m.maximize(total(output));
      return m;
    };
    expect(declare(build)).toThrow(UNUSED);
    expect(declare(build)).toThrow(/uses no uncertain parameter/);
  });

  test("a model that uses another uncertain parameter, instead or besides", () => {
    const other = uncertainParameter("other", { over: [hour] });
    const instead = declare(() => {
      const { m, output } = sale();
      m.maximize(total(mul(other, output)) as never);
      return m;
    });
    expect(instead).toThrow(UNUSED);
    const besides = declare((price) => {
      const { m, output } = sale();
      m.maximize(add(total(mul(price, output)), total(mul(other, output))) as never);
      return m;
    });
    expect(besides).toThrow(/other uncertain parameters than the one passed to build/);
  });

  test("uncertain values in a constraint", () => {
    const build = declare((limit) => {
      const { m, output } = sale();
      m.require("limit", atMost(output, limit as never));
      m.maximize(total(mul(limit, output)) as never);
      return m;
    });
    expect(build).toThrow(expect.objectContaining({ code: "FS_SOLVE_NOT_COST_ONLY" }));
  });
});
