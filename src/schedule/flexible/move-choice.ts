import type { FastRandom } from "../job-shop/fast-random.js";

/** The best move seen so far, ties drawn at random; and any move at all, for when all are tabu. */
export class MoveChoice {
  operation = -1;
  mode = -1;
  place = -1;
  estimate = 0;
  private second = 0;
  private ties = 0;
  private tabuOperation = -1;
  private tabuMode = -1;
  private tabuPlace = -1;
  private tabuCount = 0;
  private readonly random: FastRandom;

  constructor(random: FastRandom) {
    this.random = random;
  }

  clear(): void {
    this.operation = -1;
    this.tabuOperation = -1;
    this.estimate = 0x7fffffff;
    this.second = 0x7fffffff;
    this.tabuCount = 0;
  }

  /** @param second decides between equal estimates */
  offer(operation: number, mode: number, place: number, estimate: number, second: number): void {
    if (estimate > this.estimate || (estimate === this.estimate && second > this.second)) return;
    if (estimate === this.estimate && second === this.second) {
      if (this.random.below(++this.ties) !== 0) return;
    } else this.ties = 1;
    this.estimate = estimate;
    this.second = second;
    this.operation = operation;
    this.mode = mode;
    this.place = place;
  }

  offerTabu(operation: number, mode: number, place: number): void {
    if (this.random.below(++this.tabuCount) !== 0) return;
    this.tabuOperation = operation;
    this.tabuMode = mode;
    this.tabuPlace = place;
  }

  /** False when there is no move. */
  settle(): boolean {
    if (this.operation >= 0) return true;
    this.operation = this.tabuOperation;
    this.mode = this.tabuMode;
    this.place = this.tabuPlace;
    return this.operation >= 0;
  }
}
