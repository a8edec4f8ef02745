import { ForesolveError } from "../../errors.js";
import { entryCount, type Example } from "../../learn/index.js";
import { meanAbsoluteError, rootMeanSquareError, breath } from "../../math/index.js";
import type { DecisionProblem } from "../problem/decision-problem.js";
import { bestObjectives, realisedOf } from "./judged-objectives.js";
import { pairedInterval, type PairedInterval } from "./paired-interval.js";
import type { Decision, Policy, PolicyKind } from "../policy/decision.js";
import { regretOf } from "./regret.js";
import { truthsOf } from "../problem/truths.js";

/** How one policy fared. */
export interface PolicyResult {
  readonly name: string;
  readonly kind: PolicyKind | "hindsight";
  /** Sum of realised objectives over all rows. */
  readonly objective: number;
  /** Objective over that of perfect hindsight; where hindsight too can only lose or pay, the other way round. At most 1. */
  readonly shareOfHindsight: number;
  /** Sum of regrets, in the objective's unit. */
  readonly regret: number;
  readonly ratioOfSums: number;
  readonly meanOfRatios: number;
  /** Advantage over the strongest simple baseline; null for that baseline itself, and with too few rows to tell. */
  readonly interval: PairedInterval | null;
  /** Errors of the predictions behind the decisions; null for policies that predict nothing. */
  readonly forecast: { readonly rmse: number; readonly mae: number } | null;
  /** Decisions that were not proven best for their prediction. */
  readonly unprovenDecisions: number;
  /** [rows] */
  readonly objectives: Float64Array;
  /** [rows] empty for perfect hindsight */
  readonly decisions: readonly Decision[];
}

/** What {@link backtest} found. */
export interface BacktestReport {
  /** In the order given, perfect hindsight last. */
  readonly policies: readonly PolicyResult[];
  /** Name of the strongest policy of kind "baseline"; null when there is none. */
  readonly strongestBaseline: string | null;
  readonly sense: "minimize" | "maximize";
  readonly rows: number;
  readonly blockLength: number;
}

