/** Neighbours of each operation, [operations + 2]; `operations` and above stand for "none". */
export interface DisjunctiveArcs {
  readonly jobBefore: Int32Array;
  readonly jobAfter: Int32Array;
  readonly machineBefore: Int32Array;
  readonly machineAfter: Int32Array;
}

/**
 * A topological order of the operations of a job shop under arcs that others change, kept up to date under moves of one
 * operation. The arrays are public for what runs along the order; only this class writes them.
 */
export class TopologicalOrder {
  /** [operations] */
  readonly order: Int32Array;
  /** [operations + 2] place in it */
  readonly rank: Int32Array;
  private readonly arcs: DisjunctiveArcs;
  private readonly marks: Uint8Array;
  private readonly held: Int32Array;

  constructor(arcs: DisjunctiveArcs, operations: number) {
    this.arcs = arcs;
    this.order = new Int32Array(operations);
    this.rank = new Int32Array(operations + 2);
    // Neither of the two that stand for "none" is ever a reason to go on.
    this.rank[operations] = operations;
    this.rank[operations + 1] = -1;
    this.marks = new Uint8Array(operations + 2);
    this.held = new Int32Array(operations);
  }

  /** Orders all operations anew, by Kahn's method. False, and nothing is promised, where the arcs close a cycle. */
  sort(): boolean {
    const { order, rank, held } = this;
    const { jobBefore, jobAfter, machineBefore, machineAfter } = this.arcs;
    const operations = order.length;
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
  reachesByJob(from: number, to: number): boolean {
    const { order, rank, marks, held } = this;
    const { jobBefore, machineBefore } = this.arcs;
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

  /**
   * After an operation of rank `first` was moved behind the one of rank `last`: it goes behind that, and all between them
   * that depends on it goes with it.
   */
  defer(operation: number, first: number, last: number): void {
    const { order, rank, marks, held } = this;
    const { jobBefore, machineBefore } = this.arcs;
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

  /**
   * After an operation of rank `last` was moved before the one of rank `first`: it goes before that, and all between them
   * that it depends on goes with it.
   */
  advance(operation: number, first: number, last: number): void {
    const { order, rank, marks, held } = this;
    const { jobAfter, machineAfter } = this.arcs;
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
}
