import type { DisjunctiveGraph } from "./disjunctive-graph.js";
import type { FastRandom } from "./fast-random.js";

/**
 * Walks from one schedule towards another by exchanging neighbours on machines that the other has in the opposite order
 * (Peng, Lü and Cheng, "A tabu search/path relinking algorithm to solve the job shop scheduling problem", Computers &
 * Operations Research 53, 2015). Every exchange brings the two one closer.
 *
 * The paper repairs schedules with cycles. Here an exchange that would close a cycle waits: there is always one that does
 * not, because a topological order of the one schedule becomes one of the other by exchanges of neighbours in it, none of
 * which is ever undone.
 */
export class PathRelinking {
  private readonly graph: DisjunctiveGraph;
  private readonly random: FastRandom;
  /** [operations] place in the guiding schedule */
  private readonly goal: Int32Array;
  /** Places whose operation may be exchanged with the next one. */
  private readonly open: Int32Array;
  private readonly isOpen: Uint8Array;
  private count = 0;

  constructor(graph: DisjunctiveGraph, random: FastRandom) {
    this.graph = graph;
    this.random = random;
    this.goal = new Int32Array(graph.operations);
    this.open = new Int32Array(graph.operations);
    this.isOpen = new Uint8Array(graph.operations);
  }

  /** Starts at the graph's own schedule. */
  begin(guide: Int32Array): void {
    const { graph, goal } = this;
    for (let at = 0; at < guide.length; at++) goal[guide[at]!] = at;
    this.count = 0;
    this.isOpen.fill(0);
    for (let at = 0; at < graph.operations; at++) this.consider(at);
  }

  /**
   * Makes some exchanges; fewer where the guide is reached. Returns how many. Paths of the graph are not kept up to
   * date: `refresh` before reading them.
   */
  walk(exchanges: number): number {
    const { graph, open, isOpen, random } = this;
    let done = 0;
    // Places from `waiting` on would have closed a cycle at their last try.
    let waiting = this.count;
    while (done < exchanges && waiting > 0) {
      const index = random.below(waiting);
      const place = open[index]!;
      if (!graph.exchange(place)) {
        open[index] = open[--waiting]!;
        open[waiting] = place;
        continue;
      }
      open[index] = open[--this.count]!;
      isOpen[place] = 0;
      if (place > 0) this.consider(place - 1);
      if (place + 1 < graph.operations) this.consider(place + 1);
      waiting = this.count;
      done++;
    }
    return done;
  }

  private consider(place: number): void {
    const { graph, goal, isOpen } = this;
    const operation = graph.sequence[place]!;
    const next = graph.machineAfter[operation]!;
    if (isOpen[place] === 1 || next >= graph.operations || goal[operation]! < goal[next]!) return;
    isOpen[place] = 1;
    this.open[this.count++] = place;
  }
}
