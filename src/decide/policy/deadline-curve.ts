import { ForesolveError } from "../../errors.js";
import { entryCount, type Example } from "../../learn/index.js";
import { quantile } from "../../math/index.js";
import { bestObjectives, realisedOf } from "../regret/judged-objectives.js";
import type { DecisionProblem } from "../problem/decision-problem.js";
import type { DecideOptions, Decision, Policy } from "./decision.js";
import { regretOf } from "../regret/regret.js";
import { truthsOf } from "../problem/truths.js";

/** Options of {@link deadlineCurve}. */
export interface DeadlineCurveOptions<Row> {
  readonly policy: Policy<Row>;
  readonly problem: DecisionProblem;
  /** Examples that the policy was not fitted to. */
  readonly data: readonly Example<Row>[];
  /** The deadlines to try, in milliseconds. */
  readonly deadlinesMs: readonly number[];
  readonly fallback?: DecideOptions<Row>["fallback"];
  /** [rows] best objectives in hindsight, where they are known; else every row is solved to optimality, however long that takes. */
  readonly best?: Float64Array;
}

/** What a deadline costs. */
export interface DeadlinePoint {
  readonly deadlineMs: number;
  readonly ratioOfSums: number;
  /** In the objective's unit. */
  readonly regret: number;
  /** How long decisions took: half of them, 99 % of them, and the slowest. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Share of decisions by where they came from; they sum to 1. */
  readonly shares: Readonly<Record<Decision["source"], number>>;
}

/**
 * Regret against latency: the same policy on the same rows under one deadline after the other. Where the curve is flat, more time
 * buys nothing. Times are those of this machine, now; the rest of the curve is only as repeatable as they are.
 *
 * @throws ForesolveError `FS_DECIDE_TOO_FEW_EXAMPLES` without rows, `FS_DECIDE_INVALID_OPTION` without deadlines or for one that is
 * not a number, `FS_DECIDE_INVALID_TRUTH`, and what the policy and the judge throw.
 * @example
 * import { indexSet, model, mul, total } from "foresolve/model";
 * import { rulePredictor } from "foresolve/learn";
 * import { deadlineCurve, decisionProblem, policy } from "foresolve/decide";
 *
 * const hour = indexSet("hour", 2);
 * const sale = decisionProblem({
 *   uncertain: { over: [hour], unit: "EUR/MWh" },
 *   build(price) {
 *     const m = model("sale");
 *     m.maximize(total(mul(price, m.variable("output", { over: [hour], unit: "MWh", lower: 0, upper: 1 }))));
 *     return m;
 *   },
 * });
 * const asYesterday = rulePredictor({
 *   name: "as yesterday",
 *   target: { over: [hour], unit: "EUR/MWh" },
 *   predict: (row: { yesterday: number[] }) => row.yesterday,
 * });
 * const curve = await deadlineCurve({
 *   policy: policy({ predictor: asYesterday, problem: sale }),
 *   problem: sale,
 *   data: [{ features: { yesterday: [30, -5] }, truth: [20, -10] }],
 *   deadlinesMs: [0, 1000],
 * });
 * curve.map(({ shares }) => shares.fallback); // => [1, 0]
 * curve[1].regret; // => 0
 */
export async function deadlineCurve<Row>(options: DeadlineCurveOptions<Row>): Promise<DeadlinePoint[]> {
  const { policy, data, deadlinesMs, fallback } = options;
  const problem = options.problem as DecisionProblem;
  requireUsable(data.length, deadlinesMs);
  const truths = truthsOf(data, entryCount({ over: problem.uncertain.over }));
  const best = options.best ?? (await bestObjectives(problem, data, truths));
  const curve: DeadlinePoint[] = [];
  try {
    await policy.open();
    for (const deadlineMs of deadlinesMs) {
      const decisions: Decision[] = [];
      const tookMs = new Float64Array(data.length);
      for (const [row, { features }] of data.entries()) {
        const started = performance.now();
        const decision = await policy.decide(
          features,
          fallback === undefined ? { deadlineMs } : { deadlineMs, fallback },
        );
        tookMs[row] = performance.now() - started;
        decisions.push(decision);
      }
      const realised = await realisedOf(problem, decisions, data, truths);
      const { total, ratioOfSums } = regretOf(problem.form.sense, realised, best);
      const share = (source: Decision["source"]): number =>
        decisions.filter((decision) => decision.source === source).length / decisions.length;
      curve.push({
        deadlineMs,
        ratioOfSums,
        regret: total,
        p50Ms: quantile(tookMs, 0.5),
        p99Ms: quantile(tookMs, 0.99),
        maxMs: quantile(tookMs, 1),
        shares: {
          optimal: share("optimal"),
          incumbent: share("incumbent"),
          fallback: share("fallback"),
          plan: share("plan"),
        },
      });
    }
  } finally {
    policy.dispose();
  }
  return curve;
}

function requireUsable(rows: number, deadlinesMs: readonly number[]): void {
  if (rows === 0) {
    throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
      message: "A curve of deadlines needs at least one held-out example.",
      fix: "Hold back the last part of the data; some hundred rows show a tail.",
      data: { rows },
    });
  }
  if (deadlinesMs.length > 0 && !deadlinesMs.some((deadlineMs) => Number.isNaN(deadlineMs))) return;
  throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message: `Option deadlinesMs of deadlineCurve is [${deadlinesMs.join(", ")}].`,
    fix: "Pass at least one deadline, each a number of milliseconds.",
    data: { option: "deadlinesMs", value: deadlinesMs },
  });
}
