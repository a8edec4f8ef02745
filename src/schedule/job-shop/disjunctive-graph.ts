import type { JobShopInstance } from "./instance.js";

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
  /** [operations] a topological order */
  private readonly order: Int32Array;
  /** [operations + 2] place in it */
  private readonly rank: Int32Array;
  private readonly marks: Uint8Array;
  private readonly isSwept: boolean;
  private readonly held: Int32Array;
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
    this.order = new Int32Array(operations);
    this.rank = new Int32Array(operations + 2);
    // Neither of the two is ever a reason to go on.
    this.rank[none] = operations;
    this.rank[none + 1] = -1;
    this.marks = new Uint8Array(operations + 2);
    this.held = new Int32Array(operations);
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
    if (!this.sort()) return false;
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
    const operation = this.sequence[from]!;
    if (from < to) {
      const first = this.rank[operation]!;
      const last = this.rank[this.sequence[to]!]!;
      this.shiftLater(from, to);
      const after = this.rank[this.machineAfter[operation]!]!;
      this.pushEnds(first, after > last ? after : last);
      const before = this.rank[this.machineBefore[this.sequence[from]!]!]!;
      this.pushTails(last, before < first ? before : first);
    } else {
      const first = this.rank[this.sequence[to]!]!;
      const last = this.rank[operation]!;
      this.shiftEarlier(from, to);
      const after = this.rank[this.machineAfter[this.sequence[from]!]!]!;
      this.pushEnds(first, after > last ? after : last);
      const before = this.rank[this.machineBefore[operation]!]!;
      this.pushTails(last, before < first ? before : first);
    }
    this.measure();
  }

  /**
   * Exchanges the operation at a place with the next one on its machine, unless that closes a cycle. Paths are not kept
   * up to date: `load` or `refresh` before reading them.
   */
  exchange(place: number): boolean {
    const first = this.sequence[place]!;
    const second = this.sequence[place + 1]!;
    if (this.reachesByJob(first, second)) return false;
    this.shiftLater(place, place + 1);
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

  /** Topological order by Kahn's method. */
  private sort(): boolean {
    const { operations, jobBefore, jobAfter, machineBefore, machineAfter, order, rank, held } = this;
    let written = 0;
    for (let operation = 0; operation < operations; operation++) {
      held[operation] =
        (jobBefore[operation]! < operations ? 1 : 0) + (machineBefore[operation]! < operations ? 1 : 0);
      if (held[operation] === 0) order[written++] = operation;
    }
    for (let read = 0; read < written; read++) {
      const operation = order[read]!;
      rank[operation] = read;
      const inJob = jobAfter[operation]!;
      const onMachine = machineAfter[operation]!;
      if (inJob < operations && --held[inJob]! === 0) order[written++] = inJob;
      if (onMachine < operations && --held[onMachine]! === 0) order[written++] = onMachine;
    }
    return written === operations;
  }

  /** Whether a path leads from one operation to a later one of its machine beside their direct arc. */
  private reachesByJob(from: number, to: number): boolean {
    const { order, rank, marks, held, jobBefore, machineBefore } = this;
    const last = rank[to]!;
    let count = 0;
    marks[from] = 1;
    held[count++] = from;
    for (let at = rank[from]! + 1; at < last; at++) {
      const operation = order[at]!;
      if ((marks[jobBefore[operation]!]! | marks[machineBefore[operation]!]!) === 0) continue;
      marks[operation] = 1;
      held[count++] = operation;
    }
    const reached = marks[jobBefore[to]!] === 1;
    while (count > 0) marks[held[--count]!] = 0;
    return reached;
  }

  /** Puts an operation behind a later one; in the topological order all that depends on it goes with it. */
  private shiftLater(from: number, to: number): void {
    const { sequence, order, rank, marks, held, jobBefore, machineBefore } = this;
    const operation = sequence[from]!;
    const first = rank[operation]!;
    const last = rank[sequence[to]!]!;
    this.relink(from, to);
    let write = first;
    let count = 0;
    marks[operation] = 1;
    held[count++] = operation;
    for (let at = first + 1; at <= last; at++) {
      const other = order[at]!;
      if ((marks[jobBefore[other]!]! | marks[machineBefore[other]!]!) === 0) {
        order[write] = other;
        rank[other] = write++;
      } else {
        marks[other] = 1;
        held[count++] = other;
      }
    }
    for (let index = 0; index < count; index++) {
      const other = held[index]!;
      marks[other] = 0;
      order[write] = other;
      rank[other] = write++;
    }
  }

  /** Puts an operation before an earlier one; in the topological order all that it depends on goes with it. */
  private shiftEarlier(from: number, to: number): void {
    const { sequence, order, rank, marks, held, jobAfter, machineAfter } = this;
    const operation = sequence[from]!;
    const first = rank[sequence[to]!]!;
    const last = rank[operation]!;
    this.relink(from, to);
    let write = last;
    let count = 0;
    marks[operation] = 1;
    held[count++] = operation;
    for (let at = last - 1; at >= first; at--) {
      const other = order[at]!;
      if ((marks[jobAfter[other]!]! | marks[machineAfter[other]!]!) === 0) {
        order[write] = other;
        rank[other] = write--;
      } else {
        marks[other] = 1;
        held[count++] = other;
      }
    }
    for (let index = 0; index < count; index++) {
      const other = held[index]!;
      marks[other] = 0;
      order[write] = other;
      rank[other] = write--;
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
    const { order, rank, ends, durations, jobBefore, machineBefore, jobAfter, machineAfter } = this;
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
    const { order, rank, tails, durations, jobBefore, machineBefore, jobAfter, machineAfter } = this;
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
