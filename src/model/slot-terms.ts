/** Numbers of a standard form that hang on a slot: `target += coefficient x value of the slot`. */
export interface SlotTerms {
  /** [terms] what is changed: a column, a row, or a position in the matrix's values */
  readonly targets: Int32Array;
  /** [terms] */
  readonly slots: Int32Array;
  /** [terms] */
  readonly coefficients: Float64Array;
}

/** Collects slot terms; there are few of them beside the fixed numbers, so plain arrays will do. */
export class SlotTermList {
  readonly #targets: number[] = [];
  readonly #slots: number[] = [];
  readonly #coefficients: number[] = [];

  push(target: number, slot: number, coefficient: number): void {
    this.#targets.push(target);
    this.#slots.push(slot);
    this.#coefficients.push(coefficient);
  }

  finish(): SlotTerms {
    return {
      targets: Int32Array.from(this.#targets),
      slots: Int32Array.from(this.#slots),
      coefficients: Float64Array.from(this.#coefficients),
    };
  }
}

/** Nothing hangs on a slot. */
export function noSlotTerms(): SlotTerms {
  return new SlotTermList().finish();
}
