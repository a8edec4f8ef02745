import { describe, expect, test } from "vitest";
import { equal, indexSet, model, mul, total } from "../../model/index.js";
import { oracleBatch, topKOracle, type Oracle } from "../../solve/index.js";
import { choice } from "../../../test/small-problems.js";
import { checkedOracle } from "./checked-oracle.js";
import { decisionProblem } from "./decision-problem.js";

const COSTS = Float64Array.of(3, 1, 2, 0, 5, 9);

async function withModel(use: (model: Oracle) => void): Promise<void> {
  const session = await choice("minimize", 3).open();
  try {
    use(session.oracle);
  } finally {
    session.dispose();
  }
}

describe("an oracle beside a model", () => {
  test("answers for it when their optima are the same", async () => {
    await withModel((linear) => {
      const oracle = checkedOracle(topKOracle({ items: 3, count: 1, sense: "minimize" }), linear, "choice");
      const out = oracleBatch(2, 3);
      oracle.solveBatch(COSTS, out);
      expect([...out.objectives]).toEqual([1, 0]);
      expect([...out.exposures]).toEqual([0, 1, 0, 1, 0, 0]);
      const solvesBefore = linear.solves;
      oracle.solveBatch(COSTS, out);
      // Compared once, not for ever.
      expect(linear.solves).toBe(solvesBefore);
    });
  });

  test.each([
    ["another number of values", { items: 4, count: 1, sense: "minimize" }],
    ["the other sense", { items: 3, count: 1, sense: "maximize" }],
  ] as const)("is refused at once for %s", async (_, structure) => {
    await withModel((linear) => {
      expect(() => checkedOracle(topKOracle(structure), linear, "choice")).toThrow(
        expect.objectContaining({ code: "FS_DECIDE_ORACLE_DISAGREES" }),
      );
    });
  });

  test("is refused with both figures when it finds another optimum", async () => {
    await withModel((linear) => {
      const oracle = checkedOracle(topKOracle({ items: 3, count: 2, sense: "minimize" }), linear, "choice");
      expect(() => oracle.solveBatch(COSTS, oracleBatch(2, 3))).toThrow(
        expect.objectContaining({
          code: "FS_DECIDE_ORACLE_DISAGREES",
          message: expect.stringContaining("finds 3 where the solver finds 1"),
        }),
      );
    });
  });

  test("is refused when its decision is not worth what it says", async () => {
    await withModel((linear) => {
      const honest = topKOracle({ items: 3, count: 1, sense: "minimize" });
      const oracle = checkedOracle(
        {
          ...honest,
          solveBatch(costs, out) {
            honest.solveBatch(costs, out);
            out.exposures.fill(0);
          },
        },
        linear,
        "choice",
      );
      expect(() => oracle.solveBatch(COSTS, oracleBatch(2, 3))).toThrow(
        expect.objectContaining({ code: "FS_DECIDE_ORACLE_DISAGREES" }),
      );
    });
  });

  test("serves a decision problem that names it", async () => {
    const item = indexSet("item", 3);
    const problem = decisionProblem({
      uncertain: { over: [item] },
      build(cost) {
        const m = model("cheapest");
        const take = m.variable("take", { over: [item], lower: 0, upper: 1 });
        m.require("one of them", equal(total(take), 1));
        m.minimize(total(mul(cost, take)));
        return m;
      },
      oracle: () => topKOracle({ items: 3, count: 1, sense: "minimize" }),
    });
    const { oracle, dispose } = await problem.open();
    const out = oracleBatch(2, 3);
    oracle.solveBatch(COSTS, out);
    dispose();
    expect([...out.objectives]).toEqual([1, 0]);
  });
});
