import type { FastRandom } from "../job-shop/fast-random.js";
import type { FlexibleGraph } from "./flexible-graph.js";

/** One longest path through a schedule, drawn at random among those there are. */
export class CriticalPath {
  /** [length] from first to last */
  readonly operations: Int32Array;
  /** [length] 1: every longest path goes through the operation */
  readonly isInAll: Uint8Array;
  length = 0;
  private readonly graph: FlexibleGraph;

  constructor(graph: FlexibleGraph) {
    this.graph = graph;
    this.operations = new Int32Array(graph.shop.operations);
    this.isInAll = new Uint8Array(graph.shop.operations);
  }

  draw(random: FastRandom): void {
    const { shop, head, duration, jobBefore, machineBefore, makespan } = this.graph;
    const { operations } = this;
    let ends = 0;
    let operation = -1;
    for (let job = 0; job < shop.jobs; job++) {
      if (shop.jobStarts[job + 1] === shop.jobStarts[job]) continue;
      const last = shop.jobStarts[job + 1] - 1;
      if (head[last] + duration[last] !== makespan) continue;
      ends++;
      if (ends === 1 || random.below(ends) === 0) operation = last;
    }
    let at = shop.operations;
    while (operation >= 0 && operation < shop.operations) {
      operations[--at] = operation;
      const inJob = jobBefore[operation];
      const onMachine = machineBefore[operation];
      const start = head[operation];
      const byJob = head[inJob] + duration[inJob] === start;
      const byMachine = onMachine < shop.operations && head[onMachine] + duration[onMachine] === start;
      if (byMachine && (!byJob || inJob >= shop.operations || random.below(2) === 0)) operation = onMachine;
      else if (byJob) operation = inJob;
      else operation = -1;
    }
    this.length = shop.operations - at;
    operations.copyWithin(0, at);
    this.markShared();
  }

  /**
   * An operation is in all longest paths when it is the only critical one while it runs, since all of them are busy from
   * their beginning on, and when none of them begins later, at a release.
   */
  private markShared(): void {
    const { shop, head, tail, duration, jobBefore, makespan, sink } = this.graph;
    const { operations, isInAll, length } = this;
    isInAll.fill(1, 0, length);
    let lastBeginning = 0;
    for (let operation = 0; operation < shop.operations; operation++) {
      const start = head[operation];
      const end = start + duration[operation];
      if (end + tail[operation] !== makespan) continue;
      const before = jobBefore[operation];
      if (before > sink && head[before] === start && start > lastBeginning) lastBeginning = start;
      let low = 0;
      let high = length;
      // First of the path that ends after the start.
      while (low < high) {
        const middle = (low + high) >> 1;
        if (head[operations[middle]] + duration[operations[middle]] > start) high = middle;
        else low = middle + 1;
      }
      for (let at = low; at < length && head[operations[at]] < end; at++)
        if (operations[at] !== operation) isInAll[at] = 0;
    }
    for (let at = 0; at < length && head[operations[at]] < lastBeginning; at++) isInAll[at] = 0;
  }
}
