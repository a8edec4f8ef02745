import { describe, expect, test } from "vitest";
import { rejection } from "../../../test/small-problems.js";
import { ridge, rulePredictor } from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import { atMost, indexSet, model, mul, total } from "../../model/index.js";
import { verifier } from "../../solve/index.js";
import { decisionProblem } from "../problem/decision-problem.js";
import { learnedProxy } from "./learned-proxy.js";
import { policy } from "./policy.js";

interface Row {
  readonly values: readonly number[];
}
const item = indexSet("item", 6);

/** Which items to take when their values are known and some limit holds. */
function packing() {
  const problem = decisionProblem({
    uncertain: { over: [item] },
    build(value) {
      const m = model("packing");
      const take = m.variable("take", { over: [item], domain: "binary" });
      m.require("room", atMost(total(take), 3));
      m.maximize(total(mul(value, take)));
      return m;
    },
  });
  const predictor = rulePredictor({
    name: "believer",
    target: { over: [item] },
    predict: (row: Row) => row.values,
  });
  return { problem, live: policy({ predictor, problem }), check: verifier(problem.form) };
}

const rows = (count: number): Row[] => {
  const stream = randomStream("proxy");
  return Array.from({ length: count }, () => ({ values: Array.from(item.keys, () => stream.normal()) }));
};

describe("a learned proxy", () => {
  test("answers without the solver with what it learned, repaired; its worth was measured on other rows", async () => {
    const { problem, live, check } = packing();
    const proxy = await learnedProxy<Row>({
      problem,
      policy: live,
      rows: rows(200),
      learner: (target) => ridge({ target }),
    });
    expect(proxy.check).toMatchObject({ rows: 40, feasibleShare: 1 });
    // Of three items taken at random next to nothing would be left.
    expect(proxy.check.shortfall).toBeLessThan(0.25);
    expect(proxy.check.shortfall).toBeGreaterThanOrEqual(0);
    let worth = 0;
    const kinds = new Set<unknown>();
    for (const row of rows(230).slice(200)) {
      const late = await live.decide(row, { deadlineMs: 0, fallback: proxy });
      kinds.add(late.fallback);
      expect(check(row.values, late.columnValues)).toMatchObject({
        ok: true,
        objective: late.predictedObjective,
      });
      worth += late.predictedObjective!;
    }
    expect(worth).toBeGreaterThan(0);
    // What has to be repaired has no time here, and gives way to the last plan where that holds.
    expect(kinds).toContain("learned");
    expect(proxy.check.heldShare).toBeLessThan(1);
    live.dispose();
  });

  test("needs rows, and a share of them to be measured on", async () => {
    const { problem, live } = packing();
    const options = {
      problem,
      policy: live,
      learner: (target: never) => ridge<Row, never, never>({ target }),
    };
    expect(await rejection(learnedProxy({ ...options, rows: rows(4) } as never))).toMatchObject({
      code: "FS_DECIDE_TOO_FEW_EXAMPLES",
    });
    expect(
      await rejection(learnedProxy({ ...options, rows: rows(9), heldOutShare: 1 } as never)),
    ).toMatchObject({
      code: "FS_DECIDE_INVALID_OPTION",
    });
    live.dispose();
  });
});
