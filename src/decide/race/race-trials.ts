import { ForesolveError } from "../../errors.js";
import type { DifferentiablePredictor, Example, FittedPredictor, Predictor } from "../../learn/index.js";
import { breathe, gatherRows } from "../../math/index.js";
import type { IndexSets } from "../../model/index.js";
import { oracleBatch } from "../../solve/index.js";
import type { ContestSettings, Trainer } from "./contest-settings.js";
import type { OracleSession } from "../problem/decision-problem.js";
import type { ExamplesOracle } from "../problem/instance-oracle.js";
import type { DecisionLoss } from "../losses/loss.js";
import { meanPredictions, type RaceCandidate } from "./race-candidate.js";
import { byRegret, RaceEntry } from "./race-entry.js";
import type { RacePoint, RaceProgress, RaceRole } from "./race-report.js";
import { RegretJudge } from "../regret/regret-judge.js";
import { realisedObjectives, regretOf } from "../regret/regret.js";
import type { TrainedPredictor } from "../training/train.js";

/** Solves that an epoch makes for each example where nothing is known of a loss yet, and those besides epochs. */
const GUESSED_SOLVES_PER_STEP = 1;
const SOLVES_BESIDES = 3;

/** So many are fitted to all examples in the end, at most: what that needs is kept back. */
export const MOST_AVERAGED = 4;

/** The trials of a race: entrants are fitted to folds and judged on what they have not seen, within a budget. */
export class RaceTrials<Row, S extends IndexSets, U extends string> {
  readonly judge: RegretJudge;
  readonly curve: RacePoint[] = [];
  readonly entries: RaceEntry<Row, S, U>[] = [];
  outOfBudget = false;
  readonly #settings: ContestSettings<Row, S, U>;
  readonly #trainer: Trainer<Row, S, U>;
  /** Over all examples. */
  readonly #oracle: ExamplesOracle;
  #solvesOfTrainings = 0;
  readonly #started = Date.now();
  #done = 0;
  #planned = 0;

