import type { FittedPredictor, Predictor } from "../learn/index.js";
import type { IndexSets } from "../model/index.js";
import type { DecisionLoss } from "./loss.js";
import type { RaceEntrant } from "./race-report.js";

/** One that takes part in a race, with what is known of it so far. */
export class RaceEntry<Row, S extends IndexSets, U extends string> {
  readonly name: string;
  readonly predictor: Predictor<Row, S, U>;
  readonly loss: DecisionLoss | null;
  /** [examples] regret on rows that the fit had not seen; NaN where it was not judged yet. */
  readonly regrets: Float64Array;
  foldsJudged = 0;
  oracleCalls = 0;
  /** Solves of the dearest trial so far. */
  dearestTrial = 0;
  /** The fit of its last fold: what is left when there is no time for a fit to all examples. */
  lastFit: FittedPredictor<Row, S, U> | null = null;
  #regretSum = 0;
  #bestSum = 0;

  constructor(predictor: Predictor<Row, S, U>, loss: DecisionLoss | null, examples: number) {
    this.predictor = predictor;
    this.loss = loss;
    this.name = loss === null ? predictor.name : `${predictor.name}, ${loss.name}`;
    this.regrets = new Float64Array(examples).fill(NaN);
  }

  /** @param regrets of the fold's rows, with the sizes of their best objectives */
  judged(rows: Int32Array, regrets: Float64Array, bestObjectives: Float64Array): void {
    for (const [k, row] of rows.entries()) {
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
    const { name, foldsJudged, validationRegret, oracleCalls } = this;
    const loss = this.loss?.name ?? null;
    return { name, predictor: this.predictor.name, loss, foldsJudged, validationRegret, oracleCalls };
  }
}
