import type { PlanTimes } from "./plan-times.js";
import type { RunningScore } from "./running-score.js";

/** What was there before the changes of times since the last `forget`, once for each activity. */
export class ChangeLog {
  readonly #times: PlanTimes;
  readonly #score: RunningScore;
  readonly #activities: Int32Array;
  /** [activities, 6] */
  readonly #oldTimes: Int32Array;
  /** [activities, 3] */
  readonly #oldCosts: Float64Array;
  #length = 0;
  /** [activities] the round in which an activity was logged last */
  readonly #logged: Int32Array;
  #round = 1;
  /** Activities and what they were held at, as pairs. */
  readonly #holds: number[] = [];

  constructor(times: PlanTimes, score: RunningScore) {
    const { activities } = times.form;
    this.#times = times;
    this.#score = score;
    this.#activities = new Int32Array(activities);
    this.#oldTimes = new Int32Array(6 * activities);
    this.#oldCosts = new Float64Array(3 * activities);
    this.#logged = new Int32Array(activities);
  }

  /** Notes an activity whose times are about to change. */
  write(activity: number): void {
    if (this.#logged[activity] === this.#round) return;
    this.#logged[activity] = this.#round;
    const entry = this.#length++;
    const { start, end, setup, familyAfter, waitsFor, blocker } = this.#times;
    const { brokenOf, hardOf, softOf } = this.#score;
    const times = this.#oldTimes;
    const costs = this.#oldCosts;
    this.#activities[entry] = activity;
    times[6 * entry] = start[activity]!;
    times[6 * entry + 1] = end[activity]!;
    times[6 * entry + 2] = setup[activity]!;
    times[6 * entry + 3] = familyAfter[activity]!;
    times[6 * entry + 4] = waitsFor[activity]!;
    times[6 * entry + 5] = blocker[activity]!;
    costs[3 * entry] = brokenOf[activity]!;
    costs[3 * entry + 1] = hardOf[activity]!;
    costs[3 * entry + 2] = softOf[activity]!;
  }

  /** Notes an activity that is about to be held at another time. */
  writeHold(activity: number): void {
    this.#holds.push(activity, this.#times.hold[activity]!);
  }

  /** Puts everything back. */
  undo(): void {
    const { start, end, setup, familyAfter, waitsFor, blocker, hold } = this.#times;
    const { brokenOf, hardOf, softOf } = this.#score;
    const times = this.#oldTimes;
    const costs = this.#oldCosts;
    for (let entry = 0; entry < this.#length; entry++) {
      const activity = this.#activities[entry]!;
      start[activity] = times[6 * entry]!;
      end[activity] = times[6 * entry + 1]!;
      setup[activity] = times[6 * entry + 2]!;
      familyAfter[activity] = times[6 * entry + 3]!;
      waitsFor[activity] = times[6 * entry + 4]!;
      blocker[activity] = times[6 * entry + 5]!;
      brokenOf[activity] = costs[3 * entry]!;
      hardOf[activity] = costs[3 * entry + 1]!;
      softOf[activity] = costs[3 * entry + 2]!;
    }
    for (let entry = this.#holds.length - 2; entry >= 0; entry -= 2)
      hold[this.#holds[entry]!] = this.#holds[entry + 1]!;
    this.forget();
  }

  /** The changes are final. */
  forget(): void {
    this.#length = 0;
    this.#holds.length = 0;
    this.#round++;
  }
}