  /** @param session of the problem, for judging; trainings open their own */
  constructor(settings: ContestSettings<Row, S, U>, trainer: Trainer<Row, S, U>, session: OracleSession) {
    this.#settings = settings;
    this.#trainer = trainer;
    const { data } = settings;
    this.#oracle = session.oracleOver?.(data.map(({ features }) => features)) ?? session.oracle;
    this.judge = new RegretJudge(this.#oracle, data);
  }

  /** Solves so far, for judging and in trainings. */
  get oracleCalls(): number {
    return this.#oracle.solves + this.#solvesOfTrainings;
  }

  get #callsLeft(): number {
    return Math.max(0, this.#settings.oracleCalls - this.oracleCalls);
  }

  get isStopped(): boolean {
    return this.#settings.signal?.aborted === true;
  }

  enter(
    predictor: Predictor<Row, S, U>,
    loss: DecisionLoss | null = null,
    role: RaceRole = "contestant",
  ): RaceEntry<Row, S, U> {
    const entry = new RaceEntry({
      predictor,
      loss,
      role,
      examples: this.#settings.data.length,
      dimension: this.#oracle.dimension,
    });
    this.entries.push(entry);
    return entry;
  }

  /** Those judged on all folds, the best first. */
  complete(which: (entry: RaceEntry<Row, S, U>) => boolean): RaceEntry<Row, S, U>[] {
    const folds = this.#settings.folds.length;
    return this.entries.filter((entry) => entry.foldsJudged === folds && which(entry)).sort(byRegret);
  }

  /** Successive halving: after each round, on folds that nobody was judged on before, the worse half leaves. */
  async halve(
    entries: readonly RaceEntry<Row, S, U>[],
    rounds: readonly number[],
    fewestLeft: number,
  ): Promise<void> {
    const { folds } = this.#settings;
    this.#planned += folds.length * entries.length;
    let left = [...entries];
    let from = 0;
    for (const round of rounds) {
      const to = Math.min(round, folds.length);
      for (let fold = from; fold < to; fold++) {
        for (const entry of left) await this.#trial(entry, fold);
      }
      const before = left.length;
      left = left.filter(({ foldsJudged }) => foldsJudged === to).sort(byRegret);
      from = to;
      if (to === folds.length) break;
      left = left.slice(0, Math.max(fewestLeft, Math.ceil(left.length / 2)));
      this.#planned -= (before - left.length) * (folds.length - to);
    }
  }

  /** The average of entries that were judged on the same rows, judged there as well. */
  average(entries: readonly RaceEntry<Row, S, U>[]): RaceCandidate<Row, S, U> {
    const [first] = entries;
    const rows = Int32Array.from(first.regrets.keys()).filter((row) => !Number.isNaN(first.regrets[row]));
    const { dimension } = this.#oracle;
    const judged = new Float64Array(rows.length * dimension);
    gatherRows(meanPredictions(entries), rows, dimension, judged);
    const { perRow, ratioOfSums } = this.#regretOn(rows, judged).regret;
    const regrets = new Float64Array(first.regrets.length).fill(NaN);
    rows.forEach((row, k) => (regrets[row] = perRow[k]));
    const names = entries.map(({ name }) => name).join(", ");
    return { members: entries, name: `average of ${names}`, regrets, validationRegret: ratioOfSums };
  }

  /** A fit to all examples; for an entry with a loss, within what is left of the budget. */
  async refit(entry: RaceEntry<Row, S, U>): Promise<FittedPredictor<Row, S, U>> {
    const { data, seed } = this.#settings;
    this.#planned = Math.max(this.#planned, this.#done + 1);
    this.#settings.onProgress?.(this.#progress("refit", entry));
    const fitted =
      entry.loss === null
        ? await entry.predictor.fit(data, { seed })
        : await this.#train(entry, data, seed, this.#callsLeft);
    this.#done++;
    return fitted;
  }

  /** From here on only so many fits are to come. */
  expect(fits: number): void {
    this.#planned = this.#done + fits;
  }

  /** Fits to a fold's training rows and judges on its others, if budget and signal allow it. */
  async #trial(entry: RaceEntry<Row, S, U>, fold: number): Promise<void> {
    const { data, folds, signal, onProgress } = this.#settings;
    if (entry.foldsJudged !== fold || entry.withdrawn !== null || this.isStopped) return;
    const { test } = folds[fold];
    const before = this.oracleCalls;
    const fitted = await this.#fitTo(entry, fold);
    if (fitted === null) {
      this.outOfBudget ||= entry.withdrawn === null;
      return;
    }
    if (signal?.aborted === true) return;
    const predictions = fitted.predict(Array.from(test, (row) => data[row].features));
    const { regret, best } = this.#regretOn(test, predictions);
    entry.judged(test, predictions, regret.perRow, best);
    entry.lastFit = fitted;
    const spent = this.oracleCalls - before;
    entry.oracleCalls += spent;
    entry.dearestTrial = Math.max(entry.dearestTrial, spent);
    this.#done++;
    const leader = this.#leader();
    if (leader !== null)
      this.curve.push({
        oracleCalls: this.oracleCalls,
        leader: leader.name,
        validationRegret: leader.validationRegret,
      });
    onProgress?.(this.#progress(entry.loss === null ? "fit" : "loss", entry));
    await breathe();
  }

  /** Null where the budget does not allow it, and for those that the problem or its targets rule out. */
  async #fitTo(entry: RaceEntry<Row, S, U>, fold: number): Promise<FittedPredictor<Row, S, U> | null> {
    const { data, folds, seed } = this.#settings;
    const { train, test } = folds[fold];
    const examples = Array.from(train, (row) => data[row]);
    try {
      if (entry.loss !== null) return await this.#trainWithin(entry, examples, seed + fold);
      if (this.#callsLeft < test.length) return null;
      return await entry.predictor.fit(examples, { seed: seed + fold });
    } catch (error) {
      if (!(error instanceof ForesolveError)) throw error;
      const isUnfit = entry.role === "teacher" && error.code === "FS_LEARN_TRANSFORM_DOMAIN";
      if (!isUnfit && error.code !== "FS_DECIDE_ROWS_DIFFER") throw error;
      entry.withdrawn = error.message;
      return null;
    }
  }

  /** @param predictions [rows, dimension] */
  #regretOn(
    rows: Int32Array,
    predictions: Float64Array,
  ): { readonly regret: ReturnType<typeof regretOf>; readonly best: Float64Array } {
    const oracle = this.#oracle;
    const { dimension } = oracle;
    const decisions = oracleBatch(rows.length, dimension);
    oracle.focus?.(rows);
    oracle.solveBatch(predictions, decisions);
    const truths = new Float64Array(rows.length * dimension);
    gatherRows(this.judge.truths, rows, dimension, truths);
    const best = Float64Array.from(rows, (row) => this.judge.best.objectives[row]);
    return { regret: regretOf(oracle.sense, realisedObjectives(decisions, truths), best), best };
  }

