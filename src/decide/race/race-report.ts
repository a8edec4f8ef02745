import type { Outcome, PairedInterval } from "../regret/paired-interval.js";

/** A contestant can win; a teacher only tells others what it expects. */
export type RaceRole = "contestant" | "teacher";

/** One that took part in a race. */
export interface RaceEntrant {
  /** Name of the predictor, with that of the loss it was trained through. */
  readonly name: string;
  readonly predictor: string;
  /** Null for a plain two-stage fit. */
  readonly loss: string | null;
  readonly role: RaceRole;
  /** Folds it was judged on; all of them unless it fell behind or the budget ran out. */
  readonly foldsJudged: number;
  /** `ratioOfSums` on the rows it was judged on, none of which its fits had seen. */
  readonly validationRegret: number;
  /** Solves spent on it. */
  readonly oracleCalls: number;
  /** Why it could not take part, such as a transform that its targets do not have, or a loss that compares rows whose constraints differ; null for all others. */
  readonly withdrawn: string | null;
}

/** A challenger beside what it has to beat. */
export interface RaceComparison {
  readonly name: string;
  readonly against: string;
  /** Lower `ratioOfSums`, less what picking the challenger among others adds to it; null with too few rows to tell. */
  readonly advantage: PairedInterval | null;
  /** The part that was taken off for picking: `ratioOfSums`. */
  readonly optimism: number;
  readonly outcome: Outcome;
}

/** One point of the leader's regret against the solves spent so far. */
export interface RacePoint {
  readonly oracleCalls: number;
  readonly leader: string;
  readonly validationRegret: number;
}

/** Why a race ended where it did. */
export type RaceFinding =
  /** Nothing beats plain two-stage by more than chance. */
  | "two-stage"
  /** Another link, transform or predictor fits better; no decision loss is needed. */
  | "better fit"
  /** Training through decisions is what helps. */
  | "decision loss"
  /** Stopped, or out of budget, before anything could be compared. */
  | "not compared";

/** What a race found. */
export interface RaceReport {
  readonly winner: string;
  /** Names of those whose average won, for they could not be told apart, the best first; empty where one won alone. */
  readonly averaged: readonly string[];
  /** `ratioOfSums` of the winner on rows that its fits had not seen; null where nothing was judged. */
  readonly validationRegret: number | null;
  readonly finding: RaceFinding;
  /** In words. */
  readonly verdict: string;
  /** The lowest validation regret first; those judged on all folds before the others. */
  readonly entrants: readonly RaceEntrant[];
  readonly comparisons: readonly RaceComparison[];
  /** Regret of the leader among those judged on all folds, against solves. */
  readonly curve: readonly RacePoint[];
  readonly folds: number;
  readonly oracleCalls: number;
  /** The budget ended the race before all rounds were run. */
  readonly outOfBudget: boolean;
  /** A signal ended it. */
  readonly stoppedEarly: boolean;
}

/** How far a race has come. */
export interface RaceProgress {
  /** "fit": two-stage predictors and teachers; "loss": training through decisions; "refit": the winner, on all examples. */
  readonly phase: "fit" | "loss" | "refit";
  readonly entrant: string;
  /** Trials done, of those planned from here on. */
  readonly done: number;
  readonly total: number;
  readonly oracleCalls: number;
  readonly elapsedMs: number;
  /** At the pace so far; null before the first trial is done. */
  readonly timeLeftMs: number | null;
  /** The best so far among those judged on all folds. */
  readonly leader: string | null;
}
