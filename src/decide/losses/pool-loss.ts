import { oracleBatch, type OracleBatch } from "../../solve/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { costScale } from "./perturbation.js";
import { SolutionPool } from "./solution-pool.js";

/** Options of all losses that look at a pool of decisions. */
export interface PoolOptions {
  /**
   * Probability that a step solves for its predictions, one oracle call per row, and adds the decisions to the pool; 0 trains
   * on the best decisions of the training examples alone, without any solve. Default 0.05.
   */
  readonly solveRatio?: number;
  /** Most decisions in the pool; then those go that were not met for the longest time. Default 300. */
  readonly mostSolutions?: number;
}

/**
 * One row as a loss over a pool sees it. Objectives are those of a problem that minimises (those of one that maximises have their
 * sign turned), in units of the spread: what a decision of the pool falls short of the best on average, by the truths of the
 * training examples.
 */
export interface PoolRow {
  /** Decisions in the pool. */
  count: number;
  /** [count] objectives by the prediction, and that of the best decision for the truth */
  readonly predicted: Float64Array;
  bestPredicted: number;
  /** [count] objectives by the truth, and the best one */
  readonly realised: Float64Array;
  bestRealised: number;
  /**
   * [count] sum of absolute differences of exposures from those of the best decision, times the mean absolute truth of the training
   * examples, in units of the spread; only for rules that have `seesDistances`
   */
  readonly distances: Float64Array;
  /** [count] written: derivative of the loss by `predicted`, and by `bestPredicted` */
  readonly slopes: Float64Array;
  bestSlope: number;
}

/** What makes one loss over a pool different from another. */
export interface PoolRule {
  /** What the loss is called in messages about its options. */
  readonly owner: string;
  readonly name: string;
  readonly source: string;
  /** True when predictions are brought to the length of their truth first, so that their size cannot lower the loss. */
  readonly isDirectional?: boolean;
  /**
   * Predictions that are longer than so many times the root mean square length of the truths of the training examples are
   * shortened to that length, so that a loss that is linear in them is bounded.
   */
  readonly reach?: number;
  readonly seesDistances?: boolean;
  /** Writes the slopes, and returns the loss of the row. */
  judge(row: PoolRow): number;
}

/** Examples by which the spread is measured; more would not make it more certain. */
const SPREAD_EXAMPLES = 200;

/** A loss that compares the best decision for the truth with those of a pool. */
export function poolLoss(
  rule: PoolRule,
  { solveRatio = 0.05, mostSolutions = 300 }: PoolOptions,
): DecisionLoss {
  if (!(solveRatio >= 0 && solveRatio <= 1))
    throw invalidOption(rule.owner, "solveRatio", solveRatio, "a number from 0 to 1");
  requireOption(rule.owner, "mostSolutions", mostSolutions, { least: 2, whole: true });
  return {
    name: rule.name,
    source: rule.source,
    comparesRows: true,
    begin({ oracle, truths: allTruths, optima: allOptima, random }) {
      const { dimension } = oracle;
      const sign = oracle.sense === "minimize" ? 1 : -1;
      const pool = SolutionPool.of(allOptima, oracle, random.split("pool"), mostSolutions);
      const dice = random.split("solve");
      const row: PoolRow = {
        count: 0,
        predicted: new Float64Array(mostSolutions),
        bestPredicted: 0,
        realised: new Float64Array(mostSolutions),
        bestRealised: 0,
        distances: new Float64Array(rule.seesDistances === true ? mostSolutions : 0),
        slopes: new Float64Array(mostSolutions),
        bestSlope: 0,
      };
      const spread = spreadOf(pool, allTruths, allOptima, row.realised);
      const scale = sign / spread;
      const distanceScale = costScale(allTruths) / spread;
      const mostLength = (rule.reach ?? Infinity) * typicalLength(allTruths, dimension);
      const scaled = new Float64Array(dimension);
      let decisions = oracleBatch(0, dimension);
      return ({ rows, predictions, truths, optima, losses, cotangents }) => {
        if (solveRatio > 0 && dice.uniform() < solveRatio) {
          if (decisions.objectives.length !== rows) decisions = oracleBatch(rows, dimension);
          oracle.solveBatch(predictions, decisions);
          for (let k = 0; k < rows; k++)
            pool.add(decisions.exposures, k * dimension, decisions.fixedCosts[k]);
        }
        row.count = pool.size;
        for (let k = 0; k < rows; k++) {
          const from = k * dimension;
          let factor = 1;
          let costs = predictions;
          let at = from;
          if (rule.isDirectional === true) factor = lengthRatio(truths, predictions, from, dimension);
          else if (mostLength < Infinity) factor = shortening(predictions, mostLength, from, dimension);
          const isScaled = rule.isDirectional === true || factor < 1;
          if (isScaled) {
            for (let d = 0; d < dimension; d++) scaled[d] = factor * predictions[from + d];
            costs = scaled;
            at = 0;
          }
          pool.objectives(costs, at, row.predicted);
          pool.objectives(truths, from, row.realised);
          row.bestPredicted = optima.fixedCosts[k];
          for (let d = 0; d < dimension; d++) row.bestPredicted += costs[at + d] * optima.exposures[from + d];
          for (let v = 0; v < row.count; v++) {
            row.predicted[v] *= scale;
            row.realised[v] *= scale;
          }
          row.bestPredicted *= scale;
          row.bestRealised = scale * optima.objectives[k];
          if (rule.seesDistances === true) {
            pool.distances(optima.exposures, from, row.distances);
            for (let v = 0; v < row.count; v++) row.distances[v] *= distanceScale;
          }
          losses[k] = rule.judge(row);
          for (let v = 0; v < row.count; v++) row.slopes[v] *= scale;
          for (let d = 0; d < dimension; d++)
            cotangents[from + d] = scale * row.bestSlope * optima.exposures[from + d];
          pool.addCombination(row.slopes, cotangents, from);
          if (isScaled) turnOnly(cotangents, predictions, factor, from, dimension);
        }
      };
    },
  };
}

