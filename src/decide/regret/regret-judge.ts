import type { Example } from "../../learn/index.js";
import { oracleBatch, type OracleBatch } from "../../solve/index.js";
import { Hindsight } from "../training/hindsight.js";
import { examplesBetween, type ExamplesOracle } from "../problem/instance-oracle.js";
import { realisedObjectives, regretOf, type Regret } from "./regret.js";
import { truthsOf } from "../problem/truths.js";

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
  readonly #oracle: ExamplesOracle;
  readonly #first: number;

  /** @param known the best decisions in hindsight, where they are known already, and which of the oracle's examples the first one is */
  constructor(
    oracle: ExamplesOracle,
    data: readonly Example<unknown>[],
    known?: { readonly best: OracleBatch; readonly first: number },
  ) {
    this.#oracle = oracle;
    this.#first = known?.first ?? 0;
    this.truths = truthsOf(data, oracle.dimension);
    this.best = known?.best ?? new Hindsight(oracle, this.truths).between(0, data.length);
  }

  /** Totals that differ by less differ by the solver's rounding. */
  get rounding(): number {
    return roundingOf(this.best.objectives);
  }

  /** @param predictions [rows, dimension] */
  judge(predictions: Float64Array): { readonly regret: Regret; readonly decisions: OracleBatch } {
    const rows = this.best.objectives.length;
    const decisions = oracleBatch(rows, this.#oracle.dimension);
    this.#oracle.focus?.(examplesBetween(this.#first, this.#first + rows));
    this.#oracle.solveBatch(predictions, decisions);
    return { regret: this.regretOf(realisedObjectives(decisions, this.truths)), decisions };
  }

  /** @param realised [rows] */
  regretOf(realised: Float64Array): Regret {
    return regretOf(this.#oracle.sense, realised, this.best.objectives);
  }
}
