import type { JobShopInstance } from "./instance.js";

/** Entries of the table; larger job shops share entries, which forbids a move in a thousand too many. */
const MOST_ENTRIES = 1 << 21;

/**
 * Orders of two operations on a machine that must not come back for a while. A move is forbidden when any of the orders that
 * it would bring about is (Nowicki and Smutnicki, "A fast taboo search algorithm for the job shop problem", Management
 * Science 42, 1996).
 */
export class TabuList {
  /** Steps done; entries say until when they hold. */
  now = 0;
  private readonly width: number;
  private readonly mask: number;
  private readonly until: Int32Array;
  /** Number of an operation among those of its machine. */
  private readonly numberOnMachine: Int32Array;

  constructor(instance: JobShopInstance) {
    const { operations, machineOf, machineStarts, machines } = instance;
    const counts = new Int32Array(machines);
    this.numberOnMachine = new Int32Array(operations);
    for (let operation = 0; operation < operations; operation++)
      this.numberOnMachine[operation] = counts[machineOf[operation]!]!++;
    let width = 1;
    for (let machine = 0; machine < machines; machine++)
      width = Math.max(width, machineStarts[machine + 1]! - machineStarts[machine]!);
    this.width = width;
    let entries = 1;
    while (entries < width * operations && entries < MOST_ENTRIES) entries *= 2;
    this.mask = entries - 1;
    this.until = new Int32Array(entries);
  }

  /** Another walk begins. */
  clear(): void {
    // Entries of before have run out by then.
    this.now += 10_000;
    if (this.now < 1_000_000_000) return;
    this.now = 1;
    this.until.fill(0);
  }

  /** Forbids, for some steps, that `first` comes before `second` again. */
  forbid(first: number, second: number, steps: number): void {
    this.until[(Math.imul(first, this.width) + this.numberOnMachine[second]!) & this.mask] = this.now + steps;
  }

  /** Whether putting sequence[from] behind sequence[to] is forbidden. */
  forbidsLater(sequence: Int32Array, from: number, to: number): boolean {
    const { until, width, mask, now } = this;
    const column = this.numberOnMachine[sequence[from]!]!;
    for (let at = from + 1; at <= to; at++)
      if (until[(Math.imul(sequence[at]!, width) + column) & mask]! > now) return true;
    return false;
  }

  /** Whether putting sequence[from] before sequence[to] is forbidden. */
  forbidsEarlier(sequence: Int32Array, from: number, to: number): boolean {
    const { until, mask, now, numberOnMachine } = this;
    const row = Math.imul(sequence[from]!, this.width);
    for (let at = to; at < from; at++)
      if (until[(row + numberOnMachine[sequence[at]!]!) & mask]! > now) return true;
    return false;
  }
}
