import type { Example } from "../learn/index.js";
import { oracleBatch, type Oracle, type OracleBatch } from "../solve/index.js";
import { Hindsight } from "./hindsight.js";
import { realisedObjectives, regretOf, type Regret } from "./regret.js";
import { truthsOf } from "./truths.js";

/** Sums of objectives are not known better than to this share of them. */
const ROUNDING_SHARE = 1e-9;

/** Totals of such objectives that differ by less differ by the solver's rounding. */
export function roundingOf(objectives: Float64Array): number {
  return ROUNDING_SHARE * objectives.reduce((sum, objective) => sum + Math.abs(objective), 0);
}

/** Decides for predictions and compares with the best in hindsight, on the same examples each time. */
export class RegretJudge {
  /** [rows, dimension] */
  readonly truths: Float64Array;
  /** The best decisions in hindsight. */
  readonly best: OracleBatch;
  readonly #oracle: Oracle;

  /** @param best the best decisions in hindsight, where they are known already */
  constructor(oracle: Oracle, data: readonly Example<unknown>[], best?: OracleBatch) {
    this.#oracle = oracle;
    this.truths = truthsOf(data, oracle.dimension);
    this.best = best ?? new Hindsight(oracle, this.truths).between(0, data.length);
  }

  /** Totals that differ by less differ by the solver's rounding. */
  get rounding(): number {
    return roundingOf(this.best.objectives);
  }

  /** @param predictions [rows, dimension] */
  judge(predictions: Float64Array): { readonly regret: Regret; readonly decisions: OracleBatch } {
    const decisions = oracleBatch(this.best.objectives.length, this.#oracle.dimension);
    this.#oracle.solveBatch(predictions, decisions);
    return { regret: this.regretOf(realisedObjectives(decisions, this.truths)), decisions };
  }

  /** @param realised [rows] */
  regretOf(realised: Float64Array): Regret {
    return regretOf(this.#oracle.sense, realised, this.best.objectives);
  }
}
