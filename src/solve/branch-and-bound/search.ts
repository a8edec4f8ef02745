import { costOf, satisfiesRows, type BinaryProgram } from "./binary-program.js";
import { DualSimplex } from "./dual-simplex.js";

/** What the search is asked to respect and to tell. Costs are those of the program, without its constant. */
export interface SearchOptions {
  /** A point that satisfies the rows, to be improved on. */
  readonly start: Uint8Array | null;
  readonly nodeLimit: number;
  /** Asked every few dozen nodes. */
  mustStop(): boolean;
  onIncumbent(point: Uint8Array, cost: number, bound: number): void;
  onBound(bound: number): void;
}

/** What the search found. */
export interface SearchResult {
  readonly status: "optimal" | "infeasible" | "stopped";
  readonly point: Uint8Array | null;
  readonly cost: number;
  /** No point costs less. */
  readonly bound: number;
  readonly nodes: number;
  readonly pivots: number;
}

const WHOLE = 1e-7;
/** Costs that are not whole differ at least this much, relative to max(1, |cost|), or are taken for equal. */
const ROUNDING = 1e-9;
const NODES_BETWEEN_LOOKS = 32;

/**
 * Depth-first branch and bound over 0 and 1 with the linear relaxation at each node, exact up to rounding: a branch is cut off by
 * bounds and proofs that are computed from the original numbers only. Variables whose reduced cost alone leads over the
 * incumbent are fixed on the way down.
 *
 * Source: Land and Doig, "An automatic method of solving discrete programming problems" (1960); Dakin (1965) for depth first.
 */
export function searchBinaryProgram(program: BinaryProgram, options: SearchOptions): SearchResult {
  return new Search(program, options).run();
}

class Search {
  readonly #program: BinaryProgram;
  readonly #options: SearchOptions;
  readonly #simplex: DualSimplex;
  /** [n] -1 free, 0 or 1 fixed */
  readonly #fixed: Int8Array;
  /** Fixed variables in order; undone from the end. */
  readonly #trail: Int32Array;
  #trailLength = 0;
  /** [depth] trail length before the branch, its variable, its bound, whether the other side is done */
  readonly #marks: Int32Array;
  readonly #branches: Int32Array;
  readonly #bounds: Float64Array;
  readonly #isLastSide: Uint8Array;
  #depth = 0;
  #nodes = 0;
  readonly #best: Uint8Array;
  readonly #trial: Uint8Array;
  #bestCost = Infinity;
  #cutoff = Infinity;

  constructor(program: BinaryProgram, options: SearchOptions) {
    const n = program.variables;
    this.#program = program;
    this.#options = options;
    this.#simplex = new DualSimplex(program);
    this.#fixed = new Int8Array(n).fill(-1);
    this.#trail = new Int32Array(n);
    this.#marks = new Int32Array(n + 1);
    this.#branches = new Int32Array(n + 1);
    this.#bounds = new Float64Array(n + 1);
    this.#isLastSide = new Uint8Array(n + 1);
    this.#best = new Uint8Array(n);
    this.#trial = new Uint8Array(n);
  }

