import type { CriticalPath } from "./critical-path.js";
import type { FlexibleGraph } from "./flexible-graph.js";
import type { MoveChoice } from "./move-choice.js";
import type { TabuList } from "./tabu-list.js";

/**
 * Moves within a machine: an operation of a critical block goes behind its last or before its first one, and the first
 * and last ones into the block (neighbourhood N7; Zhang, Li, Guan and Rao, "A tabu search algorithm with a new
 * neighborhood structure for the job shop scheduling problem", Computers & Operations Research 2007), valued by the
 * longest path through what moves (Balas and Vazacopoulos, Management Science 1998).
 */
export class SequenceMoves {
  private readonly graph: FlexibleGraph;
  /** [operations] new heads, or tails, of the operations passed */
  private readonly passed: Int32Array;

  constructor(graph: FlexibleGraph) {
    this.graph = graph;
    this.passed = new Int32Array(graph.shop.operations);
  }

  /** Offers all moves of the path's blocks that are certainly free of cycles. */
  offerAll(path: CriticalPath, tabu: TabuList, step: number, best: number, choice: MoveChoice): void {
    const { machine, machineAfter, place } = this.graph;
    const { operations, length } = path;
    for (let from = 0; from < length;) {
      let to = from;
      while (to + 1 < length && machineAfter[operations[to]] === operations[to + 1]) to++;
      if (to > from) {
        const on = machine[operations[from]];
        const first = place[operations[from]];
        const last = place[operations[to]];
        for (let at = first; at < last; at++) this.offer(on, at, last, tabu, step, best, choice);
        // Swapping the two of a block of two is one move.
        if (last > first + 1) {
          for (let at = first + 1; at <= last; at++) this.offer(on, at, first, tabu, step, best, choice);
          for (let at = first + 2; at < last; at++) this.offer(on, first, at, tabu, step, best, choice);
          for (let at = first + 1; at < last - 1; at++) this.offer(on, last, at, tabu, step, best, choice);
        }
      }
      from = to + 1;
    }
  }

  private offer(
    on: number,
    from: number,
    to: number,
    tabu: TabuList,
    step: number,
    best: number,
    choice: MoveChoice,
  ): void {
    if (!this.isSafe(on, from, to)) return;
    const { sequence, sequenceStarts, mode } = this.graph;
    const start = sequenceStarts[on];
    const operation = sequence[start + from];
    const estimate = this.estimate(on, from, to);
    let isTabu = estimate >= best;
    if (from < to)
      for (let at = from + 1; isTabu && at <= to; at++)
        isTabu = tabu.isPairForbidden(sequence[start + at], operation, step);
    else
      for (let at = to; isTabu && at < from; at++)
        isTabu = tabu.isPairForbidden(operation, sequence[start + at], step);
    if (isTabu) choice.offerTabu(operation, mode[operation], to);
    else choice.offer(operation, mode[operation], to, estimate, estimate);
  }

  /** Whether what stands at place `from` of a machine can go to place `to` without a cycle; a sufficient condition. */
  isSafe(on: number, from: number, to: number): boolean {
    const { sequence, sequenceStarts, head, tail, duration, jobAfter, jobBefore } = this.graph;
    const operation = sequence[sequenceStarts[on] + from];
    const other = sequence[sequenceStarts[on] + to];
    // A path to the job's neighbour is longer by that neighbour's time, if it takes any.
    if (from < to) {
      const next = jobAfter[operation];
      const spare = tail[other] + duration[other] - tail[next] - duration[next];
      return next !== other && (spare > 0 || (spare === 0 && duration[next] > 0) || next === this.graph.sink);
    }
    const previous = jobBefore[operation];
    const spare = head[other] + duration[other] - head[previous] - duration[previous];
    return (
      previous !== other &&
      (spare > 0 || (spare === 0 && duration[previous] > 0) || previous >= this.graph.sink)
    );
  }

  /** Length of the longest path through what moves, when what stands at place `from` goes to place `to`. */
  estimate(on: number, from: number, to: number): number {
    const { sequence, sequenceStarts, head, tail, duration } = this.graph;
    const { jobBefore, jobAfter, machineBefore, machineAfter } = this.graph;
    const { passed } = this;
    const start = sequenceStarts[on];
    const operation = sequence[start + from];
    const own = duration[operation];
    const inJobBefore = jobBefore[operation];
    const inJobAfter = jobAfter[operation];
    let longest = 0;
    if (from < to) {
      const before = machineBefore[operation];
      let end = head[before] + duration[before];
      for (let at = from + 1; at <= to; at++) {
        const other = sequence[start + at];
        const ready = head[jobBefore[other]] + duration[jobBefore[other]];
        const begin = ready > end ? ready : end;
        passed[at] = begin;
        end = begin + duration[other];
      }
      const ready = head[inJobBefore] + duration[inJobBefore];
      const begin = ready > end ? ready : end;
      const after = machineAfter[sequence[start + to]];
      let rest = tail[after] + duration[after];
      const jobRest = tail[inJobAfter] + duration[inJobAfter];
      if (jobRest > rest) rest = jobRest;
      longest = begin + own + rest;
      rest += own;
      for (let at = to; at > from; at--) {
        const other = sequence[start + at];
        const otherRest = tail[jobAfter[other]] + duration[jobAfter[other]];
        if (otherRest > rest) rest = otherRest;
        const length = passed[at] + duration[other] + rest;
        if (length > longest) longest = length;
        rest += duration[other];
      }
      return longest;
    }
    const after = machineAfter[operation];
    let rest = tail[after] + duration[after];
    for (let at = from - 1; at >= to; at--) {
      const other = sequence[start + at];
      const otherRest = tail[jobAfter[other]] + duration[jobAfter[other]];
      if (otherRest > rest) rest = otherRest;
      passed[at] = rest;
      rest += duration[other];
    }
    const jobRest = tail[inJobAfter] + duration[inJobAfter];
    if (jobRest > rest) rest = jobRest;
    const before = machineBefore[sequence[start + to]];
    let end = head[before] + duration[before];
    const ready = head[inJobBefore] + duration[inJobBefore];
    if (ready > end) end = ready;
    longest = end + own + rest;
    end += own;
    for (let at = to; at < from; at++) {
      const other = sequence[start + at];
      const otherReady = head[jobBefore[other]] + duration[jobBefore[other]];
      if (otherReady > end) end = otherReady;
      end += duration[other];
      const length = end + passed[at];
      if (length > longest) longest = length;
    }
    return longest;
  }
}
