import type { DisjunctiveGraph } from "./disjunctive-graph.js";
import type { FastRandom } from "./fast-random.js";
import { MoveEstimates } from "./move-estimates.js";
import type { TabuList } from "./tabu-list.js";

/**
 * The neighbourhood N7 (Zhang, Li, Guan and Rao, "A tabu search algorithm with a new neighborhood structure for the job
 * shop scheduling problem", Computers & Operations Research 34, 2007), which contains N6 (Balas and Vazacopoulos 1998): in
 * every block of one critical path, each operation to the block's end and to its beginning, and its first and last
 * operation to its inside.
 *
 * A move that closes a cycle needs a path around the moved operation. u may go behind v when the path that begins after
 * the next operation of u's job is shorter than the one that begins with v: that path can then not lead to v. This allows
 * more moves than the condition of the papers (it leaves out one duration), and holds for durations of 0.
 */
export class Neighbourhood {
  /** The chosen move. */
  from = -1;
  to = -1;
  private readonly graph: DisjunctiveGraph;
  private readonly tabu: TabuList;
  private readonly random: FastRandom;
  private readonly estimates: MoveEstimates;
  private readonly path: Int32Array;
  private best = 0;
  private ties = 0;
  private aspiration = 0;
  private forbiddenFrom = -1;
  private forbiddenTo = -1;
  private forbidden = 0;

  constructor(graph: DisjunctiveGraph, tabu: TabuList, random: FastRandom) {
    this.graph = graph;
    this.tabu = tabu;
    this.random = random;
    this.estimates = new MoveEstimates(graph);
    this.path = new Int32Array(graph.operations);
  }

  /**
   * Chooses the move with the least estimate among those that are not tabu or promise less than `aspiration`; a random
   * tabu one where there is no other. False where there is no move at all: the schedule is optimal.
   */
  choose(aspiration: number): boolean {
    const { machineBefore, place } = this.graph;
    const { path } = this;
    this.best = 0x7fffffff;
    this.ties = 0;
    this.aspiration = aspiration;
    this.forbidden = 0;
    this.from = -1;
    // The path stands in reverse.
    let end = this.walk() - 1;
    while (end >= 0) {
      let begin = end;
      while (begin > 0 && machineBefore[path[begin - 1]!] === path[begin]!) begin--;
      if (begin < end) this.tryBlock(place[path[end]!]!, place[path[begin]!]!);
      end = begin - 1;
    }
    if (this.from >= 0) return true;
    this.from = this.forbiddenFrom;
    this.to = this.forbiddenTo;
    return this.forbidden > 0;
  }

  /** A random critical path, last operation first. */
  private walk(): number {
    const { ends, durations, jobBefore, machineBefore, operations, makespan, instance } = this.graph;
    const { path, random } = this;
    const { jobStarts, jobs } = instance;
    let operation = -1;
    let count = 0;
    for (let job = 0; job < jobs; job++) {
      const last = jobStarts[job + 1]! - 1;
      if (last < jobStarts[job]! || ends[last] !== makespan) continue;
      count++;
      if (count === 1 || random.below(count) === 0) operation = last;
    }
    let length = 0;
    for (;;) {
      path[length++] = operation;
      const start = ends[operation]! - durations[operation]!;
      const inJob = jobBefore[operation]!;
      const onMachine = machineBefore[operation]!;
      const byJob = inJob < operations && ends[inJob] === start;
      const byMachine = onMachine < operations && ends[onMachine] === start;
      if (byJob && byMachine) operation = random.below(2) === 0 ? inJob : onMachine;
      else if (byMachine) operation = onMachine;
      else if (byJob) operation = inJob;
      else return length;
    }
  }

  private tryBlock(first: number, last: number): void {
    if (last === first + 1) {
      this.tryLater(first, last);
      return;
    }
    for (let at = first; at < last; at++) this.tryLater(at, last);
    for (let at = last; at > first; at--) this.tryEarlier(at, first);
    for (let at = first + 2; at < last; at++) this.tryLater(first, at);
    for (let at = first + 1; at < last - 1; at++) this.tryEarlier(last, at);
  }

  private tryLater(from: number, to: number): void {
    const { sequence, tails, durations, jobAfter } = this.graph;
    const after = jobAfter[sequence[from]!]!;
    const target = sequence[to]!;
    if (after === target || tails[after]! - durations[after]! >= tails[target]!) return;
    if (this.tabu.forbidsLater(sequence, from, to)) {
      if (this.estimates.later(from, to, this.aspiration - 1) >= this.aspiration) this.refuse(from, to);
      else this.offer(from, to, this.estimates.later(from, to, this.best));
    } else this.offer(from, to, this.estimates.later(from, to, this.best));
  }

  private tryEarlier(from: number, to: number): void {
    const { sequence, ends, durations, jobBefore } = this.graph;
    const before = jobBefore[sequence[from]!]!;
    const target = sequence[to]!;
    if (before === target || ends[before]! - durations[before]! >= ends[target]!) return;
    if (this.tabu.forbidsEarlier(sequence, from, to)) {
      if (this.estimates.earlier(from, to, this.aspiration - 1) >= this.aspiration) this.refuse(from, to);
      else this.offer(from, to, this.estimates.earlier(from, to, this.best));
    } else this.offer(from, to, this.estimates.earlier(from, to, this.best));
  }

  private offer(from: number, to: number, estimate: number): void {
    if (estimate > this.best) return;
    if (estimate < this.best) {
      this.best = estimate;
      this.ties = 1;
    } else if (this.random.below(++this.ties) !== 0) return;
    this.from = from;
    this.to = to;
  }

  private refuse(from: number, to: number): void {
    if (this.random.below(++this.forbidden) !== 0) return;
    this.forbiddenFrom = from;
    this.forbiddenTo = to;
  }
}
