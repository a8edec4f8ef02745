import type { IndexSelection } from "highs";
import type { SlotTerms } from "../model/index.js";

/** The numbers of one kind that hang on slots: which they are, and their values for given parameters. */
export class SlotPatch {
  /** Distinct targets, ascending. */
  readonly targets: Int32Array;
  /** The targets as the solver wants them named. */
  readonly selection: IndexSelection;
  readonly #terms: SlotTerms;
  readonly #places: Int32Array;
  readonly #base: Float64Array;
  readonly #values: Float64Array;

  /** `base` [all targets] holds the numbers with every slot at zero; `targets` may be more than those of the terms. */
  constructor(terms: SlotTerms, base: Float64Array, targets: Iterable<number> = terms.targets) {
    this.#terms = terms;
    this.targets = Int32Array.from(new Set(targets)).sort();
    const placeOf = new Map(Array.from(this.targets, (target, place) => [target, place]));
    this.#places = terms.targets.map((target) => placeOf.get(target)!);
    this.#base = Float64Array.from(this.targets, (target) => base[target]);
    this.#values = new Float64Array(this.targets.length);
    const first = this.targets[0];
    const last = this.targets[this.targets.length - 1];
    const consecutive = last - first === this.targets.length - 1;
    this.selection = consecutive
      ? { kind: "range", from: first, to: last }
      : { kind: "set", indices: this.targets };
  }

  /** [targets] the numbers for these parameters, in a buffer that the next call overwrites */
  evaluate(parameters: ArrayLike<number>): Float64Array {
    this.#values.set(this.#base);
    const { slots, coefficients } = this.#terms;
    for (let k = 0; k < slots.length; k++)
      this.#values[this.#places[k]] += coefficients[k] * parameters[slots[k]];
    return this.#values;
  }
}
