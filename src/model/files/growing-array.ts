/** A list of numbers in one flat array that doubles when it is full. */
export class GrowingArray {
  length = 0;
  #values: Float64Array = new Float64Array(64);

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  at(position: number): number {
    return this.#values[position];
  }

  set(position: number, value: number): void {
    this.#values[position] = value;
  }

  toFloat64Array(): Float64Array {
    return this.#values.slice(0, this.length);
  }
}