/** Options of {@link backtest}. */
export interface BacktestOptions<Row> {
  readonly policies: readonly Policy<Row>[];
  readonly problem: DecisionProblem;
  /** Held-out examples in chronological order. */
  readonly data: readonly Example<Row>[];
  /** Rows per block of the bootstrap: long enough that blocks are nearly independent. Default 7. */
  readonly blockLength?: number;
  /** Default 0.95. */
  readonly level?: number;
  /** Seed of the bootstrap. Default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: {
    readonly policy: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

/**
 * Lets policies decide row after row on data they were not fitted to, and compares what their decisions turn out to
 * be worth: all through the same problem and the same truths, against perfect hindsight and the strongest simple
 * baseline. The interval is a paired block bootstrap over rows.
 *
 * @throws ForesolveError `FS_DECIDE_TOO_FEW_EXAMPLES` when there is no row, `FS_DECIDE_INVALID_TRUTH`,
 * `FS_DECIDE_INVALID_OPTION` for a block length or level outside its range or when two policies share a name,
 * `FS_DECIDE_TARGET_MISMATCH` when a policy decides about another problem, `FS_SOLVE_NO_OPTIMUM` for a truth without an
 * optimal decision, `FS_DECIDE_INFEASIBLE_TRUTH` for one that breaks a plan of a problem without recourse, and what the policies throw. A policy is disposed of when its turn is over, also by an error.
 * @example
 * import { indexSet, model, mul, total } from "foresolve/model";
 * import { rulePredictor } from "foresolve/learn";
 * import { backtest, decisionProblem, fixedPlan, policy } from "foresolve/decide";
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
 * const report = await backtest({
 *   problem: sale,
 *   policies: [
 *     fixedPlan({ name: "sell all", problem: sale, columnValues: Float64Array.of(1, 1) }),
 *     policy({ predictor: asYesterday, problem: sale }),
 *   ],
 *   data: [
 *     { features: { yesterday: [30, -5] }, truth: [20, -10] },
 *     { features: { yesterday: [20, -10] }, truth: [25, 5] },
 *   ],
 * });
 * report.policies.map(({ name, objective }) => [name, objective]); // => [["sell all", 40], ["as yesterday", 45], ["perfect hindsight", 50]]
 * report.strongestBaseline; // => "sell all"
 */
export async function backtest<Row>(options: BacktestOptions<Row>): Promise<BacktestReport> {
  const { policies, data, blockLength = 7, level = 0.95, seed = 0, signal } = options;
  const problem = options.problem as DecisionProblem;
  requireUsable(policies, data.length);
  requireInterval(blockLength, level);
  const { sense } = problem.form;
  const truths = truthsOf(data, entryCount({ over: problem.uncertain.over }));
  const best = await bestObjectives(problem, data, truths);

  const runs: {
    readonly policy: Policy<Row>;
    readonly decisions: Decision[];
    readonly objectives: Float64Array;
  }[] = [];
  const pause = breath();
  for (const policy of policies) {
    const decisions: Decision[] = [];
    try {
      await policy.open();
      for (const { features } of data) {
        // Decisions hardly ever wait: without a pause now and then no timer and no key press would be heard.
        if (pause.due()) await pause.take();
        signal?.throwIfAborted();
        const decision = await policy.decide(features);
        requireSameProblem(policy.name, decision, problem);
        decisions.push(decision);
        options.onProgress?.({ policy: policy.name, done: decisions.length, total: data.length });
      }
    } finally {
      policy.dispose();
    }
    runs.push({ policy, decisions, objectives: await realisedOf(problem, decisions, data, truths) });
  }

  const better = sense === "maximize" ? 1 : -1;
  const baselines = runs.filter(({ policy }) => policy.kind === "baseline");
  const strongest = baselines.reduce<(typeof runs)[number] | null>(
    (champion, run) =>
      champion === null || better * (sumOf(run.objectives) - sumOf(champion.objectives)) > 0 ? run : champion,
    null,
  );
  const result = (
    name: string,
    kind: PolicyResult["kind"],
    objectives: Float64Array,
    decisions: readonly Decision[],
  ): PolicyResult => {
    const { total, ratioOfSums, meanOfRatios } = regretOf(sense, objectives, best);
    const objective = sumOf(objectives);
    const interval =
      strongest === null || strongest.policy.name === name
        ? null
        : pairedInterval(
            objectives.map((value, row) => better * (value - strongest.objectives[row])),
            { against: strongest.policy.name, blockLength, level, seed },
          );
    return {
      name,
      kind,
      objective,
      shareOfHindsight: shareOf(objective, sumOf(best), better),
      regret: total,
      ratioOfSums,
      meanOfRatios,
      interval,
      forecast: forecastErrors(decisions, truths),
      unprovenDecisions: decisions.filter(({ source }) => source === "incumbent" || source === "fallback")
        .length,
      objectives,
      decisions,
    };
  };
  return {
    policies: [
      ...runs.map(({ policy, decisions, objectives }) =>
        result(policy.name, policy.kind, objectives, decisions),
      ),
      result(HINDSIGHT, "hindsight", best, []),
    ],
    strongestBaseline: strongest?.policy.name ?? null,
    sense,
    rows: data.length,
    blockLength,
  };
}

/** Name of the row of the best decisions in hindsight. */
const HINDSIGHT = "perfect hindsight";

function shareOf(objective: number, best: number, better: 1 | -1): number {
  if (objective === best) return 1;
  return better * best > 0 ? objective / best : best / objective;
}

function forecastErrors(decisions: readonly Decision[], truths: Float64Array): PolicyResult["forecast"] {
  if (decisions.length === 0 || decisions.some((decision) => decision.prediction === null)) return null;
  const predictions = new Float64Array(truths.length);
  const dimension = truths.length / decisions.length;
  for (const [row, { prediction }] of decisions.entries()) predictions.set(prediction!, row * dimension);
  return { rmse: rootMeanSquareError(predictions, truths), mae: meanAbsoluteError(predictions, truths) };
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function requireUsable(policies: readonly Policy<never>[], rows: number): void {
  if (rows === 0) {
    throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
      message: "A backtest needs at least one held-out example.",
      fix: "Hold back the last part of the data, a year if there is one.",
      data: { rows },
    });
  }
  const names = [...policies.map((policy) => policy.name), HINDSIGHT];
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) {
    throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
      message: `Two policies of a backtest are named "${twice}".`,
      fix: `Give every policy a name of its own, and none of them "${HINDSIGHT}": the report tells them apart by it.`,
      data: { option: "policies", name: twice },
    });
  }
}

function requireInterval(blockLength: number, level: number): void {
  const demands: readonly (readonly [string, number, boolean, string])[] = [
    [
      "blockLength",
      blockLength,
      Number.isInteger(blockLength) && blockLength >= 1,
      "a whole number of rows of at least 1",
    ],
    ["level", level, level > 0 && level < 1, "a coverage between 0 and 1, such as 0.95"],
  ];
  for (const [option, value, holds, demand] of demands) {
    if (holds) continue;
    throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
      message: `Option ${option} of backtest is ${value}.`,
      fix: `Pass ${demand}.`,
      data: { option, value },
    });
  }
}

/** A policy carries no type of its problem: at least the number of uncertain values must agree. */
function requireSameProblem(policy: string, { exposure }: Decision, problem: DecisionProblem): void {
  const { count } = problem.form.slots;
  if (exposure.length === count) return;
  throw new ForesolveError("FS_DECIDE_TARGET_MISMATCH", {
    message: `Policy "${policy}" decides about ${exposure.length} uncertain value(s), but the problem "${problem.model.name}" of the backtest has ${count}.`,
    fix: "Build the policies from the problem that is passed to the backtest.",
    data: { policy, given: exposure.length, expected: count },
  });
}
