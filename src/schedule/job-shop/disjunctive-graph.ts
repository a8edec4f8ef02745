import type { JobShopInstance } from "./instance.js";
import { TopologicalOrder } from "./topological-order.js";

/**
 * To ask of each operation whether it changed costs more, in mispredicted branches, than to recompute the rest: half as
 * much time again at 400 operations.
 */
const SWEEP_UP_TO = 3000;

/**
 * A schedule of a job shop as an acyclic orientation of its disjunctive graph: the sequences of the machines, with
 * the longest paths into and out of every operation and a topological order, all kept up to date under moves of
 * one operation (Roy and Sussmann 1964; Nowicki and Smutnicki, Management Science 42, 1996).
 *
 * The arrays are public for the neighbourhood, which reads them in its inner loops; only this class writes them. Places
 * are indices of `sequence`. Two operations of no length stand for "none": `operations` before the first one and
 * `operations + 1` after the last one of a job or machine.
 */
export class DisjunctiveGraph {
  readonly instance: JobShopInstance;
  readonly operations: number;
  /** [operations + 2] */
  readonly durations: Int32Array;
  /** [operations + 2] operation of the same job before and after */
  readonly jobBefore: Int32Array;
  readonly jobAfter: Int32Array;
  /** [operations] machine by machine, each in its order */
  readonly sequence: Int32Array;
  /** [operations] where an operation stands in `sequence` */
  readonly place: Int32Array;
  /** [operations + 2] operation on the same machine before and after */
  readonly machineBefore: Int32Array;
  readonly machineAfter: Int32Array;
  /** [operations + 2] earliest end: the longest path that ends with the operation */
  readonly ends: Int32Array;
  /** [operations + 2] the longest path that begins with the operation, its own duration included */
  readonly tails: Int32Array;
  /** Length of the longest path. */
  makespan = 0;
  private readonly topology: TopologicalOrder;
  private readonly isSwept: boolean;
  private readonly lastOperations: Int32Array;

  /** @param sweepUpTo operations up to which paths are recomputed to the end without looking where changes stop */
  constructor(instance: JobShopInstance, sweepUpTo: number = SWEEP_UP_TO) {
    const { operations, jobs, jobStarts, machines, machineStarts, machineOf } = instance;
    const none = operations;
    this.instance = instance;
    this.isSwept = operations <= sweepUpTo;
    this.operations = operations;
    this.durations = new Int32Array(operations + 2);
    this.durations.set(instance.durations);
    this.jobBefore = new Int32Array(operations + 2).fill(none);
    this.jobAfter = new Int32Array(operations + 2).fill(none + 1);
    this.machineBefore = new Int32Array(operations + 2).fill(none);
    this.machineAfter = new Int32Array(operations + 2).fill(none + 1);
    this.sequence = new Int32Array(operations);
    this.place = new Int32Array(operations);
    this.ends = new Int32Array(operations + 2);
    this.tails = new Int32Array(operations + 2);
    this.topology = new TopologicalOrder(this, operations);
    const last: number[] = [];
    for (let job = 0; job < jobs; job++) {
      const end = jobStarts[job + 1]!;
      if (end > jobStarts[job]!) last.push(end - 1);
      for (let operation = jobStarts[job]! + 1; operation < end; operation++) {
        this.jobBefore[operation] = operation - 1;
        this.jobAfter[operation - 1] = operation;
      }
    }
    this.lastOperations = Int32Array.from(last);
    const next = machineStarts.slice(0, machines);
    for (let operation = 0; operation < operations; operation++)
      this.sequence[next[machineOf[operation]!]!++] = operation;
  }

  /** Takes over the sequences of all machines. False, and nothing is promised, where they contradict the routings. */
  load(sequence: Int32Array): boolean {
    this.sequence.set(sequence);
    this.link();
    if (!this.topology.sort()) return false;
    this.pushEnds(0, this.operations - 1);
    this.pushTails(this.operations - 1, 0);
    this.measure();
    return true;
  }

  /**
   * Moves an operation to another place on its machine. The move must not close a cycle: neighbourhoods know which ones
   * do not.
   */
  move(from: number, to: number): void {
    const { sequence, topology } = this;
    const { rank } = topology;
    const operation = sequence[from]!;
    const low = from < to ? from : to;
    const high = from < to ? to : from;
    const first = rank[sequence[low]!]!;
    const last = rank[sequence[high]!]!;
    this.relink(from, to);
    if (from < to) topology.defer(operation, first, last);
    else topology.advance(operation, first, last);
    const after = rank[this.machineAfter[sequence[high]!]!]!;
    this.pushEnds(first, after > last ? after : last);
    const before = rank[this.machineBefore[sequence[low]!]!]!;
    this.pushTails(last, before < first ? before : first);
    this.measure();
  }