/** Mean shortfall of the pool's decisions by the truths of evenly spaced examples; 1 where all are equally good. */
function spreadOf(
  pool: SolutionPool,
  truths: Float64Array,
  optima: OracleBatch,
  objectives: Float64Array,
): number {
  const examples = optima.objectives.length;
  const measured = Math.min(examples, SPREAD_EXAMPLES);
  let sum = 0;
  for (let k = 0; k < measured; k++) {
    const example = Math.floor((k * examples) / measured);
    pool.objectives(truths, example * pool.dimension, objectives);
    for (let v = 0; v < pool.size; v++) sum += Math.abs(objectives[v] - optima.objectives[example]);
  }
  const spread = sum / (measured * pool.size);
  return spread > 0 && spread < Infinity ? spread : 1;
}

/** How much longer the truth is than the prediction; 1 where there is no prediction to lengthen. */
function lengthRatio(
  truths: Float64Array,
  predictions: Float64Array,
  from: number,
  dimension: number,
): number {
  let truth = 0;
  let prediction = 0;
  for (let k = from; k < from + dimension; k++) {
    truth += truths[k] * truths[k];
    prediction += predictions[k] * predictions[k];
  }
  return prediction > 0 ? Math.sqrt(truth / prediction) : 1;
}

/** Root mean square length of the truths. */
function typicalLength(truths: Float64Array, dimension: number): number {
  let squares = 0;
  for (let k = 0; k < truths.length; k++) squares += truths[k] * truths[k];
  return Math.sqrt((squares * dimension) / truths.length);
}

/** What brings a prediction to the length that it may have at most; 1 where it is not longer. */
function shortening(predictions: Float64Array, mostLength: number, from: number, dimension: number): number {
  let squares = 0;
  for (let k = from; k < from + dimension; k++) squares += predictions[k] * predictions[k];
  return squares > mostLength * mostLength ? mostLength / Math.sqrt(squares) : 1;
}

/** From the slope by the lengthened prediction to that by the prediction: what would only lengthen it has no effect. */
function turnOnly(
  cotangents: Float64Array,
  predictions: Float64Array,
  factor: number,
  from: number,
  dimension: number,
): void {
  let along = 0;
  let squares = 0;
  for (let k = from; k < from + dimension; k++) {
    along += cotangents[k] * predictions[k];
    squares += predictions[k] * predictions[k];
  }
  if (squares === 0) return;
  for (let k = from; k < from + dimension; k++)
    cotangents[k] = factor * (cotangents[k] - (along / squares) * predictions[k]);
}
