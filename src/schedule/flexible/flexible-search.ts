import { FastRandom } from "../job-shop/fast-random.js";
import { firstSchedule, type ModesAndOrder } from "./first-schedule.js";
import type { FlexibleJobShop } from "./flexible-job-shop.js";
import { distance, relink } from "./relink.js";
import { TabuSearch } from "./tabu-search.js";

/** Schedules that are kept to be combined. */
const POOL = 8;
/** Steps without a better schedule after which a tabu search ends. */
const PATIENCE = 12_500;

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

  constructor(shop: FlexibleJobShop, seed: number, target: number, start?: ModesAndOrder) {
    this.shop = shop;
    this.target = target;
    this.random = new FastRandom(seed, "flexible job shop");
    this.tabuSearch = new TabuSearch(shop, this.random);
    const { modes, order } = start ?? firstSchedule(shop, this.random, shop.jobs);
    this.tabuSearch.begin(modes, order);
    this.best = { modes, order, makespan: this.tabuSearch.best };
  }

  /** Makes at most so many steps; true when the target is reached. */
  advance(steps: number): boolean {
    const { tabuSearch } = this;
    for (let left = steps; left > 0;) {
      const before = tabuSearch.step;
      const isOver = tabuSearch.advance(left, PATIENCE, this.target);
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
    this.admit(this.found());
    if (pool.length < POOL) {
      const { modes, order } = firstSchedule(shop, random, 2 + random.below(4));
      tabuSearch.begin(modes, order);
      return;
    }
    const one = random.below(POOL);
    let other = random.below(POOL - 1);
    if (other >= one) other++;
    const { modes, order } = relink(pool[one], pool[other], 0.2 + 0.0006 * random.below(1001), random);
    tabuSearch.begin(modes, order);
  }

  private admit(member: Member): void {
    const { pool, shop } = this;
    const near = pool.findIndex((other) => distance(shop, other, member) < shop.operations / 20);
    if (near >= 0) {
      if (member.makespan <= pool[near].makespan) pool[near] = member;
      return;
    }
    if (pool.length < POOL) {
      pool.push(member);
      return;
    }
    let worst = 0;
    for (let index = 1; index < POOL; index++)
      if (pool[index].makespan >= pool[worst].makespan) worst = index;
    if (member.makespan <= pool[worst].makespan) pool[worst] = member;
  }
}
