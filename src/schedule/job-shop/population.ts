import type { FastRandom } from "./fast-random.js";
import type { JobShopInstance } from "./instance.js";
import { sequenceDistance } from "./sequence-distance.js";

/** A schedule that path relinking may start from or go to. */
export interface Member {
  readonly sequence: Int32Array;
  readonly makespan: number;
}

/** Schedules that are good and unlike each other, and the pairs of them that have not been relinked yet. */
export class Population {
  readonly members: Member[] = [];
  private readonly instance: JobShopInstance;
  private readonly leastDistance: number;
  private readonly scratch: Int32Array;
  private pairs: (readonly [Member, Member])[] = [];

  /** @param leastDistance members that are closer to each other count as the same */
  constructor(instance: JobShopInstance, leastDistance: number) {
    this.instance = instance;
    this.leastDistance = leastDistance;
    this.scratch = new Int32Array(instance.operations);
  }

  distance(first: Member, second: Member): number {
    return sequenceDistance(this.instance, first.sequence, second.sequence, this.scratch);
  }

  /** Takes a member in, whatever it is worth, unless it is the same as one that is at least as good. */
  add(member: Member): boolean {
    const same = this.members.filter((other) => this.distance(other, member) < this.leastDistance);
    if (same.some((other) => other.makespan <= member.makespan)) return false;
    for (const other of same) this.remove(other);
    for (const other of this.members) this.pairs.push([other, member]);
    this.members.push(member);
    return true;
  }

  /** Takes a member in for the worst one, if it is better than that and not the same as another. */
  replaceWorst(member: Member): boolean {
    const worst = this.members.reduce((a, b) => (b.makespan >= a.makespan ? b : a));
    if (member.makespan >= worst.makespan) return false;
    const before = this.members.length;
    if (!this.add(member)) return false;
    if (this.members.length > before) this.remove(worst);
    return true;
  }

  /** A random pair that has not been drawn before; null when there is none. */
  drawPair(random: FastRandom): readonly [Member, Member] | null {
    if (this.pairs.length === 0) return null;
    const index = random.below(this.pairs.length);
    const pair = this.pairs[index]!;
    this.pairs[index] = this.pairs[this.pairs.length - 1]!;
    this.pairs.pop();
    return pair;
  }

  /** Leaves only the best member. */
  keepBest(): void {
    const best = this.members.reduce((a, b) => (b.makespan < a.makespan ? b : a));
    this.members.splice(0, this.members.length, best);
    this.pairs = [];
  }

  private remove(member: Member): void {
    this.members.splice(this.members.indexOf(member), 1);
    this.pairs = this.pairs.filter(([a, b]) => a !== member && b !== member);
  }
}
