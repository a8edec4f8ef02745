/** Smallest and largest magnitude of the nonzero, finite numbers of a kind; null when there is none. */
export interface MagnitudeRange {
  readonly smallest: number;
  readonly largest: number;
}

/** Takes numbers one by one. */
export class MagnitudeCollector {
  #smallest = Infinity;
  #largest = 0;

  add(value: number): void {
    const magnitude = Math.abs(value);
    if (!(magnitude > 0) || magnitude === Infinity) return;
    if (magnitude < this.#smallest) this.#smallest = magnitude;
    if (magnitude > this.#largest) this.#largest = magnitude;
  }

  clear(): void {
    this.#smallest = Infinity;
    this.#largest = 0;
  }

  range(): MagnitudeRange | null {
    return this.#largest === 0 ? null : { smallest: this.#smallest, largest: this.#largest };
  }
}
