/** Which of the pieces that are there is worked on: the one with the least `urgency` first. */
function preemptiveEnds(
  heads: ArrayLike<number>,
  works: ArrayLike<number>,
  urgency: (piece: number, left: number) => number,
): Float64Array {
  const count = heads.length;
  const arriving = Int32Array.from({ length: count }, (_, piece) => piece).sort(
    (a, b) => heads[a]! - heads[b]!,
  );
  const left = Float64Array.from(works);
  const ends = new Float64Array(count);
  // A heap of the pieces that are there. The one that is worked on stays first while its urgency only falls.
  const heap: number[] = [];
  const keys = new Float64Array(count);
  const sink = (): void => {
    for (let at = 0; ;) {
      let child = 2 * at + 1;
      if (child >= heap.length) return;
      if (child + 1 < heap.length && keys[heap[child + 1]!]! < keys[heap[child]!]!) child++;
      if (keys[heap[at]!]! <= keys[heap[child]!]!) return;
      [heap[at], heap[child]] = [heap[child]!, heap[at]!];
      at = child;
    }
  };
  const add = (piece: number): void => {
    keys[piece] = urgency(piece, left[piece]!);
    let at = heap.push(piece) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[heap[parent]!]! <= keys[heap[at]!]!) break;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  };
  let time = 0;
  for (let next = 0; next < count || heap.length > 0;) {
    if (heap.length === 0) time = Math.max(time, heads[arriving[next]!]!);
    while (next < count && heads[arriving[next]!]! <= time) add(arriving[next++]!);
    const piece = heap[0]!;
    const until = next < count ? heads[arriving[next]!]! : Infinity;
    if (left[piece]! <= until - time) {
      time += left[piece]!;
      ends[piece] = time;
      heap[0] = heap.at(-1)!;
      heap.pop();
    } else {
      left[piece]! -= until - time;
      time = until;
      keys[piece] = urgency(piece, left[piece]!);
    }
    sink();
  }
  return ends;
}

/**
 * Ends of pieces of work on one machine that may interrupt each other, the one with the longest tail first: Jackson's
 * preemptive schedule. The largest end plus tail is the least that any schedule has, and so a lower bound of every
 * schedule that does not interrupt (Carlier, "The one-machine sequencing problem", European Journal of Operational
 * Research 11, 1982). O(n log n).
 *
 * @param heads [pieces] earliest starts
 * @param works [pieces] above 0
 * @param tails [pieces] least time from the end of a piece to the end of everything
 */
export function jacksonEnds(
  heads: ArrayLike<number>,
  works: ArrayLike<number>,
  tails: ArrayLike<number>,
): Float64Array {
  return preemptiveEnds(heads, works, (piece) => -tails[piece]!);
}

/**
 * The least makespan of one machine with heads and tails when work may be interrupted.
 *
 * @example
 * import { preemptiveMakespan } from "foresolve/schedule";
 *
 * // The second arrives at 2 with a long tail: it interrupts the first and ends at 4, the first at 7.
 * preemptiveMakespan([0, 2], [5, 2], [0, 9]); // => 13
 */
export function preemptiveMakespan(
  heads: ArrayLike<number>,
  works: ArrayLike<number>,
  tails: ArrayLike<number>,
): number {
  const ends = jacksonEnds(heads, works, tails);
  let makespan = 0;
  for (let piece = 0; piece < ends.length; piece++)
    makespan = Math.max(makespan, ends[piece]! + tails[piece]!);
  return makespan;
}

/**
 * Ends in ascending order when the piece with the least work left goes first. By any time no schedule has ended more
 * pieces, so the i-th end of every schedule is at least the i-th of these (Schrage, "A proof of the optimality of the
 * shortest remaining processing time discipline", Operations Research 16, 1968).
 */
export function shortestRemainingEnds(heads: ArrayLike<number>, works: ArrayLike<number>): Float64Array {
  return preemptiveEnds(heads, works, (_, left) => left).sort();
}
