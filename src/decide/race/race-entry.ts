import type { FittedPredictor, Predictor } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import type { DecisionLoss } from "../losses/loss.js";
import type { RaceEntrant, RaceRole } from "./race-report.js";

/** One that takes part in a race, with what is known of it so far. */
export class RaceEntry<Row, S extends IndexSets, U extends string> {
  readonly name: string;
  readonly predictor: Predictor<Row, S, U>;
  readonly loss: DecisionLoss | null;
  readonly role: RaceRole;
  /** [examples] regret on rows that the fit had not seen; NaN where it was not judged yet. */
  readonly regrets: Float64Array;
  /** [examples, dimension] what it predicted there. */
  readonly predictions: Float64Array;
  foldsJudged = 0;
  oracleCalls = 0;
  /** Solves of the dearest trial so far. */
  dearestTrial = 0;
  /** The fit of its last fold: what is left when there is no time for a fit to all examples. */
  lastFit: FittedPredictor<Row, S, U> | null = null;
  /** Why it could not take part. */
  withdrawn: string | null = null;
  #regretSum = 0;
  #bestSum = 0;

  constructor(options: {
    readonly predictor: Predictor<Row, S, U>;
    readonly loss: DecisionLoss | null;
    readonly role: RaceRole;
    readonly examples: number;
    readonly dimension: number;
  }) {
    const { predictor, loss, role, examples, dimension } = options;
    this.predictor = predictor;
    this.loss = loss;
    this.role = role;
    this.name = loss === null ? predictor.name : `${predictor.name}, ${loss.name}`;
    this.regrets = new Float64Array(examples).fill(NaN);
    this.predictions = new Float64Array(examples * dimension);
  }

  /** @param predictions [rows, dimension] for the fold's rows; `regrets` of their decisions, with the sizes of the best objectives */
  judged(
    rows: Int32Array,
    predictions: Float64Array,
    regrets: Float64Array,
    bestObjectives: Float64Array,
  ): void {
    const dimension = predictions.length / rows.length;
    for (const [k, row] of rows.entries()) {
      this.predictions.set(predictions.subarray(k * dimension, (k + 1) * dimension), row * dimension);
      this.regrets[row] = regrets[k];
      this.#regretSum += regrets[k];
      this.#bestSum += Math.abs(bestObjectives[k]);
    }
    this.foldsJudged++;
  }

  /** `ratioOfSums` so far. */
  get validationRegret(): number {
    if (this.#bestSum > 0) return this.#regretSum / this.#bestSum;
    return this.#regretSum === 0 && this.foldsJudged > 0 ? 0 : Infinity;
  }

  entrant(): RaceEntrant {
    const { name, role, foldsJudged, validationRegret, oracleCalls, withdrawn } = this;
    const loss = this.loss?.name ?? null;
    return {
      name,
      predictor: this.predictor.name,
      loss,
      role,
      foldsJudged,
      validationRegret,
      oracleCalls,
      withdrawn,
    };
  }
}

/** The lower regret first. */
export function byRegret(
  first: { readonly validationRegret: number },
  second: { readonly validationRegret: number },
): number {
  return first.validationRegret - second.validationRegret;
}
