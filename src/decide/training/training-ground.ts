import { ForesolveError } from "../../errors.js";
import type { Example } from "../../learn/index.js";
import { isCostOnly, oracleBatch, type Oracle, type OracleBatch } from "../../solve/index.js";
import type { DecisionProblem, OracleSession, TrainableProblem } from "../problem/decision-problem.js";
import { Hindsight } from "./hindsight.js";
import type { ExamplesOracle } from "../problem/instance-oracle.js";
import { openJudge } from "../problem/judge.js";
import type { DecisionLoss, Outcomes } from "../losses/loss.js";
import { regretOf, type Regret } from "../regret/regret.js";
import { RegretJudge, roundingOf } from "../regret/regret-judge.js";
import { truthsOf } from "../problem/truths.js";

/** Judges predictions for the same examples each time. */
export interface ExamplesJudge {
  /** @param predictions [rows, dimension] */
  judge(predictions: Float64Array): { readonly regret: Regret };
  /** Totals that differ by less differ by the solver's rounding. */
  readonly rounding: number;
}

/** A problem at work while predictors are trained through it, and the examples that they are trained on. */
export interface TrainingGround {
  readonly session: OracleSession;
  /** To be told about which examples it is asked. Refuses to solve where unknown values are not in the objective alone. */
  readonly oracle: ExamplesOracle;
  /**
   * The realised cost of the decision for a prediction [dimension] on an example, less being better whatever the sense.
   * Null where the oracle knows it.
   */
  readonly costOf: ((prediction: Float64Array, example: number) => number) | null;
  /** The problem itself, where there is `costOf`: for losses that want slopes of realised costs. */
  readonly outcomes: Outcomes | null;
  /** The best decisions for truths of the first examples; only their objectives where there is no oracle. Not to be changed. */
  optimaOf(truths: Float64Array): OracleBatch;
  /** A judge on the examples from one to before another. */
  judgeOf(from: number, to: number): ExamplesJudge;
  /** Solves so far. */
  readonly solves: number;
  dispose(): void;
}

/**
 * Makes a problem ready to be trained through: by its oracle, or, for losses that ask for realised costs only, by judging
 * each decision once the truth is known.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_TRUTH`, `FS_SOLVE_NOT_COST_ONLY` for a loss that needs an oracle which
 * the problem does not have, `FS_DECIDE_ROWS_DIFFER` for one that compares decisions of rows whose constraints differ.
 */
export async function openTrainingGround(
  problem: TrainableProblem,
  loss: DecisionLoss,
  data: readonly Example<unknown>[],
): Promise<TrainingGround> {
  await loss.load?.();
  if (loss.takesOutcomes === true && isDecisionProblem(problem) && needsOutcomes(problem))
    return outcomeGround(problem, data);
  const session = await problem.open();
  try {
    if (session.oracleOver === undefined) return oracleGround(session, data);
    const oracle = session.oracleOver(data.map(({ features }) => features));
    if (loss.comparesRows === true) throw rowsDiffer(loss.name, problem.name);
    // Without the solver: its model has more slots than are predicted.
    return oracleGround({ oracle, dispose: () => session.dispose() }, data);
  } catch (error) {
    session.dispose();
    throw error;
  }
}

/** Whether a problem has its model, not an oracle alone. */
export function isDecisionProblem(problem: TrainableProblem): problem is DecisionProblem {
  return "form" in problem;
}

/** Whether an oracle over costs cannot say what decisions turn out to be worth. */
export function needsOutcomes({ form, stages, uncertain, slotsOf }: DecisionProblem): boolean {
  const entries = uncertain.over.reduce((product, { keys }) => product * keys.length, 1);
  const hasKnown = slotsOf !== undefined && form.slots.count !== entries;
  const hasRecourse = stages !== undefined && (stages.hasSecondStage || stages.softRows.length > 0);
  return hasKnown || hasRecourse || !isCostOnly(form);
}

function rowsDiffer(loss: string, problem: string): ForesolveError {
  return new ForesolveError("FS_DECIDE_ROWS_DIFFER", {
    message: `The loss "${loss}" compares decisions of different rows, but rows of "${problem}" differ in what is known of them: what is decided for one need not be feasible for another.`,
    fix: "Train with a loss that decides for each row on its own: spoPlus(), perturbedFenchelYoung(), perturbedOptimizer(), perturbationGradient().",
    data: { loss, problem },
  });
}

function oracleGround(
  session: OracleSession & { readonly oracle: ExamplesOracle },
  data: readonly Example<unknown>[],
): TrainingGround {
  const { oracle } = session;
  const hindsight = new Hindsight(oracle, truthsOf(data, oracle.dimension));
  return {
    session,
    oracle,
    costOf: null,
    outcomes: null,
    optimaOf: (truths) => hindsight.optimaOf(truths),
    judgeOf: (from, to) =>
      new RegretJudge(oracle, data.slice(from, to), { best: hindsight.between(from, to), first: from }),
    get solves() {
      return oracle.solves;
    },
    dispose: () => session.dispose(),
  };
}

async function outcomeGround(
  problem: DecisionProblem,
  data: readonly Example<unknown>[],
): Promise<TrainingGround> {
  const { form, uncertain } = problem;
  const dimension = uncertain.over.reduce((product, { keys }) => product * keys.length, 1);
  const truths = truthsOf(data, dimension);
  const truthOf = (row: number): Float64Array => truths.subarray(row * dimension, (row + 1) * dimension);
  const judge = await openJudge(problem);
  const { sense } = form;
  const sign = sense === "minimize" ? 1 : -1;
  let solves = 0;
  const bestOf = new Map<number, number>();
  const best = (row: number): number => {
    let known = bestOf.get(row);
    if (known !== undefined) return known;
    solves++;
    known = judge.best(truthOf(row), data[row].features);
    bestOf.set(row, known);
    return known;
  };
  const realised = (prediction: Float64Array, row: number): number => {
    solves++;
    return judge.costOf(prediction, truthOf(row), data[row].features);
  };
  const oracle: Oracle = {
    dimension,
    sense,
    get solves() {
      return solves;
    },
    solveBatch() {
      throw new Error(`Model "${form.name}" has no oracle: its losses are to ask for realised costs.`);
    },
  };
  return {
    session: { oracle, dispose: () => judge.dispose() },
    oracle,
    costOf: (prediction, row) => sign * realised(prediction, row),
    outcomes: {
      form,
      stages: problem.stages ?? null,
      slotsOf: (values, row) => problem.slotsOf?.(values, data[row].features) ?? Float64Array.from(values),
    },
    optimaOf(ofFirst) {
      const optima = oracleBatch(ofFirst.length / dimension, dimension);
      for (let row = 0; row < optima.objectives.length; row++) optima.objectives[row] = best(row);
      return optima;
    },
    judgeOf(from, to) {
      const bests = Float64Array.from({ length: to - from }, (__, k) => best(from + k));
      return {
        rounding: roundingOf(bests),
        judge: (predictions) => ({
          regret: regretOf(
            sense,
            Float64Array.from(bests, (__, k) =>
              realised(predictions.subarray(k * dimension, (k + 1) * dimension), from + k),
            ),
            bests,
          ),
        }),
      };
    },
    get solves() {
      return solves;
    },
    dispose: () => judge.dispose(),
  };
}