  /**
   * Exchanges the operation at a place with the next one on its machine, unless that closes a cycle. Paths are not kept
   * up to date: `load` or `refresh` before reading them.
   */
  exchange(place: number): boolean {
    const first = this.sequence[place]!;
    const second = this.sequence[place + 1]!;
    const { topology } = this;
    if (topology.reachesByJob(first, second)) return false;
    this.relink(place, place + 1);
    topology.defer(first, topology.rank[first]!, topology.rank[second]!);
    return true;
  }

  /** Recomputes all paths along the topological order. */
  refresh(): void {
    this.pushEnds(0, this.operations - 1);
    this.pushTails(this.operations - 1, 0);
    this.measure();
  }

  private link(): void {
    const { sequence, place, machineBefore, machineAfter, operations } = this;
    const { machines, machineStarts } = this.instance;
    for (let machine = 0; machine < machines; machine++) {
      const begin = machineStarts[machine]!;
      const end = machineStarts[machine + 1]!;
      for (let at = begin; at < end; at++) {
        const operation = sequence[at]!;
        place[operation] = at;
        machineBefore[operation] = at > begin ? sequence[at - 1]! : operations;
        machineAfter[operation] = at + 1 < end ? sequence[at + 1]! : operations + 1;
      }
    }
  }

  private relink(from: number, to: number): void {
    const { sequence, place, machineBefore, machineAfter } = this;
    const operation = sequence[from]!;
    const step = from < to ? 1 : -1;
    const low = from < to ? from : to;
    const high = from < to ? to : from;
    let before = machineBefore[sequence[low]!]!;
    const after = machineAfter[sequence[high]!]!;
    for (let at = from; at !== to; at += step) {
      const other = sequence[at + step]!;
      sequence[at] = other;
      place[other] = at;
    }
    sequence[to] = operation;
    place[operation] = to;
    // The two that stand for "none" must keep no neighbours: what is written to them here is never read.
    for (let at = low; at <= high; at++) {
      const other = sequence[at]!;
      machineBefore[other] = before;
      machineAfter[before] = other;
      before = other;
    }
    machineAfter[before] = after;
    machineBefore[after] = before;
  }

  /** Earliest ends from a rank on, at least up to another one and as far as anything changes. */
  private pushEnds(first: number, last: number): void {
    const { ends, durations, jobBefore, machineBefore, jobAfter, machineAfter } = this;
    const { order, rank } = this.topology;
    if (this.isSwept) {
      for (let at = first; at < order.length; at++) {
        const operation = order[at]!;
        const byJob = ends[jobBefore[operation]!]!;
        const lead = (byJob - ends[machineBefore[operation]!]!) | 0;
        ends[operation] = (byJob - (lead & (lead >> 31)) + durations[operation]!) | 0;
      }
      return;
    }
    let stop = last;
    for (let at = first; at <= stop; at++) {
      const operation = order[at]!;
      const byJob = ends[jobBefore[operation]!]!;
      const byMachine = ends[machineBefore[operation]!]!;
      const end = ((byJob > byMachine ? byJob : byMachine) + durations[operation]!) | 0;
      if (end === ends[operation]) continue;
      ends[operation] = end;
      const inJob = rank[jobAfter[operation]!]!;
      const onMachine = rank[machineAfter[operation]!]!;
      if (inJob > stop) stop = inJob;
      if (onMachine > stop) stop = onMachine;
    }
  }

  /** Tails from a rank downwards, at least down to another one and as far as anything changes. */
  private pushTails(last: number, first: number): void {
    const { tails, durations, jobBefore, machineBefore, jobAfter, machineAfter } = this;
    const { order, rank } = this.topology;
    if (this.isSwept) {
      for (let at = last; at >= 0; at--) {
        const operation = order[at]!;
        const byJob = tails[jobAfter[operation]!]!;
        const lead = (byJob - tails[machineAfter[operation]!]!) | 0;
        tails[operation] = (byJob - (lead & (lead >> 31)) + durations[operation]!) | 0;
      }
      return;
    }
    let stop = first;
    for (let at = last; at >= stop; at--) {
      const operation = order[at]!;
      const byJob = tails[jobAfter[operation]!]!;
      const byMachine = tails[machineAfter[operation]!]!;
      const tail = ((byJob > byMachine ? byJob : byMachine) + durations[operation]!) | 0;
      if (tail === tails[operation]) continue;
      tails[operation] = tail;
      const inJob = rank[jobBefore[operation]!]!;
      const onMachine = rank[machineBefore[operation]!]!;
      if (inJob < stop) stop = inJob;
      if (onMachine < stop) stop = onMachine;
    }
  }

  private measure(): void {
    const { lastOperations, ends } = this;
    let makespan = 0;
    for (let index = 0; index < lastOperations.length; index++) {
      const end = ends[lastOperations[index]!]!;
      if (end > makespan) makespan = end;
    }
    this.makespan = makespan;
  }
}