  run(): SearchResult {
    const { start, nodeLimit } = this.#options;
    if (this.#program.isContradictory) return this.#result("infeasible");
    if (start !== null) {
      this.#best.set(start);
      this.#setBestCost(costOf(this.#program, start));
    }
    for (;;) {
      if (this.#nodes >= nodeLimit || (this.#nodes % NODES_BETWEEN_LOOKS === 0 && this.#options.mustStop())) {
        return this.#result("stopped");
      }
      this.#nodes++;
      const variable = this.#visit();
      if (variable >= 0) this.#branch(variable);
      else if (!this.#backtrack()) {
        return this.#result(this.#bestCost < Infinity ? "optimal" : "infeasible");
      }
    }
  }

  /** Looks at a node. The variable to branch on, or -1 where nothing better can lie below. */
  #visit(): number {
    const simplex = this.#simplex;
    let outcome = simplex.solve(this.#cutoff);
    if (outcome === "infeasible") {
      if (simplex.isProvenInfeasible()) return -1;
      simplex.reset();
      outcome = simplex.solve(this.#cutoff);
      if (outcome === "infeasible") {
        if (simplex.isProvenInfeasible()) return -1;
        // Nothing is proven: split it further, down to points that are checked one by one.
        return this.#anyFree();
      }
    }
    const bound = simplex.safeBound();
    this.#bounds[this.#depth] = bound;
    if (this.#nodes === 1) this.#options.onBound(bound);
    if (bound >= this.#cutoff) return -1;
    let isWhole = true;
    let branch = -1;
    let most = -1;
    for (let k = 0; k < this.#fixed.length; k++) {
      const value = simplex.values[k];
      const distance = Math.min(Math.abs(value), Math.abs(1 - value));
      if (distance <= WHOLE) continue;
      isWhole = false;
      if (this.#fixed[k] < 0 && distance > most) {
        most = distance;
        branch = k;
      }
    }
    this.#tryRounded(isWhole);
    if (this.#bounds[this.#depth] >= this.#cutoff) return -1;
    if (this.#cutoff < Infinity) this.#fixByReducedCosts(bound);
    if (branch >= 0 && this.#fixed[branch] < 0) return branch;
    return this.#anyFree();
  }

  /** Any free variable; when there is none, the point is looked at itself. */
  #anyFree(): number {
    const free = this.#fixed.indexOf(-1);
    if (free < 0) {
      for (let k = 0; k < this.#trial.length; k++) this.#trial[k] = this.#fixed[k];
      this.#offerTrial();
    }
    return free;
  }

  /** Rounds the relaxation: to the nearest, and up and down for what is broken. */
  #tryRounded(isWhole: boolean): void {
    const { values } = this.#simplex;
    const trial = this.#trial;
    for (let k = 0; k < trial.length; k++) trial[k] = values[k] > 0.5 ? 1 : 0;
    this.#offerTrial();
    if (isWhole) return;
    for (let k = 0; k < trial.length; k++) trial[k] = values[k] > WHOLE ? 1 : 0;
    this.#offerTrial();
    for (let k = 0; k < trial.length; k++) trial[k] = values[k] > 1 - WHOLE ? 1 : 0;
    this.#offerTrial();
  }

  #offerTrial(): void {
    const cost = costOf(this.#program, this.#trial);
    if (cost >= this.#cutoff || !satisfiesRows(this.#program, this.#trial)) return;
    this.#best.set(this.#trial);
    this.#setBestCost(cost);
    this.#options.onIncumbent(this.#best, cost, Math.min(cost, this.#bound()));
  }

  #setBestCost(cost: number): void {
    const { step, constant } = this.#program;
    this.#bestCost = cost;
    this.#cutoff =
      step > 0
        ? cost - 0.999 * step
        : cost - ROUNDING * Math.max(1, Math.abs(cost + constant), Math.abs(cost));
  }

  #fixByReducedCosts(bound: number): void {
    const { reducedCosts } = this.#simplex;
    const room = this.#cutoff - bound;
    for (let k = 0; k < reducedCosts.length; k++) {
      if (this.#fixed[k] >= 0) continue;
      if (reducedCosts[k] >= room) this.#fix(k, 0);
      else if (-reducedCosts[k] >= room) this.#fix(k, 1);
    }
  }

  #branch(variable: number): void {
    const value = this.#simplex.values[variable] >= 0.5 ? 1 : 0;
    this.#marks[this.#depth] = this.#trailLength;
    this.#branches[this.#depth] = variable;
    this.#isLastSide[this.#depth] = 0;
    this.#depth++;
    this.#bounds[this.#depth] = this.#bounds[this.#depth - 1];
    this.#fix(variable, value);
  }

  /** To the other side of the last branch that has one; false when the search is over. */
  #backtrack(): boolean {
    while (this.#depth > 0) {
      const level = --this.#depth;
      const variable = this.#branches[level];
      const value = this.#fixed[variable];
      while (this.#trailLength > this.#marks[level]) {
        const undone = this.#trail[--this.#trailLength];
        this.#fixed[undone] = -1;
        this.#simplex.setBounds(undone, 0, 1);
      }
      if (this.#isLastSide[level] === 1 || this.#bounds[level] >= this.#cutoff) continue;
      this.#isLastSide[level] = 1;
      this.#depth++;
      this.#bounds[this.#depth] = this.#bounds[level];
      this.#fix(variable, value === 1 ? 0 : 1);
      return true;
    }
    return false;
  }

  #fix(variable: number, value: number): void {
    this.#fixed[variable] = value;
    this.#trail[this.#trailLength++] = variable;
    this.#simplex.setBounds(variable, value, value);
  }

  /** Bounds only grow on the way down: the first branch with a side to go is the weakest of all that is open. */
  #bound(): number {
    for (let level = 0; level < this.#depth; level++) {
      if (this.#isLastSide[level] === 0) return this.#bounds[level];
    }
    return this.#nodes === 0 ? -Infinity : this.#bounds[this.#depth];
  }

  #result(status: SearchResult["status"]): SearchResult {
    const hasPoint = this.#bestCost < Infinity;
    const bound = status === "optimal" ? this.#bestCost : status === "infeasible" ? Infinity : this.#bound();
    return {
      status,
      point: hasPoint ? this.#best : null,
      cost: this.#bestCost,
      bound: Math.min(bound, this.#bestCost),
      nodes: this.#nodes,
      pivots: this.#simplex.pivots,
    };
  }
}
