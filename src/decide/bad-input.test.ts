import { expect, test } from "vitest";
import { refusalOf } from "../../test/refusal.js";
import { ridge, rulePredictor, type FittedPredictor } from "../learn/index.js";
import { atMost, indexSet, model, mul, sumSquares, total } from "../model/index.js";
import { backtest } from "./regret/backtest.js";
import { decisionProblem } from "./problem/decision-problem.js";
import { gridPathProblem } from "./families/shortest-path-case.js";
import { jointPredictor } from "./problem/joint-predictor.js";
import { openJudge } from "./problem/judge.js";
import { spoPlus } from "./losses/spo-plus.js";
import { policy } from "./policy/policy.js";
import { safetyMargin } from "./policy/safety-margin.js";
import { scenarioPolicy } from "./policy/scenario-policy.js";
import { train } from "./training/train.js";

interface Row {
  readonly weights: readonly number[];
  readonly budget: number;
}
const item = indexSet("item", 2);

/** Items whose weights are unknown, under a budget that the row tells; what is too heavy has no price. */
const packing = decisionProblem({
  uncertain: { weight: { over: [item], unit: "kg" } },
  known: { budget: { over: [], of: (row: Row) => [row.budget] } },
  build({ weight, budget }) {
    const m = model("packing");
    const take = m.variable("take", { over: [item], domain: "binary" });
    m.require("capacity", atMost(total(mul(weight, take)), 10));
    m.require("budget", atMost(total(take), budget));
    m.maximize(total(take));
    return m;
  },
});
const { target } = packing;
const roads = gridPathProblem({ height: 2, width: 2 });
const believer = rulePredictor({ name: "believer", target, predict: (row: Row) => row.weights });
const row: Row = { weights: [4, 5], budget: 2 };
/** A predictor that answers what it is told to, however wrong. */
const saying = (values: readonly number[]): FittedPredictor<Row, typeof target.over, string> => ({
  ...believer,
  predict: () => Float64Array.from(values),
});
const unfitted = ridge<{ x: number }, typeof target.over, string>({ target }) as never;
const judged = async (judge: (judge: Awaited<ReturnType<typeof openJudge>>) => unknown): Promise<unknown> => {
  const open = await openJudge(packing);
  try {
    return judge(open);
  } finally {
    open.dispose();
  }
};

