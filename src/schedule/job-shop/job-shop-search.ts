import { FastRandom } from "./fast-random.js";
import type { JobShopInstance } from "./instance.js";
import { PathRelinking } from "./path-relinking.js";
import { Population, type Member } from "./population.js";
import { dispatchedSequence, randomSequence } from "./starts.js";
import { TabuSearch } from "./tabu-search.js";

/** What the search is tuned by. */
export interface JobShopTuning {
  /** Members of the population. */
  readonly members: number;
  /** Steps without improvement after which a walk ends. */
  readonly patience: number;
  /** Steps of the short walks that compare the schedules on a path; 0 takes a random one. */
  readonly trialSteps: number;
  /** Noise of dispatched starts; null for random ones. */
  readonly noise: number | null;
}

/** Operations times steps that a slice of the search does: some milliseconds. */
const SLICE_WORK = 200_000;

/**
 * Tabu search with path relinking (TS/PR: Peng, Lü and Cheng 2015). A population of local optima is relinked pair by pair,
 * in both directions; of the schedules on the path, away from its two ends, the most promising one is improved by a long
 * walk and takes the place of the worst member. When all pairs are done, all members but the best one are replaced.
 */
export class JobShopSearch {
  /** [operations] sequences of the best schedule of all */
  readonly bestSequence: Int32Array;
  bestMakespan: number = Infinity;
  private readonly instance: JobShopInstance;
  private readonly tuning: JobShopTuning;
  private readonly random: FastRandom;
  private readonly search: TabuSearch;
  private readonly relinking: PathRelinking;
  private readonly target: number;
  private readonly sliceSteps: number;
  private readonly visitors: Member[] = [];
  private extraSteps = 0;

  /**
   * @param target a makespan at which the search is over
   * @param island searches of the same seed on different islands go different ways
   */
  constructor(instance: JobShopInstance, seed: number, target: number, tuning: JobShopTuning, island = 0) {
    this.instance = instance;
    this.tuning = tuning;
    this.target = target;
    this.random = new FastRandom(seed, `job shop ${island}`);
    this.search = new TabuSearch(instance, this.random);
    this.relinking = new PathRelinking(this.search.graph, this.random);
    this.bestSequence = new Int32Array(instance.operations);
    this.sliceSteps = Math.max(1, Math.min(1000, Math.floor(SLICE_WORK / instance.operations)));
  }

  /** Steps of tabu search done, and walks begun. */
  get steps(): number {
    return this.search.steps + this.extraSteps;
  }

  /** Offers a schedule that was found elsewhere: it is taken into the population when that is next looked at. */
  offer(sequence: Int32Array, makespan: number): void {
    this.visitors.push({ sequence, makespan });
    this.note(sequence, makespan);
  }

  /** The search; each `next` is a slice of it. It ends at the target only. */
  *run(start: Int32Array | null): Generator<void, void, void> {
    const { tuning, instance } = this;
    const population = new Population(instance, 1 + Math.floor(instance.operations / 50));
    let first = start;
    for (;;) {
      for (let tries = 0; population.members.length < tuning.members && tries < 2 * tuning.members; tries++) {
        const sequence = first ?? this.start(population.members.length === 0);
        first = null;
        this.search.graph.load(sequence);
        this.note(this.search.graph.sequence, this.search.graph.makespan);
        yield* this.walk(tuning.patience);
        if (this.bestMakespan <= this.target) return;
        population.add(this.found());
      }
      for (
        let pair = population.drawPair(this.random);
        pair !== null;
        pair = population.drawPair(this.random)
      ) {
        for (const [from, to] of [pair, [pair[1], pair[0]] as const]) {
          yield* this.relink(from, to, population.distance(from, to));
          if (this.bestMakespan <= this.target) return;
          population.replaceWorst(this.found());
        }
        for (const visitor of this.visitors.splice(0)) population.replaceWorst(visitor);
      }
      population.keepBest();
    }
  }

  private start(isFirst: boolean): Int32Array {
    const { noise } = this.tuning;
    if (isFirst) return dispatchedSequence(this.instance, this.random, 0);
    return noise === null
      ? randomSequence(this.instance, this.random)
      : dispatchedSequence(this.instance, this.random, noise);
  }

  private found(): Member {
    return { sequence: this.search.bestSequence.slice(), makespan: this.search.bestMakespan };
  }

  private *walk(patience: number): Generator<void, void, void> {
    const { search } = this;
    search.begin(patience, this.target);
    this.extraSteps++;
    for (let isOver = false; !isOver;) {
      isOver = search.run(this.sliceSteps);
      this.note(search.bestSequence, search.bestMakespan);
      yield;
    }
  }

  /** From one member on the way to the other: a promising schedule between them, improved. */
  private *relink(from: Member, to: Member, distance: number): Generator<void, void, void> {
    const { search, relinking, random, tuning } = this;
    const { graph } = search;
    const margin = Math.max(2, Math.floor(distance / 5));
    const stride = Math.max(2, Math.floor(distance / 10));
    graph.load(from.sequence);
    relinking.begin(to.sequence);
    if (tuning.trialSteps === 0) {
      relinking.walk(margin + random.below(Math.max(1, distance - 2 * margin)));
      graph.refresh();
      yield* this.walk(tuning.patience);
      return;
    }
    let best: Member | null = null;
    let onPath = graph.sequence.slice();
    for (
      let done = 0, stretch = margin;
      done === 0 || done + stretch <= distance - margin;
      stretch = stride
    ) {
      graph.load(onPath);
      relinking.begin(to.sequence);
      relinking.walk(stretch);
      done += stretch;
      onPath = graph.sequence.slice();
      graph.refresh();
      yield* this.walk(tuning.trialSteps);
      if (best === null || search.bestMakespan < best.makespan) best = this.found();
      if (this.bestMakespan <= this.target) return;
    }
    graph.load(best!.sequence);
    yield* this.walk(tuning.patience);
  }

  private note(sequence: Int32Array, makespan: number): void {
    if (makespan >= this.bestMakespan) return;
    this.bestMakespan = makespan;
    this.bestSequence.set(sequence);
  }
}
