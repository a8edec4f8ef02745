import { randomStream } from "../../math/index.js";
import type { RandomStream } from "../../math/index.js";
import type { Plan, Score } from "../plan.js";
import type { ScheduleObjective } from "../problem.js";
import type { ScheduleForm } from "../schedule-form.js";
import { BestPlan } from "./best-plan.js";
import { FirstPlans } from "./first-plans.js";
import { hasPin, putIn, takeOut } from "./job-choice.js";
import { Moves } from "./moves.js";
import { planOfState, snapshotOfPlan } from "./plan-of-state.js";
import { PlanState } from "./plan-state.js";
import { SearchPrices } from "./search-prices.js";

/** Options of {@link ScheduleSearch}. */
export interface ScheduleSearchOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Default: the problem's own. */
  readonly objective?: ScheduleObjective;
  /** A plan to start from. */
  readonly start?: Plan;
  /** The plan that changes are priced against. Default: `start`. */
  readonly reference?: Plan;
}

/** Temperatures at the beginning of a cycle, in mean costs of a job; tuned on random shops. */
const COLD = 0.05;
const HOT = 1.5;

/** Ways to plan a job that was left out, at the end of each cycle. */
const INSERTIONS = 4;
const MOST_INSERTIONS = 200;

/** Operations beyond which changes are given up half-way. */
const MANY_OPERATIONS = 1_000;

/** Operations beyond which the first cycle only keeps what is better, a stretch of the plan at a time. */
const HUGE_PLAN = 20_000;
const STRETCH = 5_000;
const STRETCH_STEPS = 500;

/**
 * The general search as plain synchronous calls, for short and repeated use: compile a problem once, `open` a plan,
 * `run` steps, read `score` and `plan`. The same form, options and steps give the same plan.
 */
export class ScheduleSearch {
  readonly form: ScheduleForm;
  readonly state: PlanState;
  /** Steps done so far. */
  steps = 0;
  readonly #options: ScheduleSearchOptions;
  readonly #firstPlans: FirstPlans;
  readonly #random: RandomStream;
  readonly #moves: Moves;
  readonly #best: BestPlan;
  #energy = 0;
  #temperature = 0;
  /** Huge plans are made better step by step first: the state is the best plan all the while. */
  #isDescent = false;
  #stretchFrom = 0;
  #cycleSteps = 0;
  #cycleLength = 0;
  #hotTemperature = 0;
  #mediumPrice = 1;
  #keptMoves = 0;
  /** The next steps build plans from nothing. */
  #plansFirst = false;
  /** Deep in the search the state differs from the best plan. */
  #isAtBest = true;

  constructor(form: ScheduleForm, options: ScheduleSearchOptions = {}) {
    this.form = form;
    this.#options = options;
    const prices = new SearchPrices(
      form,
      options.objective ?? form.problem.objective ?? {},
      options.reference ?? options.start,
    );
    this.state = new PlanState(form, prices);
    this.#best = new BestPlan(this.state);
    this.#random = randomStream(options.seed ?? 0).split("schedule");
    this.#firstPlans = new FirstPlans(this.state, this.#random.split("first plans"));
    this.#moves = new Moves(this.state, this.#random.split("moves"));
  }

  /** Builds a first plan: from the start given, completed where it has gaps, or by dispatching rules. */
  open(): void {
    const { state } = this;
    const { start } = this.#options;
    if (start !== undefined) {
      state.restore(snapshotOfPlan(state, start));
      this.#complete(start);
      this.#offer();
    }
    this.#plansFirst = start === undefined || state.broken > 0;
    if (this.#plansFirst) this.#tryFirstPlan();
    this.#beginChanges();
  }

  #tryFirstPlan(): void {
    this.#firstPlans.next();
    this.#shedLateJobs();
    if (this.#offer()) this.#firstPlans.praise();
  }

  #beginChanges(): void {
    const { form, state } = this;
    this.#best.restore();
    this.#moves.refresh();
    this.#mediumPrice = 1e4 * (1 + Math.abs(state.soft) / Math.max(1, form.jobs));
    this.#energy = this.#energyOf();
    this.#isAtBest = true;
    this.#cycleLength = 0;
    this.#heat();
  }

  /** Nothing is left to choose. */
  get isOver(): boolean {
    return !this.#moves.any;
  }

  /** Units of time by which pins are missed, 1,000,000 for each activity without a place: 0 in a plan that is one. */
  get broken(): number {
    return this.#best.broken;
  }

  /** Where pins are missed or no open time is left, in the best plan so far. */
  brokenActivities(): readonly number[] {
    return this.#best.shown().brokenActivities();
  }

  /** Of the best plan so far. */
  get score(): Score {
    return this.#best.score;
  }

