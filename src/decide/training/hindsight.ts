import { oracleBatch, type OracleBatch } from "../../solve/index.js";
import { examplesBetween, type ExamplesOracle } from "../problem/instance-oracle.js";

/** The best decisions for what came to pass, each found once, when it is first asked for. */
export class Hindsight {
  readonly #oracle: ExamplesOracle;
  readonly #truths: Float64Array;
  readonly #best: OracleBatch;
  readonly #isKnown: Uint8Array;

  /** @param truths [rows, dimension] */
  constructor(oracle: ExamplesOracle, truths: Float64Array) {
    const rows = truths.length / oracle.dimension;
    this.#oracle = oracle;
    this.#truths = truths;
    this.#best = oracleBatch(rows, oracle.dimension);
    this.#isKnown = new Uint8Array(rows);
  }

  /** The best decisions for the rows from one to before another; a view, not to be changed. */
  between(from: number, to: number): OracleBatch {
    for (let row = from; row < to;) {
      const start = this.#isKnown.indexOf(0, row);
      if (start < 0 || start >= to) break;
      const end = this.#isKnown.indexOf(1, start);
      row = end < 0 ? to : Math.min(end, to);
      this.#oracle.focus?.(examplesBetween(start, row));
      this.#oracle.solveBatch(this.#truthsBetween(start, row), this.#view(start, row));
      this.#isKnown.fill(1, start, row);
    }
    return this.#view(from, to);
  }

  /** The best decisions for truths of the first rows that need not be these: those of a model that was taught by another one are not. */
  optimaOf(truths: Float64Array): OracleBatch {
    const { dimension } = this.#oracle;
    const rows = truths.length / dimension;
    if (startsWith(this.#truths, truths)) return this.between(0, rows);
    const optima = oracleBatch(rows, dimension);
    this.#oracle.focus?.(examplesBetween(0, rows));
    this.#oracle.solveBatch(truths, optima);
    return optima;
  }

  #truthsBetween(from: number, to: number): Float64Array {
    const { dimension } = this.#oracle;
    return this.#truths.subarray(from * dimension, to * dimension);
  }

  #view(from: number, to: number): OracleBatch {
    const { dimension } = this.#oracle;
    const { exposures, fixedCosts, objectives } = this.#best;
    return {
      exposures: exposures.subarray(from * dimension, to * dimension),
      fixedCosts: fixedCosts.subarray(from, to),
      objectives: objectives.subarray(from, to),
    };
  }
}

function startsWith(values: Float64Array, start: Float64Array): boolean {
  if (start.length > values.length) return false;
  for (let k = 0; k < start.length; k++) if (values[k] !== start[k]) return false;
  return true;
}
