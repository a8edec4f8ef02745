import type { Oracle } from "../oracle.js";
import { combinatorialOracle, requireCount } from "./combinatorial-oracle.js";

/**
 * Assignments of rows to columns, exact: each row of the smaller side gets one partner of the larger side, no partner
 * twice. The uncertain values are the costs [rows, columns] of the pairs, the decision is 1 for each pair. Cubic time:
 * row reductions, then shortest augmenting paths (Jonker and Volgenant, "A shortest augmenting path algorithm for
 * dense and sparse linear assignment problems", Computing 1987, here for rectangles too).
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_STRUCTURE` when there are no rows or columns. `solveBatch` throws
 * `FS_SOLVE_WRONG_PARAMETERS` as every oracle.
 * @example
 * import { assignmentOracle, oracleBatch } from "foresolve/solve";
 *
 * const oracle = assignmentOracle({ rows: 2, columns: 3 });
 * const batch = oracleBatch(1, oracle.dimension);
 * oracle.solveBatch(Float64Array.of(4, 1, 3, 2, 0, 5), batch);
 * [...batch.exposures]; // => [0, 1, 0, 1, 0, 0]
 */
export function assignmentOracle(structure: {
  readonly rows: number;
  readonly columns: number;
  readonly sense?: Oracle["sense"];
}): Oracle {
  const { rows, columns, sense = "minimize" } = structure;
  requireCount("The number of rows of an assignment", rows, 1);
  requireCount("The number of columns of an assignment", columns, 1);
  const sign = sense === "minimize" ? 1 : -1;
  const isWide = rows <= columns;
  const [people, jobs] = isWide ? [rows, columns] : [columns, rows];
  const [personStride, jobStride] = isWide ? [columns, 1] : [1, columns];
  const matching = new Matching(people, jobs);
  return combinatorialOracle({
    name: "assignment",
    dimension: rows * columns,
    sense,
    decide(costs, from, decision) {
      for (let person = 0; person < people; person++) {
        for (let job = 0; job < jobs; job++)
          matching.costs[person * jobs + job] = sign * costs[from + person * personStride + job * jobStride];
      }
      matching.solve();
      let objective = 0;
      for (let person = 0; person < people; person++) {
        const pair = from + person * personStride + matching.jobOf[person] * jobStride;
        decision[pair] = 1;
        objective += costs[pair];
      }
      return objective;
    },
  });
}

const NONE = -1;

/**
 * Matches every person to a job, with a price per job: each person's job is the one with the least cost minus price
 * for them. Only prices of taken jobs ever fall below zero, and a job once taken stays taken; that is what makes the
 * matching optimal where there are more jobs than people.
 */
class Matching {
  /** [people, jobs] */
  readonly costs: Float64Array;
  /** [people] */
  readonly jobOf: Int32Array;
  readonly #personOf: Int32Array;
  readonly #people: number;
  readonly #jobs: number;
  readonly #prices: Float64Array;
  readonly #waiting: Int32Array;
  readonly #distances: Float64Array;
  readonly #before: Int32Array;
  /** Jobs in an order in which those that were reached come first. */
  readonly #order: Int32Array;

  constructor(people: number, jobs: number) {
    this.#people = people;
    this.#jobs = jobs;
    this.costs = new Float64Array(people * jobs);
    this.jobOf = new Int32Array(people);
    this.#personOf = new Int32Array(jobs);
    this.#prices = new Float64Array(jobs);
    this.#waiting = new Int32Array(people);
    this.#distances = new Float64Array(jobs);
    this.#before = new Int32Array(jobs);
    this.#order = new Int32Array(jobs);
  }

  solve(): void {
    this.jobOf.fill(NONE);
    this.#personOf.fill(NONE);
    this.#prices.fill(0);
    let waiting = this.#people;
    for (let person = 0; person < waiting; person++) this.#waiting[person] = person;
    for (let round = 0; round < 2; round++) waiting = this.#bid(waiting);
    for (let k = 0; k < waiting; k++) this.#augment(this.#waiting[k]);
  }

  /** Each waiting person takes the best job and lowers its price to where the second best is as good. */
  #bid(count: number): number {
    let stillWaiting = 0;
    // Whoever is pushed out bids next; rounding could keep two people at it for ever.
    let bids = 4 * this.#people;
    for (let k = 0; k < count;) {
      const person = this.#waiting[k++];
      const row = person * this.#jobs;
      let best = 0;
      let second = NONE;
      let least = this.costs[row] - this.#prices[0];
      let next = Infinity;
      for (let job = 1; job < this.#jobs; job++) {
        const cost = this.costs[row + job] - this.#prices[job];
        if (cost >= next) continue;
        if (cost >= least) {
          next = cost;
          second = job;
        } else {
          next = least;
          second = best;
          least = cost;
          best = job;
        }
      }
      if (this.#personOf[best] !== NONE && next === least && second !== NONE) best = second;
      const rival = this.#personOf[best];
      const lowers = next > least && next < Infinity;
      if (lowers) this.#prices[best] -= next - least;
      if (rival !== NONE && !lowers) {
        this.#waiting[stillWaiting++] = person;
        continue;
      }
      this.jobOf[person] = best;
      this.#personOf[best] = person;
      if (rival === NONE) continue;
      this.jobOf[rival] = NONE;
      if (bids-- > 0) this.#waiting[--k] = rival;
      else this.#waiting[stillWaiting++] = rival;
    }
    return stillWaiting;
  }

  /** Finds the cheapest chain of moves that ends at a free job (Dijkstra), and makes it. */
  #augment(start: number): void {
    const jobs = this.#jobs;
    const { costs } = this;
    const order = this.#order;
    const distances = this.#distances;
    const prices = this.#prices;
    let person = start;
    let reached = 0;
    let distance = 0;
    let job = NONE;
    for (let k = 0; k < jobs; k++) order[k] = k;
    distances.fill(Infinity);
    for (;;) {
      const row = person * jobs;
      // What this person pays for the job they hold, so that only the difference counts.
      const held = job === NONE ? 0 : costs[row + job] - prices[job] - distance;
      let nearest = reached;
      for (let k = reached; k < jobs; k++) {
        const other = order[k];
        const through = costs[row + other] - prices[other] - held;
        if (through < distances[other]) {
          distances[other] = through;
          this.#before[other] = person;
        }
        const ahead = distances[other] - distances[order[nearest]];
        if (ahead < 0 || (ahead === 0 && this.#personOf[other] === NONE)) nearest = k;
      }
      job = order[nearest];
      distance = distances[job];
      if (this.#personOf[job] === NONE) break;
      order[nearest] = order[reached];
      order[reached++] = job;
      person = this.#personOf[job];
    }
    for (let k = 0; k < reached; k++) prices[order[k]] += distances[order[k]] - distance;
    for (;;) {
      const taker = this.#before[job];
      this.#personOf[job] = taker;
      const left = this.jobOf[taker];
      this.jobOf[taker] = job;
      if (taker === start) return;
      job = left;
    }
  }
}
