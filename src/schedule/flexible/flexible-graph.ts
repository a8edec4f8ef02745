import type { FlexibleJobShop } from "./flexible-job-shop.js";

/**
 * A schedule of a flexible job shop as a disjunctive graph with a chosen machine for each operation: machine
 * sequences, heads (earliest starts), tails (longest path after the end) and a topological order, all kept up to date
 * by {@link FlexibleGraph.move}. Beyond the operations there are a sink, a source, and a source of each job that
 * carries its release, so that sweeps need no conditions.
 */
export class FlexibleGraph {
  readonly shop: FlexibleJobShop;
  /** Node after every job's and machine's last operation; as a neighbour: "none". */
  readonly sink: number;
  /** Node before every machine's first operation. */
  readonly source: number;
  /** [operations] mode in use */
  readonly mode: Int32Array;
  /** [nodes] machine in use; -1 beyond the operations */
  readonly machine: Int32Array;
  /** [nodes] */
  readonly duration: Int32Array;
  /** [nodes] */
  readonly jobBefore: Int32Array;
  /** [nodes] */
  readonly jobAfter: Int32Array;
  /** [nodes] */
  readonly machineBefore: Int32Array;
  /** [nodes] */
  readonly machineAfter: Int32Array;
  /** [machines + 1] where each machine's sequence begins in {@link sequence}; there is room for all that it could do */
  readonly sequenceStarts: Int32Array;
  readonly sequence: Int32Array;
  /** [machines] operations on each machine */
  readonly counts: Int32Array;
  /** [operations] place on its machine */
  readonly place: Int32Array;
  /** [nodes] earliest start */
  readonly head: Int32Array;
  /** [nodes] longest path from the operation's end to the end of everything */
  readonly tail: Int32Array;
  /** [operations] topological order */
  readonly order: Int32Array;
  /** [nodes] place in it; -1 for sources, above all others for the sink */
  readonly orderPlace: Int32Array;
  makespan = 0;
  private readonly marked: Uint8Array;
  private readonly held: Int32Array;

  constructor(shop: FlexibleJobShop) {
    const { jobs, machines, operations, modeMachine } = shop;
    this.shop = shop;
    this.sink = operations;
    this.source = operations + 1;
    const nodes = operations + 2 + jobs;
    this.mode = new Int32Array(operations);
    this.machine = new Int32Array(nodes).fill(-1);
    this.duration = new Int32Array(nodes);
    this.jobBefore = new Int32Array(nodes).fill(this.source);
    this.jobAfter = new Int32Array(nodes).fill(this.sink);
    this.machineBefore = new Int32Array(nodes).fill(this.source);
    this.machineAfter = new Int32Array(nodes).fill(this.sink);
    this.sequenceStarts = new Int32Array(machines + 1);
    for (let mode = 0; mode < modeMachine.length; mode++) this.sequenceStarts[modeMachine[mode] + 1]++;
    for (let machine = 0; machine < machines; machine++)
      this.sequenceStarts[machine + 1] += this.sequenceStarts[machine];
    this.sequence = new Int32Array(modeMachine.length);
    this.counts = new Int32Array(machines);
    this.place = new Int32Array(operations);
    this.head = new Int32Array(nodes);
    this.tail = new Int32Array(nodes);
    this.order = new Int32Array(operations);
    this.orderPlace = new Int32Array(nodes).fill(-1);
    this.orderPlace[this.sink] = operations;
    this.marked = new Uint8Array(nodes);
    this.held = new Int32Array(operations);
    for (let job = 0; job < jobs; job++) {
      const jobSource = this.source + 1 + job;
      this.head[jobSource] = shop.release[job];
      const first = shop.jobStarts[job];
      const end = shop.jobStarts[job + 1];
      for (let operation = first; operation < end; operation++) {
        this.jobBefore[operation] = operation > first ? operation - 1 : jobSource;
        this.jobAfter[operation] = operation < end - 1 ? operation + 1 : this.sink;
      }
    }
  }

  /**
   * Takes a schedule over: a mode for each operation, and an order of all of them that respects the jobs; each machine
   * follows it.
   */
  load(modes: Int32Array, order: Int32Array): void {
    const { shop, machine, duration, counts, place, sequence, sequenceStarts, machineBefore, machineAfter } =
      this;
    this.mode.set(modes);
    this.order.set(order);
    counts.fill(0);
    for (let at = 0; at < shop.operations; at++) {
      const operation = order[at];
      const mode = modes[operation];
      const on = shop.modeMachine[mode];
      machine[operation] = on;
      duration[operation] = shop.modeDuration[mode];
      const before = counts[on]++;
      place[operation] = before;
      sequence[sequenceStarts[on] + before] = operation;
      machineAfter[operation] = this.sink;
      if (before === 0) machineBefore[operation] = this.source;
      else {
        const previous = sequence[sequenceStarts[on] + before - 1];
        machineBefore[operation] = previous;
        machineAfter[previous] = operation;
      }
      this.orderPlace[operation] = at;
    }
    this.sweepHeads(0);
    this.sweepTails(shop.operations - 1);
  }

  /**
   * Takes an operation from its place and puts it on the machine of `mode`, before what stands at `place` there (in
   * the sequence without it). Returns false, with the graph in ruins, when the result has a cycle.
   */
  move(operation: number, mode: number, place: number): boolean {
    this.unlink(operation);
    this.link(operation, mode, place);
    return this.restore(operation);
  }

