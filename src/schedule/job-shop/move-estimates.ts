import type { DisjunctiveGraph } from "./disjunctive-graph.js";

/**
 * Estimates of the makespan after a move of one operation on its machine: the longest path through the operations that
 * the move passes, from heads and tails of before (Balas and Vazacopoulos, "Guided local search with shifting bottleneck
 * for job shop scheduling", Management Science 44, 1998). Exact for these paths when two neighbours are exchanged; a
 * path around them may be longer.
 */
export class MoveEstimates {
  private readonly graph: DisjunctiveGraph;
  private readonly scratch: Int32Array;

  constructor(graph: DisjunctiveGraph) {
    this.graph = graph;
    this.scratch = new Int32Array(graph.operations);
  }

  /** Moving the operation at `from` to right after the one at `to`. Any number above `limit` stands for all of them. */
  later(from: number, to: number, limit: number): number {
    const { sequence, durations, ends, tails, jobBefore, jobAfter, machineBefore, machineAfter } = this.graph;
    const { scratch } = this;
    const moved = sequence[from]!;
    let end = ends[machineBefore[moved]!]!;
    for (let at = from + 1; at <= to; at++) {
      const operation = sequence[at]!;
      const lead = (ends[jobBefore[operation]!]! - end) | 0;
      end = (end + (lead & ~(lead >> 31)) + durations[operation]!) | 0;
      scratch[at] = end;
    }
    const head = ends[jobBefore[moved]!]!;
    const afterJob = tails[jobAfter[moved]!]!;
    const afterMachine = tails[machineAfter[sequence[to]!]!]!;
    let tail = ((afterJob > afterMachine ? afterJob : afterMachine) + durations[moved]!) | 0;
    let longest = ((head > end ? head : end) + tail) | 0;
    for (let at = to; at > from && longest <= limit; at--) {
      const operation = sequence[at]!;
      const byJob = tails[jobAfter[operation]!]!;
      if (byJob > tail) tail = byJob;
      const length = (scratch[at]! + tail) | 0;
      if (length > longest) longest = length;
      tail = (tail + durations[operation]!) | 0;
    }
    return longest;
  }

  /** Moving the operation at `from` to right before the one at `to`. */
  earlier(from: number, to: number, limit: number): number {
    const { sequence, durations, ends, tails, jobBefore, jobAfter, machineBefore, machineAfter } = this.graph;
    const { scratch } = this;
    const moved = sequence[from]!;
    let tail = tails[machineAfter[moved]!]!;
    for (let at = from - 1; at >= to; at--) {
      const operation = sequence[at]!;
      const lead = (tails[jobAfter[operation]!]! - tail) | 0;
      tail = (tail + (lead & ~(lead >> 31)) + durations[operation]!) | 0;
      scratch[at] = tail;
    }
    const afterJob = tails[jobAfter[moved]!]!;
    const head = ends[jobBefore[moved]!]!;
    const beforeMachine = ends[machineBefore[sequence[to]!]!]!;
    let end = ((head > beforeMachine ? head : beforeMachine) + durations[moved]!) | 0;
    let longest = (end + (afterJob > tail ? afterJob : tail)) | 0;
    for (let at = to; at < from && longest <= limit; at++) {
      const operation = sequence[at]!;
      const byJob = ends[jobBefore[operation]!]!;
      if (byJob > end) end = byJob;
      const length = (end + scratch[at]!) | 0;
      if (length > longest) longest = length;
      end = (end + durations[operation]!) | 0;
    }
    return longest;
  }
}
