import { invalidArgument } from "./invalid-argument.js";

/**
 * A reproducible stream of random numbers: the same seed gives the same numbers, bit for bit, on every platform.
 * Streams are split rather than shared: each part of a computation takes its own by `split(label)`, so that one
 * part drawing more numbers does not change what another part draws.
 */
export interface RandomStream {
  /** A stream of its own. It depends on this stream's seed and the label, not on how much was drawn. */
  split(label: string | number): RandomStream;
  /** Uniform on [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number;
  /**
   * Uniform on 0, 1, …, below − 1, without modulo bias.
   * @throws FS_MATH_INVALID_ARGUMENT unless `below` is an integer from 1 to 2³².
   */
  integer(below: number): number;
  /** Normal with mean 0 and variance 1 (Marsaglia's polar method). */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** Puts the array in a random order, in place (Fisher-Yates), and returns it. */
  shuffle(array: Int32Array): Int32Array;
  /** The numbers 0, …, count − 1 in random order. */
  permutation(count: number): Int32Array;
}

/**
 * A random stream from a seed.
 *
 * The generator is xoshiro128++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS
 * 2021); seeds and labels are hashed into its 128-bit state.
 *
 * @example
 * import { randomStream } from "foresolve/math";
 *
 * const arrivals = randomStream(7).split("arrivals");
 * const again = randomStream(7).split("arrivals");
 * arrivals.uniform() === again.uniform(); // => true
 * arrivals.permutation(4).toSorted(); // => new Int32Array([0, 1, 2, 3])
 */
export function randomStream(seed: number | string): RandomStream {
  return streamOf(absorb([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], seed));
}

type State = readonly [number, number, number, number];

/** Four odd multipliers: every word enters each lane of the state differently. */
const LANES: State = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f];

/** Bijective mixing of 32 bits (the finaliser of splitmix32 with Wellons' "lowbias32" constants). */
function avalanche(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

function absorbWord(state: State, word: number): State {
  return [
    avalanche(state[0] + Math.imul(word + 1, LANES[0])),
    avalanche(state[1] + Math.imul(word + 1, LANES[1])),
    avalanche(state[2] + Math.imul(word + 1, LANES[2])),
    avalanche(state[3] + Math.imul(word + 1, LANES[3])),
  ];
}

function absorb(state: State, label: number | string): State {
  // The first word tells numbers from strings: split(1) and split("1") differ.
  if (typeof label === "number") {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setFloat64(0, label === 0 ? 0 : label);
    return absorbWord(absorbWord(absorbWord(state, 1), bits.getInt32(0)), bits.getInt32(4));
  }
  let next = absorbWord(absorbWord(state, 2), label.length);
  for (let index = 0; index < label.length; index++) next = absorbWord(next, label.charCodeAt(index));
  return next;
}

function streamOf(key: State): RandomStream {
  let [a, b, c, d] = key;
  // The all-zero state is the generator's one fixed point.
  if ((a | b | c | d) === 0) a = 1;
  let spareNormal = Number.NaN;

  const nextWord = (): number => {
    const sum = (a + d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + a) | 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
  const uniform = (): number => {
    const high = nextWord() >>> 5;
    return (high * 0x4000000 + (nextWord() >>> 6)) / 0x20000000000000;
  };
  const integer = (below: number): number => {
    if (!Number.isInteger(below) || below < 1 || below > 0x100000000)
      throw invalidArgument(
        `the bound of a random integer is ${below}.`,
        "Pass an integer from 1 to 2 ** 32.",
        { below },
      );
    const limit = 0x100000000 - (0x100000000 % below);
    let word = nextWord();
    while (word >= limit) word = nextWord();
    return word % below;
  };
  const normal = (): number => {
    if (!Number.isNaN(spareNormal)) {
      const spare = spareNormal;
      spareNormal = Number.NaN;
      return spare;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const radius = x * x + y * y;
      if (radius >= 1 || radius === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(radius)) / radius);
      spareNormal = y * factor;
      return x * factor;
    }
  };
  const shuffle = (array: Int32Array): Int32Array => {
    for (let last = array.length - 1; last > 0; last--) {
      const other = integer(last + 1);
      const held = array[last]!;
      array[last] = array[other]!;
      array[other] = held;
    }
    return array;
  };
  return {
    split: (label) => streamOf(absorb(key, label)),
    uniform,
    integer,
    normal,
    exponential: () => -Math.log1p(-uniform()),
    shuffle,
    permutation: (count) => {
      const array = new Int32Array(count);
      for (let index = 0; index < count; index++) array[index] = index;
      return shuffle(array);
    },
  };
}