  private unlink(operation: number): void {
    const { sequence, machineBefore, machineAfter } = this;
    const machine = this.machine[operation];
    const start = this.sequenceStarts[machine];
    const last = --this.counts[machine];
    for (let at = this.place[operation]; at < last; at++) {
      const next = sequence[start + at + 1];
      sequence[start + at] = next;
      this.place[next] = at;
    }
    const before = machineBefore[operation];
    const after = machineAfter[operation];
    machineAfter[before] = after;
    machineBefore[after] = before;
  }

  private link(operation: number, mode: number, place: number): void {
    const { sequence, machineBefore, machineAfter, shop } = this;
    const machine = shop.modeMachine[mode];
    this.mode[operation] = mode;
    this.machine[operation] = machine;
    this.duration[operation] = shop.modeDuration[mode];
    const start = this.sequenceStarts[machine];
    const count = this.counts[machine]++;
    for (let at = count; at > place; at--) {
      const next = sequence[start + at - 1];
      sequence[start + at] = next;
      this.place[next] = at;
    }
    sequence[start + place] = operation;
    this.place[operation] = place;
    const before = place > 0 ? sequence[start + place - 1] : this.source;
    const after = place < count ? sequence[start + place + 1] : this.sink;
    machineBefore[operation] = before;
    machineAfter[operation] = after;
    machineAfter[before] = operation;
    machineBefore[after] = operation;
  }

  /** Repairs the order around a moved operation, then heads and tails from the first and last place that changed. */
  private restore(moved: number): boolean {
    const { order, orderPlace, jobBefore, jobAfter, machineBefore, machineAfter, marked, held } = this;
    const at = orderPlace[moved];
    const lastBefore = Math.max(orderPlace[jobBefore[moved]], orderPlace[machineBefore[moved]]);
    const firstAfter = Math.min(orderPlace[jobAfter[moved]], orderPlace[machineAfter[moved]]);
    let low = at;
    let high = at;
    if (lastBefore < firstAfter) {
      if (at < lastBefore) {
        high = lastBefore;
        for (let from = at; from < high; from++) orderPlace[(order[from] = order[from + 1])] = from;
        orderPlace[(order[high] = moved)] = high;
      } else if (at > firstAfter) {
        low = firstAfter;
        for (let from = at; from > low; from--) orderPlace[(order[from] = order[from - 1])] = from;
        orderPlace[(order[low] = moved)] = low;
      }
    } else {
      // What follows the moved operation stands before something that precedes it: it goes behind that.
      low = Math.min(at, firstAfter);
      high = Math.max(at, lastBefore);
      // From behind the window it first comes to its end: the scan then never writes where it has yet to read.
      for (let from = at; from > lastBefore + 1; from--) orderPlace[(order[from] = order[from - 1])] = from;
      let kept = low;
      let count = 0;
      let isAcyclic = true;
      marked[jobAfter[moved]] = 1;
      marked[machineAfter[moved]] = 1;
      for (let from = low; from <= lastBefore; from++) {
        const operation = order[from];
        if (operation === moved) continue;
        if ((marked[operation] | marked[jobBefore[operation]] | marked[machineBefore[operation]]) !== 0) {
          marked[operation] = 1;
          held[count++] = operation;
        } else {
          order[kept] = operation;
          orderPlace[operation] = kept++;
        }
        if (from === lastBefore) {
          isAcyclic = marked[operation] === 0;
          order[kept] = moved;
          orderPlace[moved] = kept++;
          for (let index = 0; index < count; index++) {
            const behind = held[index];
            order[kept] = behind;
            orderPlace[behind] = kept++;
          }
        }
      }
      marked[jobAfter[moved]] = 0;
      marked[machineAfter[moved]] = 0;
      for (let index = 0; index < count; index++) marked[held[index]] = 0;
      // The other of the two before the moved one may lie behind what was marked, too.
      if (
        !isAcyclic ||
        orderPlace[jobBefore[moved]] > orderPlace[moved] ||
        orderPlace[machineBefore[moved]] > orderPlace[moved]
      )
        return false;
    }
    this.sweepHeads(low);
    this.sweepTails(high);
    return true;
  }

  private sweepHeads(from: number): void {
    const { order, head, duration, jobBefore, machineBefore, shop } = this;
    for (let at = from; at < shop.operations; at++) {
      const operation = order[at];
      const inJob = jobBefore[operation];
      const onMachine = machineBefore[operation];
      const jobEnd = head[inJob] + duration[inJob];
      const machineEnd = head[onMachine] + duration[onMachine];
      head[operation] = jobEnd > machineEnd ? jobEnd : machineEnd;
    }
    let makespan = 0;
    for (let job = 0; job < shop.jobs; job++) {
      if (shop.jobStarts[job + 1] === shop.jobStarts[job]) continue;
      const last = shop.jobStarts[job + 1] - 1;
      const end = head[last] + duration[last];
      if (end > makespan) makespan = end;
    }
    this.makespan = makespan;
  }

  private sweepTails(from: number): void {
    const { order, tail, duration, jobAfter, machineAfter } = this;
    for (let at = from; at >= 0; at--) {
      const operation = order[at];
      const inJob = jobAfter[operation];
      const onMachine = machineAfter[operation];
      const jobTail = tail[inJob] + duration[inJob];
      const machineTail = tail[onMachine] + duration[onMachine];
      tail[operation] = jobTail > machineTail ? jobTail : machineTail;
    }
  }
}
