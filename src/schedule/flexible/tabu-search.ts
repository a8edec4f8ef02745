import type { FastRandom } from "../job-shop/fast-random.js";
import { CriticalPath } from "./critical-path.js";
import { FlexibleGraph } from "./flexible-graph.js";
import type { FlexibleJobShop } from "./flexible-job-shop.js";
import { MoveChoice } from "./move-choice.js";
import { ReassignmentMoves } from "./reassignment-moves.js";
import { SequenceMoves } from "./sequence-moves.js";
import { TabuList } from "./tabu-list.js";

/**
 * Tabu search for flexible job shops: each step makes the best move, by estimate, of one longest path, within machines
 * and between them, even when it is for the worse; what it undid stays forbidden for a while.
 */
export class TabuSearch {
  readonly graph: FlexibleGraph;
  best = 0;
  readonly bestModes: Int32Array;
  readonly bestOrder: Int32Array;
  /** Steps since the start, and the one in which the best schedule came. */
  step = 0;
  bestStep = 0;
  private readonly path: CriticalPath;
  private readonly sequenceMoves: SequenceMoves;
  private readonly reassignmentMoves: ReassignmentMoves;
  private readonly tabu: TabuList;
  private readonly choice: MoveChoice;
  private readonly random: FastRandom;
  private readonly shortest: number;

  constructor(shop: FlexibleJobShop, random: FastRandom) {
    this.graph = new FlexibleGraph(shop);
    this.random = random;
    this.path = new CriticalPath(this.graph);
    this.sequenceMoves = new SequenceMoves(this.graph);
    this.reassignmentMoves = new ReassignmentMoves(this.graph);
    this.tabu = new TabuList(shop);
    this.choice = new MoveChoice(random);
    this.bestModes = new Int32Array(shop.operations);
    this.bestOrder = new Int32Array(shop.operations);
    this.shortest = Math.floor(
      10 + shop.operations / Math.max(1, shop.machines) / Math.max(1, shop.machines),
    );
  }

  /** Begins at a schedule: a mode for each operation and an order of all that respects the jobs. */
  begin(modes: Int32Array, order: Int32Array): void {
    this.graph.load(modes, order);
    this.tabu.clear();
    this.step = 0;
    this.keep();
  }

  /**
   * Makes at most so many steps. Returns true when there is nothing left to do: the target is reached, the search made
   * `patience` steps without a better schedule, or there is no move.
   */
  advance(steps: number, patience: number, target: number): boolean {
    const { graph, path, choice, tabu } = this;
    for (let done = 0; done < steps; done++) {
      if (this.best <= target || this.step - this.bestStep >= patience) return true;
      path.draw(this.random);
      choice.clear();
      this.sequenceMoves.offerAll(path, tabu, this.step, this.best, choice);
      this.reassignmentMoves.offerAll(path, tabu, this.step, this.best, choice);
      if (!choice.settle()) return true;
      this.step++;
      this.forbidUndoing();
      if (!graph.move(choice.operation, choice.mode, choice.place))
        throw new Error("A move that was free of cycles by its conditions has closed one.");
      if (graph.makespan < this.best) this.keep();
    }
    return false;
  }

  private forbidUndoing(): void {
    const { graph, tabu, choice } = this;
    const { operation, mode } = choice;
    const tenure = this.shortest + this.random.below(this.shortest >> 1);
    const until = this.step + tenure;
    const old = graph.mode[operation];
    if (mode !== old) {
      // An operation has few machines to go to: half as long was better on most instances tried.
      tabu.forbidMode(old, this.step + (tenure >> 1));
      return;
    }
    const start = graph.sequenceStarts[graph.machine[operation]];
    const from = graph.place[operation];
    for (let at = from + 1; at <= choice.place; at++)
      tabu.forbidPair(operation, graph.sequence[start + at], until);
    for (let at = choice.place; at < from; at++)
      tabu.forbidPair(graph.sequence[start + at], operation, until);
  }

  private keep(): void {
    this.best = this.graph.makespan;
    this.bestStep = this.step;
    this.bestModes.set(this.graph.mode);
    this.bestOrder.set(this.graph.order);
  }
}
