import { FastRandom } from "../job-shop/fast-random.js";
import { firstSchedule, type ModesAndOrder } from "./first-schedule.js";
import type { FlexibleJobShop } from "./flexible-job-shop.js";
import { distance, relink } from "./relink.js";
import { TabuSearch } from "./tabu-search.js";

/** Schedules that are kept to be combined. */
const POOL = 16;
/** Schedules from scratch that a pool begins with; it fills up with what lies between them. */
const FROM_SCRATCH = 5;
/** Jobs compared per operation in the very first schedule. */
const MOST_LOOKS = 100;
/** Tabu searches in a row, as multiples of the pool's size, that leave the pool as it is: then it is renewed. */
const IDLE_ROUNDS = 3;

/** Distance per operation below which two schedules count as one. */
const NEAR = 0.05;

/**
 * Steps without a better schedule after which a tabu search ends: the fewer, the more machines there are to choose from.
 * Sequences alone take long walks (12,500 steps: Peng, Lü and Cheng 2015); loads of machines are levelled out sooner by
 * combining schedules.
 */
function patienceOf(shop: FlexibleJobShop): number {
  const choices = shop.modeMachine.length / Math.max(1, shop.operations);
  return Math.round(Math.max(1500, 12_500 / choices ** 3));
}

interface Member extends ModesAndOrder {
  readonly makespan: number;
}

/**
 * The whole search, to be advanced in slices: tabu searches from schedules from scratch fill a pool, further ones start
 * between two of its members.
 */
export class FlexibleSearch {
  best: Member;
  steps = 0;
  private readonly shop: FlexibleJobShop;
  private readonly target: number;
  private readonly random: FastRandom;
  private readonly tabuSearch: TabuSearch;
  private readonly pool: Member[] = [];
  private readonly patience: number;
  private idle = 0;

  constructor(shop: FlexibleJobShop, seed: number, target: number, start?: ModesAndOrder) {
    this.shop = shop;
    this.target = target;
    this.patience = patienceOf(shop);
    this.random = new FastRandom(seed, "flexible job shop");
    this.tabuSearch = new TabuSearch(shop, this.random);
    const { modes, order } = start ?? firstSchedule(shop, this.random, MOST_LOOKS);
    this.tabuSearch.begin(modes, order);
    this.best = { modes, order, makespan: this.tabuSearch.best };
  }

  /** Makes at most so many steps; true when the target is reached. */
  advance(steps: number): boolean {
    const { tabuSearch } = this;
    for (let left = steps; left > 0;) {
      const before = tabuSearch.step;
      const isOver = tabuSearch.advance(left, this.patience, this.target);
      const done = tabuSearch.step - before;
      this.steps += done;
      // Tabu searches that cannot move count, too: the loop ends.
      left -= Math.max(done, 1);
      if (tabuSearch.best < this.best.makespan) this.best = this.found();
      if (this.best.makespan <= this.target) return true;
      if (isOver) this.next();
    }
    return false;
  }

  private found(): Member {
    const { best, bestModes, bestOrder } = this.tabuSearch;
    return { makespan: best, modes: bestModes.slice(), order: bestOrder.slice() };
  }

  private next(): void {
    const { pool, random, shop, tabuSearch } = this;
    this.idle = this.admit(this.found()) ? 0 : this.idle + 1;
    if (this.idle > IDLE_ROUNDS * POOL) {
      this.idle = 0;
      pool.sort((one, other) => one.makespan - other.makespan);
      pool.length = 1;
    }
    if (pool.length < FROM_SCRATCH) {
      const { modes, order } = firstSchedule(shop, random, 2 + random.below(4));
      tabuSearch.begin(modes, order);
      return;
    }
    const one = random.below(pool.length);
    let other = random.below(pool.length - 1);
    if (other >= one) other++;
    const { modes, order } = relink(pool[one], pool[other], 0.2 + 0.0006 * random.below(1001), random);
    tabuSearch.begin(modes, order);
  }

  /** Takes a schedule into the pool if it is good and new enough. True when the pool is better for it. */
  private admit(member: Member): boolean {
    const { pool, shop } = this;
    const near = pool.findIndex((other) => distance(shop, other, member) < shop.operations * NEAR);
    if (near < 0 && pool.length < POOL) {
      pool.push(member);
      return true;
    }
    let place = near;
    if (place < 0) {
      place = 0;
      for (let index = 1; index < pool.length; index++)
        if (pool[index].makespan >= pool[place].makespan) place = index;
    }
    const isBetter = member.makespan < pool[place].makespan;
    // Of equals the new one stays: the pool moves on.
    if (member.makespan <= pool[place].makespan) pool[place] = member;
    return isBetter;
  }
}