  /** Null when the budget does not allow it. What fits of the winners to all examples may need is kept back. */
  async #trainWithin(
    entry: RaceEntry<Row, S, U>,
    examples: readonly Example<Row>[],
    seed: number,
  ): Promise<TrainedPredictor<Row, S, U> | null> {
    const { folds, data, training } = this.#settings;
    const known = this.entries.filter(({ loss }) => loss !== null && loss === entry.loss);
    const guess = examples.length * (2 * training.epochs * GUESSED_SOLVES_PER_STEP + SOLVES_BESIDES);
    const cost = Math.max(0, ...known.map(({ dearestTrial }) => dearestTrial)) || guess;
    const refit = Math.max(cost, ...this.entries.map(({ dearestTrial }) => dearestTrial));
    const refits = Math.min(
      MOST_AVERAGED,
      this.entries.filter(({ foldsJudged, loss }) => loss !== null && foldsJudged > 0).length || 1,
    );
    const reserve = Math.ceil(
      (refits * refit * data.length) / Math.min(...folds.map(({ train }) => train.length)),
    );
    const share = this.#callsLeft - reserve - data.length;
    if (share < cost) return null;
    return await this.#train(entry, examples, seed, share);
  }

  /** Ends after the epoch in which it has made so many solves. */
  async #train(
    entry: RaceEntry<Row, S, U>,
    examples: readonly Example<Row>[],
    seed: number,
    solves: number,
  ): Promise<TrainedPredictor<Row, S, U>> {
    const { training, through, signal } = this.#settings;
    const stop = new AbortController();
    const relay = (): void => stop.abort();
    signal?.addEventListener("abort", relay);
    if (signal?.aborted === true) relay();
    try {
      const trained = await this.#trainer(entry.predictor as DifferentiablePredictor<Row, S, U>, {
        ...training,
        data: examples,
        loss: entry.loss!,
        through: through as never,
        seed,
        signal: stop.signal,
        onProgress: ({ oracleCalls }) => {
          if (oracleCalls >= solves) stop.abort();
        },
      });
      this.#solvesOfTrainings += trained.training.oracleCalls;
      return trained;
    } finally {
      signal?.removeEventListener("abort", relay);
    }
  }

  #leader(): RaceEntry<Row, S, U> | null {
    return this.complete(({ role }) => role === "contestant")[0] ?? null;
  }

  #progress(phase: RaceProgress["phase"], entry: RaceEntry<Row, S, U>): RaceProgress {
    const elapsedMs = Date.now() - this.#started;
    const total = Math.max(this.#planned, this.#done);
    return {
      phase,
      entrant: entry.name,
      done: this.#done,
      total,
      oracleCalls: this.oracleCalls,
      elapsedMs,
      timeLeftMs: this.#done === 0 ? null : (elapsedMs / this.#done) * (total - this.#done),
      leader: this.#leader()?.name ?? null,
    };
  }
}
