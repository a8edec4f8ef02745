/** Quantities between limits (columns, or the values of rows), with the prices of their limits. */
export class Limited {
  readonly value: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly lowerPrice: Float64Array;
  readonly upperPrice: Float64Array;
  readonly step: Float64Array;
  readonly lowerStep: Float64Array;
  readonly upperStep: Float64Array;
  /** What the right-hand side has of the complementarity of both limits. */
  readonly pull: Float64Array;

  constructor(size: number) {
    const array = (): Float64Array => new Float64Array(size);
    [this.value, this.lower, this.upper, this.lowerPrice, this.upperPrice] = [
      array(),
      array(),
      array(),
      array(),
      array(),
    ];
    [this.step, this.lowerStep, this.upperStep, this.pull] = [array(), array(), array(), array()];
  }

  get size(): number {
    return this.value.length;
  }

  isEquation(k: number): boolean {
    return this.lower[k] === this.upper[k];
  }

  /** Puts the values well between their limits, and all products of slack and price at `level`. */
  start(reach: number, level: number): void {
    const { value, lower, upper } = this;
    for (let k = 0; k < this.size; k++) {
      this.lowerPrice[k] = 0;
      this.upperPrice[k] = 0;
      if (this.isEquation(k)) {
        value[k] = lower[k];
        continue;
      }
      const room = Math.min(reach, 0.5 * (upper[k] - lower[k]));
      value[k] = Math.min(Math.max(value[k], lower[k] + room), upper[k] - room);
      if (lower[k] > -Infinity) this.lowerPrice[k] = level / (value[k] - lower[k]);
      if (upper[k] < Infinity) this.upperPrice[k] = level / (upper[k] - value[k]);
    }
  }

  /** Sum of slack x price over all limits, after a step of this length; and how many there are. */
  gap(length: number): { readonly sum: number; readonly count: number } {
    let [sum, count] = [0, 0];
    for (let k = 0; k < this.size; k++) {
      if (this.isEquation(k)) continue;
      const value = this.value[k] + length * this.step[k];
      if (this.lower[k] > -Infinity) {
        sum += (value - this.lower[k]) * (this.lowerPrice[k] + length * this.lowerStep[k]);
        count++;
      }
      if (this.upper[k] < Infinity) {
        sum += (this.upper[k] - value) * (this.upperPrice[k] + length * this.upperStep[k]);
        count++;
      }
    }
    return { sum, count };
  }

  /** Curvature of the limits at k. */
  curvature(k: number): number {
    let sum = 0;
    if (this.lower[k] > -Infinity) sum += this.lowerPrice[k] / (this.value[k] - this.lower[k]);
    if (this.upper[k] < Infinity) sum += this.upperPrice[k] / (this.upper[k] - this.value[k]);
    return sum;
  }

  /** Aims at products of `target`; with the second-order terms of the last step where `corrects`. */
  aim(target: number, corrects: boolean): void {
    for (let k = 0; k < this.size; k++) {
      let pull = 0;
      if (!this.isEquation(k)) {
        const twist = corrects ? this.step[k] : 0;
        if (this.lower[k] > -Infinity)
          pull += (target - twist * this.lowerStep[k]) / (this.value[k] - this.lower[k]) - this.lowerPrice[k];
        if (this.upper[k] < Infinity)
          pull -= (target + twist * this.upperStep[k]) / (this.upper[k] - this.value[k]) - this.upperPrice[k];
      }
      this.pull[k] = pull;
    }
  }

  /** Steps of the prices that go with the steps of the values, `before` being those that `aim` corrected by. */
  followSteps(target: number, before: Float64Array | null): void {
    for (let k = 0; k < this.size; k++) {
      if (this.isEquation(k)) continue;
      const twist = before === null ? 0 : before[k];
      if (this.lower[k] > -Infinity) {
        const slack = this.value[k] - this.lower[k];
        this.lowerStep[k] =
          (target - twist * this.lowerStep[k] - this.lowerPrice[k] * this.step[k]) / slack -
          this.lowerPrice[k];
      }
      if (this.upper[k] < Infinity) {
        const slack = this.upper[k] - this.value[k];
        this.upperStep[k] =
          (target + twist * this.upperStep[k] + this.upperPrice[k] * this.step[k]) / slack -
          this.upperPrice[k];
      }
    }
  }

  /** The longest step, at most `most`, that keeps slacks and prices above 0. */
  longestStep(most: number): number {
    let length = most;
    const meet = (room: number, step: number): void => {
      if (step < 0) length = Math.min(length, -room / step);
    };
    for (let k = 0; k < this.size; k++) {
      if (this.isEquation(k)) continue;
      if (this.lower[k] > -Infinity) {
        meet(this.value[k] - this.lower[k], this.step[k]);
        meet(this.lowerPrice[k], this.lowerStep[k]);
      }
      if (this.upper[k] < Infinity) {
        meet(this.upper[k] - this.value[k], -this.step[k]);
        meet(this.upperPrice[k], this.upperStep[k]);
      }
    }
    return length;
  }

  move(length: number): void {
    for (let k = 0; k < this.size; k++) {
      this.value[k] += length * this.step[k];
      this.lowerPrice[k] += length * this.lowerStep[k];
      this.upperPrice[k] += length * this.upperStep[k];
    }
  }
}
