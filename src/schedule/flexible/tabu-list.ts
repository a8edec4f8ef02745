import type { FlexibleJobShop } from "./flexible-job-shop.js";

const BITS = 18;

/**
 * What must not be undone, and until which step: an operation before another one on a machine, and an operation on the
 * machine of a mode. Pairs are hashed: a clash forbids a move for a few steps without need, and no more.
 */
export class TabuList {
  private readonly pairs: Int32Array = new Int32Array(1 << BITS);
  private readonly modes: Int32Array;

  constructor(shop: FlexibleJobShop) {
    this.modes = new Int32Array(shop.modeMachine.length);
  }

  clear(): void {
    this.pairs.fill(0);
    this.modes.fill(0);
  }

  forbidPair(first: number, second: number, until: number): void {
    this.pairs[slotOf(first, second)] = until;
  }

  isPairForbidden(first: number, second: number, step: number): boolean {
    return this.pairs[slotOf(first, second)] > step;
  }

  forbidMode(mode: number, until: number): void {
    this.modes[mode] = until;
  }

  isModeForbidden(mode: number, step: number): boolean {
    return this.modes[mode] > step;
  }
}

function slotOf(first: number, second: number): number {
  return (Math.imul(first, 0x9e3779b1) + Math.imul(second, 0x85ebca77)) >>> (32 - BITS);
}
