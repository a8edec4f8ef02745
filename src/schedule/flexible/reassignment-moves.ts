import type { CriticalPath } from "./critical-path.js";
import type { FlexibleGraph } from "./flexible-graph.js";
import type { MoveChoice } from "./move-choice.js";
import type { TabuList } from "./tabu-list.js";

/**
 * Moves to another machine. Those operations of it that end before the job is there stay in front, those whose tail is
 * no longer than what follows in the job stay behind; between them lie the places worth trying, all free of cycles
 * (Mastrolilli and Gambardella, "Effective neighbourhood functions for the flexible job shop problem", Journal of
 * Scheduling 2000, theorems 1 to 4). Their heads and tails are taken from the graph with the operation still in it: the
 * value of a place is an upper bound of the longest path through the operation there.
 */
export class ReassignmentMoves {
  private readonly graph: FlexibleGraph;
  /** Place and value that {@link findPlace} found. */
  place = -1;
  value = 0;

  constructor(graph: FlexibleGraph) {
    this.graph = graph;
  }

  /** Offers the best place of each other machine for each operation of the path. */
  offerAll(path: CriticalPath, tabu: TabuList, step: number, best: number, choice: MoveChoice): void {
    const { mode, shop, makespan } = this.graph;
    const { modeStarts } = shop;
    for (let at = 0; at < path.length; at++) {
      const operation = path.operations[at];
      const current = mode[operation];
      // Another longest path remains when this one goes.
      const floor = path.isInAll[at] === 1 ? 0 : makespan;
      for (let other = modeStarts[operation]; other < modeStarts[operation + 1]; other++) {
        if (other === current) continue;
        this.findPlace(operation, other);
        const estimate = this.value > floor ? this.value : floor;
        if (estimate >= best && tabu.isModeForbidden(other, step))
          choice.offerTabu(operation, other, this.place);
        else choice.offer(operation, other, this.place, estimate, this.value);
      }
    }
  }

  findPlace(operation: number, mode: number): void {
    const { shop, sequence, sequenceStarts, counts, head, tail, duration, jobBefore, jobAfter } = this.graph;
    if (duration[operation] === 0) {
      this.findOrderedPlace(operation, mode);
      return;
    }
    const machine = shop.modeMachine[mode];
    const own = shop.modeDuration[mode];
    const start = sequenceStarts[machine];
    const count = counts[machine];
    const inJobBefore = jobBefore[operation];
    const inJobAfter = jobAfter[operation];
    const ready = head[inJobBefore] + duration[inJobBefore];
    const rest = tail[inJobAfter] + duration[inJobAfter];
    // First place that ends after the job is there.
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sequence[start + middle];
      if (head[other] + duration[other] > ready) high = middle;
      else low = middle + 1;
    }
    const firstLate = low;
    // First place whose tail with its own time is no longer than what follows in the job.
    low = 0;
    high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sequence[start + middle];
      if (tail[other] + duration[other] <= rest) high = middle;
      else low = middle + 1;
    }
    const firstShort = low;
    if (firstShort <= firstLate) {
      this.place = firstShort;
      this.value = ready + own + rest;
      return;
    }
    this.value = 0x7fffffff;
    for (let place = firstLate; place <= firstShort; place++) {
      let begin = ready;
      let after = rest;
      if (place > firstLate) {
        const before = sequence[start + place - 1];
        begin = head[before] + duration[before];
      }
      if (place < firstShort) {
        const behind = sequence[start + place];
        after = tail[behind] + duration[behind];
      }
      const value = begin + own + after;
      if (value < this.value) {
        this.value = value;
        this.place = place;
      }
    }
  }

  /** Heads and tails do not tell what is before an operation that takes no time: the topological order does. */
  private findOrderedPlace(operation: number, mode: number): void {
    const { shop, sequence, sequenceStarts, counts, orderPlace } = this.graph;
    const { head, tail, duration, jobBefore, jobAfter, source, sink } = this.graph;
    const machine = shop.modeMachine[mode];
    const start = sequenceStarts[machine];
    let place = 0;
    while (place < counts[machine] && orderPlace[sequence[start + place]] < orderPlace[operation]) place++;
    const before = place > 0 ? sequence[start + place - 1] : source;
    const behind = place < counts[machine] ? sequence[start + place] : sink;
    const inJobBefore = jobBefore[operation];
    const inJobAfter = jobAfter[operation];
    this.place = place;
    this.value =
      Math.max(head[before] + duration[before], head[inJobBefore] + duration[inJobBefore]) +
      shop.modeDuration[mode] +
      Math.max(tail[behind] + duration[behind], tail[inJobAfter] + duration[inJobAfter]);
  }
}
