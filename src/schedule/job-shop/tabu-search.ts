import { DisjunctiveGraph } from "./disjunctive-graph.js";
import type { FastRandom } from "./fast-random.js";
import type { JobShopInstance } from "./instance.js";
import { Neighbourhood } from "./neighbourhood.js";
import { TabuList } from "./tabu-list.js";

/**
 * Tabu search over the sequences of the machines: N7, estimates instead of evaluations, and a tenure that is drawn from
 * 10 + jobs / machines up to 1.4 or 1.5 times that (Zhang et al. 2007, as in Peng, Lü and Cheng 2015). It runs in
 * slices, so that whoever drives it can look at the clock.
 */
export class TabuSearch {
  readonly graph: DisjunctiveGraph;
  /** [operations] sequences of the best schedule of this walk */
  readonly bestSequence: Int32Array;
  bestMakespan = 0;
  /** Steps of all walks together. */
  steps = 0;
  private readonly tabu: TabuList;
  private readonly neighbourhood: Neighbourhood;
  private readonly random: FastRandom;
  private readonly shortestTenure: number;
  private readonly tenures: number;
  private patience = 0;
  private idle = 0;
  private target = 0;

  constructor(instance: JobShopInstance, random: FastRandom) {
    this.graph = new DisjunctiveGraph(instance);
    this.tabu = new TabuList(instance);
    this.random = random;
    this.neighbourhood = new Neighbourhood(this.graph, this.tabu, random);
    this.bestSequence = new Int32Array(instance.operations);
    const { jobs, machines } = instance;
    const tenure = 10 + jobs / machines;
    this.shortestTenure = Math.floor(tenure);
    this.tenures = Math.floor((jobs <= 2 * machines ? 1.4 : 1.5) * tenure) - this.shortestTenure + 1;
  }

  /**
   * Begins a walk at the graph's own sequences, whose paths must be up to date. It ends `patience` steps after its last
   * improvement, or at a makespan of `target`.
   */
  begin(patience: number, target: number): void {
    this.tabu.clear();
    this.patience = patience;
    this.target = target;
    this.idle = 0;
    this.bestMakespan = this.graph.makespan;
    this.bestSequence.set(this.graph.sequence);
  }

  /** Walks on for some steps. True when the walk has ended. */
  run(steps: number): boolean {
    const { graph, tabu, neighbourhood, bestSequence } = this;
    if (this.bestMakespan <= this.target) return true;
    for (let step = 0; step < steps; step++) {
      if (this.idle >= this.patience) return true;
      if (!neighbourhood.choose(this.bestMakespan)) return true;
      this.remember(neighbourhood.from, neighbourhood.to);
      graph.move(neighbourhood.from, neighbourhood.to);
      tabu.now++;
      this.steps++;
      this.idle++;
      if (graph.makespan >= this.bestMakespan) continue;
      this.bestMakespan = graph.makespan;
      bestSequence.set(graph.sequence);
      this.idle = 0;
      if (this.bestMakespan <= this.target) return true;
    }
    return false;
  }

  /** The orders that the move is about to end are tabu. */
  private remember(from: number, to: number): void {
    const { tabu } = this;
    const { sequence } = this.graph;
    const moved = sequence[from]!;
    const steps = this.shortestTenure + this.random.below(this.tenures);
    for (let at = from + 1; at <= to; at++) tabu.forbid(moved, sequence[at]!, steps);
    for (let at = to; at < from; at++) tabu.forbid(sequence[at]!, moved, steps);
  }
}