  /** The best plan so far. */
  plan(): Plan {
    return planOfState(this.#best.shown());
  }

  #toBest(): void {
    this.#best.note();
    if (this.#isAtBest) return;
    this.#best.restore();
    this.#moves.refresh();
    this.#energy = this.#energyOf();
    this.#isAtBest = true;
  }

  /** Tries so many changes of the plan. */
  run(steps: number): void {
    if (this.isOver) return;
    const { form, state } = this;
    for (let step = 0; step < steps; step++) {
      this.steps++;
      if (this.#plansFirst) {
        this.#isAtBest = false;
        this.#tryFirstPlan();
        if (!this.#firstPlans.isOver) continue;
        this.#plansFirst = false;
        this.#beginChanges();
      }
      if (++this.#cycleSteps > this.#cycleLength) {
        this.#toBest();
        this.#insertLeftOut();
        this.#heat();
      }
      if (this.#isDescent) {
        this.#descend();
        continue;
      }
      this.#temperature = this.#hotTemperature * Math.pow(1e-3, this.#cycleSteps / this.#cycleLength);
      if (!this.#moves.propose(3 * this.#temperature)) {
        state.undo();
        continue;
      }
      const allowed = -this.#temperature * Math.log(1 - this.#random.uniform());
      // Large plans: what has cost much more than is allowed half-way is not followed to the end.
      const givesUp = form.operations > MANY_OPERATIONS && state.broken + state.hard === 0;
      const isDone = state.update(givesUp ? allowed + 5 * this.#temperature : Number.POSITIVE_INFINITY);
      const energy = this.#energyOf();
      if (!isDone || energy - this.#energy > allowed) {
        state.undo();
        continue;
      }
      this.#keep();
    }
  }

  /** One change within a stretch of a huge plan, late ones mostly: fewer times follow from them. Kept where it is better. */
  #descend(): void {
    const { state } = this;
    const { count } = state.order;
    if (this.#cycleSteps % STRETCH_STEPS === 1) {
      const share = this.#random.uniform();
      this.#stretchFrom = Math.floor(Math.max(0, count - STRETCH) * (1 - share * share));
    }
    const from = this.#stretchFrom;
    if (!this.#moves.proposeWithin(from, from + STRETCH, 0)) {
      state.undo();
      return;
    }
    const isDone = state.update(
      state.broken + state.hard === 0 ? this.#hotTemperature : Number.POSITIVE_INFINITY,
    );
    if (isDone && this.#energyOf() < this.#energy) this.#keep();
    else state.undo();
  }

  /** Begins a new cycle of cooling: a short cold one first, then hot ones, each twice as long as the last. */
  #heat(): void {
    const { form, state } = this;
    const isFirst = this.#cycleLength === 0;
    this.#isDescent = isFirst && !this.#plansFirst && form.operations > HUGE_PLAN;
    this.#best.note();
    this.#cycleSteps = 0;
    this.#cycleLength = isFirst ? Math.max(1_000, form.activities) : Math.min(2 * this.#cycleLength, 1e7);
    // A typical change moves about one job's cost.
    this.#hotTemperature =
      ((isFirst ? COLD : HOT) * Math.max(1, Math.abs(state.soft))) / Math.max(4, form.jobs);
  }

  /** Plans jobs that are out of the best plan, where that is better as a whole: one after the other, early or late. */
  #insertLeftOut(): void {
    const { form, state } = this;
    if (state.medium === 0) return;
    let tries = MOST_INSERTIONS;
    for (let job = 0; job < form.jobs && tries > 0; job++) {
      if (Number.isNaN(form.unassignedPrice[job]!) || hasPin(state, job)) continue;
      for (let place = 0; place < INSERTIONS && !state.isPlanned(form.jobStarts[job]!); place++) {
        tries--;
        const isIn = putIn(state, job, place === 0 ? null : this.#random);
        if (isIn) state.update();
        if (isIn && this.#energyOf() < this.#energy) this.#keep();
        else state.undo();
      }
    }
  }

  #keep(): void {
    this.state.keep();
    this.#moves.refresh();
    if (++this.#keptMoves % 4096 === 0) this.state.recount();
    this.#energy = this.#energyOf();
    this.#isAtBest = false;
    this.#offer();
  }

  #energyOf(): number {
    const { state } = this;
    return (
      state.soft +
      this.#mediumPrice * state.medium +
      100 * this.#mediumPrice * state.hard +
      1000 * this.#mediumPrice * state.broken
    );
  }

  /** Remembers the state when it is better than the best plan so far. */
  #offer(): boolean {
    if (!this.#best.offer(this.#isDescent)) return false;
    this.#isAtBest = true;
    return true;
  }

  /** Plans what a start has no place for. */
  #complete(start: Plan): void {
    const { form, state } = this;
    const left = new Set(start.unassigned.map(({ job }) => job));
    for (let round = 0; round < 2; round++)
      for (let job = 0; job < form.jobs; job++) {
        const mayBeOut = !Number.isNaN(form.unassignedPrice[job]!) && !hasPin(state, job);
        const isLeftOut = mayBeOut && left.has(form.problem.jobs[job]!.id);
        if (!state.isPlanned(form.jobStarts[job]!) && !isLeftOut) putIn(state, job, null);
      }
    for (let task = form.operations; task < form.activities; task++) {
      const mayBeOut = !Number.isNaN(form.skipCost[task]!) && form.pinnedStart[task]! < 0;
      if (state.isPlanned(task) || mayBeOut) continue;
      state.add(task, form.modeStarts[task]!);
      state.update();
    }
    state.recount();
    state.keep();
  }

  /** Leaves out jobs that may be left out, as long as that helps deadlines and pins. */
  #shedLateJobs(): void {
    const { form, state } = this;
    for (let job = 0; job < form.jobs && state.broken + state.hard > 0; job++) {
      if (Number.isNaN(form.unassignedPrice[job]!) || !state.isPlanned(form.jobStarts[job]!)) continue;
      const before = state.broken * 1e3 + state.hard;
      if (!takeOut(state, job)) continue;
      state.update();
      if (state.broken * 1e3 + state.hard < before) state.keep();
      else state.undo();
    }
  }
}
