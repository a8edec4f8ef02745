import {
  fittedRowTrees,
  predictTrees,
  rowDesign,
  treeBooster,
  type Axis,
  type BoosterSettings,
  type Example,
  type FeatureFields,
  type FeatureRow,
  type FitOptions,
  type FittedRowTrees,
  type Predictor,
  type RowDesign,
  type StandardSchema,
  type TreeEnsemble,
} from "../../learn/index.js";
import { randomStream, breathe } from "../../math/index.js";
import type { IndexSets } from "../../model/index.js";
import { oracleBatch } from "../../solve/index.js";
import { modelOf, type OracleSession, type TrainableProblem } from "../problem/decision-problem.js";
import { requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "../losses/loss.js";
import { realisedObjectives, regretOf } from "../regret/regret.js";
import { targetOf } from "../problem/target-of.js";

/** Options of {@link boostedDecisions}. */
export interface BoostedDecisionsOptions<Row, S extends IndexSets, U extends string> extends Omit<
  BoosterSettings,
  "categorical" | "monotone"
> {
  /** The problem whose decisions are to become better. Its uncertain parameter is the target. */
  readonly through: TrainableProblem<S, U>;
  readonly loss: DecisionLoss;
  /** Default: `"boosted trees, "` and the loss's name. */
  readonly name?: string;
  readonly features?: StandardSchema<Row>;
  /** Trees of the ordinary fit (squared error), from which the loss goes on. Default 100. */
  readonly startTrees?: number;
  /** Most trees that follow the loss. Default 100. */
  readonly lossTrees?: number;
  /**
   * How far a tree follows the loss for a gradient of 1, as a share of the spread of the truths; times the learning rate.
   * Default 0.1: gradients of decision losses are large and noisy, and with steps of 1 the trees learn the noise within a few rounds.
   */
  readonly lossStep?: number;
  /** Share of the examples, the last ones, on which the number of trees is chosen by regret. Default 0.2. */
  readonly validationShare?: number;
}

/** {@link boostedDecisions} before fitting. */
export interface BoostedDecisionsPredictor<
  Row,
  S extends readonly Axis[],
  U extends string,
> extends Predictor<Row, S, U> {
  fit(examples: readonly Example<Row>[], options?: FitOptions): Promise<FittedRowTrees<Row, S, U>>;
}

/** The regret on validation is looked at after every so many trees. */
const JUDGED_EVERY = 5;

/**
 * Gradient boosting through a decision problem: trees of squared error first, then trees that follow the gradient of a decision loss by the
 * predictions (functional gradient descent: Friedman, "Greedy function approximation", 2001), each with a value for every entry in its
 * leaves. How many trees of both kinds is chosen by regret on the last examples; then all examples are used. Gradients of decision losses are
 * in units of decisions, so that steps are scaled by the spread of the truths.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_INVALID_TRUTH, `FS_SOLVE_NO_OPTIMUM`.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`, FS_LEARN_INVALID_OPTION.
 * @example
 * import { boostedDecisions, oracleProblem, spoPlus } from "foresolve/decide";
 * import { indexSet } from "foresolve/model";
 * import { topKOracle } from "foresolve/solve";
 *
 * const road = indexSet("road", ["bridge", "ferry"]);
 * const fastest = oracleProblem({
 *   name: "fastest road",
 *   uncertain: { over: [road], unit: "min" },
 *   oracle: () => topKOracle({ items: 2, count: 1, sense: "minimize" }),
 * });
 * const trees = boostedDecisions({ through: fastest, loss: spoPlus(), startTrees: 10, lossTrees: 10 });
 * const examples = Array.from({ length: 100 }, (_, day) => ({ features: { traffic: day }, truth: [day, 50] }));
 * const fitted = await trees.fit(examples);
 * fitted.card.loss; // => "spo+"
 */
export function boostedDecisions<
  Row extends FeatureFields<Row> = FeatureRow,
  const S extends IndexSets = IndexSets,
  const U extends string = string,
>(options: BoostedDecisionsOptions<Row, S, U>): BoostedDecisionsPredictor<Row, S, U> {
  const { through, loss, name = `boosted trees, ${loss.name}`, features, ...rest } = options;
  const { startTrees = 100, lossTrees = 100, lossStep = 0.1, validationShare = 0.2, ...settings } = rest;
  requireOption("boostedDecisions", "startTrees", startTrees, { least: 1, whole: true });
  requireOption("boostedDecisions", "lossTrees", lossTrees, { least: 0, whole: true });
  requireOption("boostedDecisions", "lossStep", lossStep, { above: 0 });
  requireOption("boostedDecisions", "validationShare", validationShare, { above: 0, below: 1 });
  const target = targetOf(through);
  return {
    name,
    target,
    async fit(examples, { seed = 0, signal, onProgress } = {}) {
      const design = rowDesign({ name, target, features, least: 2 }, examples);
      await loss.load?.();
      const session = await through.open();
      try {
        const held = Math.max(1, Math.min(design.rows - 1, Math.round(design.rows * validationShare)));
        const early = sliced(design, 0, design.rows - held);
        const late = sliced(design, design.rows - held, design.rows);
        const total = startTrees + lossTrees;
        const report = async (phase: string, done: number, of: number): Promise<void> => {
          onProgress?.({ phase, done, total: of });
          await breathe();
          signal?.throwIfAborted();
        };

        const search = boosting(early, session, loss, settings, lossStep, seed);
        const judge = judgeOf(late, session);
        let best = { start: 0, followed: 0, regret: Infinity };
        for (let grown = 1; grown <= total; grown++) {
          search.grow(grown > startTrees);
          if (grown % JUDGED_EVERY !== 0 && grown !== startTrees && grown !== total) continue;
          const regret = judge(search.ensemble());
          if (regret < best.regret)
            best = { start: Math.min(grown, startTrees), followed: Math.max(0, grown - startTrees), regret };
          await report("search", grown, total);
        }

        const final = boosting(sliced(design, 0, design.rows), session, loss, settings, lossStep, seed);
        const chosen = best.start + best.followed;
        for (let grown = 1; grown <= chosen; grown++) {
          final.grow(grown > best.start);
          if (grown % JUDGED_EVERY === 0 || grown === chosen) await report("refit", grown, chosen);
        }
        return fittedRowTrees<Row, S, U>(
          final.ensemble(),
          design,
          { name, target },
          {
            kind: "boosted trees",
            loss: loss.name,
            seed,
            settings: { startTrees, lossTrees, lossStep, validationShare, problem: through.name },
            figures: {
              startTrees: best.start,
              lossTrees: best.followed,
              validationRegret: best.regret,
              oracleCalls: session.oracle.solves,
            },
          },
        );
      } finally {
        session.dispose();
      }
    },
  };
}

/** Flat arrays of some rows. */
interface Rows {
  readonly features: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly truths: Float64Array;
  readonly weights?: Float64Array;
}

function sliced<Row>(design: RowDesign<Row>, from: number, to: number): Rows {
  const { features, truths, weights, rows } = design;
  const columns = design.columns.length;
  const dimension = truths.length / rows;
  return {
    features: features.subarray(from * columns, to * columns),
    rows: to - from,
    columns,
    truths: truths.subarray(from * dimension, to * dimension),
    ...(weights === undefined ? {} : { weights: weights.subarray(from, to) }),
  };
}

/** Trees in growth, first towards the truths, then along the loss. */
function boosting(
  data: Rows,
  session: OracleSession,
  loss: DecisionLoss,
  settings: BoosterSettings,
  lossStep: number,
  seed: number,
): { grow(followsLoss: boolean): void; ensemble(): TreeEnsemble } {
  const { rows, truths } = data;
  const { oracle } = session;
  const { dimension } = oracle;
  const { base, spread } = centreOf(data, dimension);
  const booster = treeBooster(data, { ...settings, base, seed });
  const optima = oracleBatch(rows, dimension);
  oracle.solveBatch(truths, optima);
  const random = randomStream(seed).split("loss");
  const step = loss.begin({
    oracle,
    ...modelOf(session),
    truths,
    optima,
    random,
  });
  const examples = Int32Array.from({ length: rows }, (_, row) => row);
  const losses = new Float64Array(rows);
  return {
    grow: (followsLoss) =>
      booster.grow((scores, gradient, hessian) => {
        hessian.fill(1);
        if (followsLoss) {
          step({ rows, examples, predictions: scores, truths, optima, losses, cotangents: gradient });
          for (let at = 0; at < gradient.length; at++) gradient[at]! *= lossStep * spread;
        } else for (let at = 0; at < gradient.length; at++) gradient[at] = scores[at]! - truths[at]!;
      }),
    ensemble: () => booster.ensemble(),
  };
}

/** Weighted mean of each entry, and the root mean square of what is around the means. */
function centreOf(
  { rows, truths, weights }: Rows,
  dimension: number,
): { readonly base: Float64Array; readonly spread: number } {
  const base = new Float64Array(dimension);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1;
    total += weight;
    for (let entry = 0; entry < dimension; entry++) base[entry]! += weight * truths[row * dimension + entry]!;
  }
  for (let entry = 0; entry < dimension; entry++) base[entry]! /= total;
  let squares = 0;
  for (let at = 0; at < truths.length; at++) squares += (truths[at]! - base[at % dimension]!) ** 2;
  return { base, spread: Math.sqrt(squares / truths.length) };
}

/** Total regret of an ensemble's decisions on held-out rows. */
function judgeOf(
  { features, rows, truths }: Rows,
  { oracle }: OracleSession,
): (ensemble: TreeEnsemble) => number {
  const best = oracleBatch(rows, oracle.dimension);
  const decided = oracleBatch(rows, oracle.dimension);
  oracle.solveBatch(truths, best);
  return (ensemble) => {
    oracle.solveBatch(predictTrees(ensemble, features, rows), decided);
    return regretOf(oracle.sense, realisedObjectives(decided, truths), best.objectives).total;
  };
}
