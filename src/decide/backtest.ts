import { ForesolveError } from "../errors.js";
import type { Example } from "../learn/index.js";
import { blockBootstrapInterval, meanAbsoluteError, rootMeanSquareError } from "../math/index.js";
import { oracleBatch } from "../solve/index.js";
import type { DecisionProblem } from "./decision-problem.js";
import type { Decision, Policy, PolicyKind } from "./policy.js";
import { realisedObjectives, regretOf } from "./regret.js";
import { truthsOf } from "./truths.js";

/** A difference of mean objectives between two policies on the same rows, in favour of the first where positive. */
export interface PairedInterval {
  /** The policy that is compared against. */
  readonly against: string;
  /** Sum over all rows of the advantage, in the objective's unit. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

/** How one policy fared. */
export interface PolicyResult {
  readonly name: string;
  readonly kind: PolicyKind | "hindsight";
  /** Sum of realised objectives over all rows. */
  readonly objective: number;
  /** Objective over that of perfect hindsight (for problems that minimise: the other way round). */
  readonly shareOfHindsight: number;
  /** Sum of regrets, in the objective's unit. */
  readonly regret: number;
  readonly ratioOfSums: number;
  readonly meanOfRatios: number;
  /** Advantage over the strongest simple baseline; null for that baseline itself. */
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
 * `FS_DECIDE_INVALID_OPTION` when two policies share a name.
 */
export async function backtest<Row>(options: BacktestOptions<Row>): Promise<BacktestReport> {
  const { policies, data, blockLength = 7, level = 0.95, seed = 0, signal } = options;
  const problem = options.problem as DecisionProblem;
  requireUsable(policies, data.length);
  const { sense } = problem.form;
  const truths = truthsOf(data, problem.form.slots.count);
  const best = await bestObjectives(problem, truths, data.length);

  const runs: {
    readonly policy: Policy<Row>;
    readonly decisions: Decision[];
    readonly objectives: Float64Array;
  }[] = [];
  for (const policy of policies) {
    const decisions: Decision[] = [];
    await policy.open();
    for (const { features } of data) {
      signal?.throwIfAborted();
      decisions.push(await policy.decide(features));
      options.onProgress?.({ policy: policy.name, done: decisions.length, total: data.length });
    }
    policy.dispose();
    runs.push({ policy, decisions, objectives: realisedOf(decisions, truths) });
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
    let interval: PairedInterval | null = null;
    if (strongest !== null && strongest.policy.name !== name) {
      const advantage = objectives.map((value, row) => better * (value - strongest.objectives[row]));
      const { estimate, lower, upper } = blockBootstrapInterval(advantage, {
        blockLength: Math.min(blockLength, data.length),
        level,
        seed,
        statistic: "sum",
      });
      interval = { against: strongest.policy.name, estimate, lower, upper, level };
    }
    return {
      name,
      kind,
      objective,
      shareOfHindsight: sense === "maximize" ? objective / sumOf(best) : sumOf(best) / objective,
      regret: total,
      ratioOfSums,
      meanOfRatios,
      interval,
      forecast: forecastErrors(decisions, truths),
      unprovenDecisions: decisions.filter((decision) => decision.source !== "optimal").length,
      objectives,
      decisions,
    };
  };
  return {
    policies: [
      ...runs.map(({ policy, decisions, objectives }) =>
        result(policy.name, policy.kind, objectives, decisions),
      ),
      result("perfect hindsight", "hindsight", best, []),
    ],
    strongestBaseline: strongest?.policy.name ?? null,
    sense,
    rows: data.length,
    blockLength,
  };
}

async function bestObjectives(
  problem: DecisionProblem,
  truths: Float64Array,
  rows: number,
): Promise<Float64Array> {
  const session = await problem.open();
  try {
    const batch = oracleBatch(rows, problem.form.slots.count);
    session.oracle.solveBatch(truths, batch);
    return batch.objectives;
  } finally {
    session.dispose();
  }
}

function realisedOf(decisions: readonly Decision[], truths: Float64Array): Float64Array {
  const dimension = truths.length / decisions.length;
  const exposures = new Float64Array(truths.length);
  for (const [row, decision] of decisions.entries()) exposures.set(decision.exposure, row * dimension);
  const fixedCosts = Float64Array.from(decisions, (decision) => decision.fixedCost);
  return realisedObjectives({ exposures, fixedCosts }, truths);
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
  const names = policies.map((policy) => policy.name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) {
    throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
      message: `Two policies of a backtest are named "${twice}".`,
      fix: "Give every policy a name of its own: the report tells them apart by it.",
      data: { option: "policies", name: twice },
    });
  }
}
