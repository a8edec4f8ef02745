import { randomStream } from "../../math/index.js";

/**
 * Random numbers for the inner loop of a search, where a draw has to cost a nanosecond: xorshift32 (Marsaglia,
 * "Xorshift RNGs", 2003), seeded from the house's streams.
 */
export class FastRandom {
  private state: number;

  constructor(seed: number, label: string) {
    this.state = randomStream(seed).split(label).integer(0xffffffff) + 1;
  }

  /** Uniform on 0 … below − 1 but for a bias of less than below · 2⁻³². */
  below(below: number): number {
    let word = this.state;
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    this.state = word;
    return ((word >>> 0) * 2.3283064365386963e-10 * below) | 0;
  }
}