test.each<readonly [what: string, attempt: () => unknown, said: readonly string[]]>([
  [
    "a predictor that is not fitted",
    () => policy({ predictor: unfitted, problem: packing }),
    ["FS_DECIDE_INVALID_OPTION", '"ridge" is not fitted', "predictor.fit(examples)"],
  ],
  [
    "a problem that has no model to verify plans with",
    () => {
      const problem = gridPathProblem({ height: 2, width: 2 });
      const { over } = problem.uncertain;
      const predictor = rulePredictor({ name: "even", target: { over }, predict: () => [1, 1, 1, 1] });
      return policy({ predictor, problem: problem as never });
    },
    ["FS_DECIDE_INVALID_OPTION", '"shortest path" has an oracle but no model', "decisionProblem"],
  ],
  [
    "a model that the warm solver does not take",
    () => {
      const curved = decisionProblem({
        uncertain: { over: [item] },
        build(value) {
          const m = model("curved");
          const share = m.variable("share", { over: [item], lower: 0, upper: 1 });
          m.require("risk", atMost(sumSquares(m, "risk", [share]), 1));
          m.maximize(total(mul(value, share)));
          return m;
        },
      });
      const even = rulePredictor({ name: "even", target: { over: [item] }, predict: () => [1, 1] });
      return policy({ predictor: even, problem: curved });
    },
    ["FS_SOLVE_NO_SOLVER", '"curved"', "quadratic constraints"],
  ],
  [
    "a prediction that is not a number",
    () => policy({ predictor: saying([4, Number.NaN]), problem: packing }).decide(row, { deadlineMs: 1 }),
    ["FS_SOLVE_WRONG_PARAMETERS", "Value 1", '"packing" is NaN'],
  ],
  [
    "predictions that are too few",
    () => policy({ predictor: saying([4]), problem: packing }).decide(row, { deadlineMs: 1 }),
    ["FS_SOLVE_WRONG_PARAMETERS", "3 uncertain value(s)", "2 were given"],
  ],
  [
    "a row that says nothing of what is known",
    () => policy({ predictor: saying([4, 5]), problem: packing }).decide({} as Row),
    ["FS_SOLVE_WRONG_PARAMETERS", '"budget"'],
  ],
  [
    "no row where something is known",
    () => judged((judge) => judge.best([4, 5])),
    ["FS_SOLVE_WRONG_PARAMETERS", '"budget"', "no row is given"],
  ],
  [
    "a plan of another length",
    () => judged((judge) => judge.realisedCost(Float64Array.of(1), [4, 5], row)),
    ["FS_DECIDE_INFEASIBLE_PLAN", "1 value(s)", "2 column(s)"],
  ],
  [
    "a truth that breaks a plan, without recourse: the example and the constraint are named",
    () =>
      backtest({
        problem: packing,
        policies: [policy({ predictor: believer, problem: packing })],
        data: [
          { features: row, truth: [4, 5] },
          { features: row, truth: [4, 9] },
        ],
      }),
    ["FS_DECIDE_INFEASIBLE_TRUTH", "Example 1", "breaks capacity", "a penalty for breaking"],
  ],
  [
    "a loss over costs where unknowns are in constraints",
    () =>
      train(ridge<{ x: number }, typeof target.over, string>({ target }), {
        data: Array.from({ length: 20 }, (_, x) => ({ features: { x, budget: 2 }, truth: [4, 5] })),
        loss: spoPlus(),
        through: packing,
      }),
    ["FS_SOLVE_NOT_COST_ONLY", '"packing"', "scoreFunction()"],
  ],
  [
    "the name of a loss, where a loss is wanted",
    () =>
      train(ridge<{ x: number }, typeof target.over, string>({ target }), {
        data: [],
        loss: "spo" as never,
        through: packing,
      }),
    ["FS_DECIDE_INVALID_OPTION", 'Option loss of train is "spo"', "spoPlus()"],
  ],
  [
    "examples without a truth",
    () =>
      train(
        ridge<{ load: number }, (typeof roads)["uncertain"]["over"], string>({
          target: { over: roads.uncertain.over },
        }),
        {
          data: Array.from({ length: 20 }, (_, load) => ({ features: { load } })) as never,
          loss: spoPlus(),
          through: roads,
        },
      ),
    ["FS_DECIDE_INVALID_TRUTH", "Example 0 has 0 realised value(s)", "4 uncertain ones"],
  ],
  [
    "a single unknown in a constraint",
    () =>
      decisionProblem({
        uncertain: { over: [item] },
        build(demand) {
          const m = model("supply");
          const sold = m.variable("sold", { over: [item], lower: 0, upper: 9 });
          m.require("demand", atMost(sold, demand));
          m.maximize(total(sold));
          return m;
        },
      }),
    ["FS_SOLVE_NOT_COST_ONLY", "demand[item=0]", "uncertain: { demand: { over, unit } }"],
  ],
  [
    "a parameter that nothing predicts",
    () => jointPredictor(packing, {} as never),
    ["FS_DECIDE_TARGET_MISMATCH", '"weight"', "a fitted predictor for each"],
  ],
  [
    "scenarios of a predictor that draws none",
    () => scenarioPolicy({ predictor: believer as never, problem: packing }),
    ["FS_DECIDE_INVALID_OPTION", "draws no scenarios", "nearestNeighbours"],
  ],
  [
    "a margin on predictions that are not numbers",
    () =>
      safetyMargin({
        predictor: saying([4, Number.NaN, 4, 5]),
        problem: packing,
        validation: [
          { features: row, truth: [4, 5] },
          { features: row, truth: [4, 5] },
        ],
      }),
    ["FS_SOLVE_WRONG_PARAMETERS", '"believer" gave NaN for entry 1 of row 0'],
  ],
])("%s is refused by name", async (_, attempt, said) => {
  const refusal = await refusalOf(attempt);
  for (const part of said) expect(refusal).toContain(part);
});
