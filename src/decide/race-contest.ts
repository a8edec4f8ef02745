import { breathe } from "../math/index.js";
import { ForesolveError } from "../errors.js";
import {
  isDifferentiable,
  type DifferentiablePredictor,
  type Example,
  type FittedPredictor,
  type Fold,
  type Predictor,
} from "../learn/index.js";
import type { IndexSets } from "../model/index.js";
import { oracleBatch } from "../solve/index.js";
import type { OracleSession, TrainableProblem } from "./decision-problem.js";
import { invalidOption, requireOption } from "./invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { RaceEntry } from "./race-entry.js";
import type { RaceComparison, RaceFinding, RacePoint, RaceProgress, RaceReport } from "./race-report.js";
import { duel, raceVerdict, type RaceGuard } from "./race-verdict.js";
import { RegretJudge } from "./regret-judge.js";
import { realisedObjectives, regretOf } from "./regret.js";
import { SolveBudget } from "./solve-budget.js";
import type { TrainOptions, TrainedPredictor } from "./train.js";

/** Trains one predictor through one loss: `train`, handed in so that `train` can hold races itself. */
export type Trainer<Row, S extends IndexSets, U extends string> = (
  predictor: DifferentiablePredictor<Row, S, U>,
  options: TrainOptions<Row, S, U> & { readonly loss: DecisionLoss },
) => Promise<TrainedPredictor<Row, S, U>>;

/** Everything a race needs, checked and with defaults filled in. */
export interface ContestSettings<Row, S extends IndexSets, U extends string> {
  readonly data: readonly Example<Row>[];
  readonly through: TrainableProblem<S, U>;
  /** The first one is plain two-stage. */
  readonly predictors: readonly Predictor<Row, S, U>[];
  readonly losses: readonly DecisionLoss[];
  readonly folds: readonly Fold[];
  readonly oracleCalls: number;
  readonly blockLength: number;
  readonly level: number;
  readonly seed: number;
  readonly training: Pick<
    TrainOptions<Row, S, U>,
    "patience" | "batchSize" | "learningRate" | "validationShare"
  > & {
    readonly epochs: number;
  };
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RaceProgress) => void) | undefined;
}

/** The winner, fitted to all examples, with what the race found. */
export interface ContestResult<Row, S extends IndexSets, U extends string> {
  readonly fitted: FittedPredictor<Row, S, U>;
  /** How the winner was trained; null for a plain two-stage fit. */
  readonly training: TrainedPredictor<Row, S, U>["training"] | null;
  readonly report: RaceReport;
}

/** So many predictors besides the plain one are trained through losses. */
const PREDICTORS_TRAINED = 2;

/** So many entrants all run to the end. */
const FEW = 4;

/** Solves that an epoch makes for each example where nothing is known of a loss yet, and those besides epochs. */
const GUESSED_SOLVES_PER_STEP = 1;
const SOLVES_BESIDES = 3;

/** Races predictors and losses; see `race`. */
export class RaceContest<Row, S extends IndexSets, U extends string> {
  readonly #settings: ContestSettings<Row, S, U>;
  readonly #budget: SolveBudget;
  readonly #through: TrainableProblem<S, U>;
  readonly #trainer: Trainer<Row, S, U>;
  readonly #entries: RaceEntry<Row, S, U>[] = [];
  readonly #curve: RacePoint[] = [];
  readonly #started = Date.now();
  #outOfBudget = false;
  #done = 0;
  #planned = 0;

  constructor(settings: ContestSettings<Row, S, U>, trainer: Trainer<Row, S, U>) {
    this.#settings = settings;
    this.#trainer = trainer;
    this.#budget = new SolveBudget(settings.oracleCalls);
    this.#through = this.#budget.metered(settings.through);
  }

  async run(): Promise<ContestResult<Row, S, U>> {
    const { data, predictors } = this.#settings;
    const session = await this.#through.open();
    try {
      // Judging needs the best decisions of all examples and those of one predictor at the least.
      const canCompare = this.#budget.left >= 2 * data.length;
      const plain = this.#enter(predictors[0], null);
      if (!canCompare) {
        this.#outOfBudget = true;
        return await this.#conclude(plain, plain, "not compared", []);
      }
      const judge = new RegretJudge(session.oracle, data);
      await this.#raceFits(plain, session, judge);
      await this.#raceLosses(plain, session, judge);
      return await this.#decide(plain, judge);
    } finally {
      session.dispose();
    }
  }

  #enter(predictor: Predictor<Row, S, U>, loss: DecisionLoss | null): RaceEntry<Row, S, U> {
    const entry = new RaceEntry(predictor, loss, this.#settings.data.length);
    this.#entries.push(entry);
    return entry;
  }

  /** Two-stage fits: the plain one on all folds, the others as long as they are in the better half. */
  async #raceFits(plain: RaceEntry<Row, S, U>, session: OracleSession, judge: RegretJudge): Promise<void> {
    const { predictors, folds } = this.#settings;
    const others = predictors.slice(1).map((predictor) => this.#enter(predictor, null));
    this.#planned = folds.length * (1 + others.length);
    for (const fold of folds.keys()) await this.#trial(plain, fold, session, judge);
    await this.#halve(others, others.length <= FEW ? [folds.length] : [2, folds.length], session, judge);
  }

  /** Losses on the plain predictor and on those that fit best. */
  async #raceLosses(plain: RaceEntry<Row, S, U>, session: OracleSession, judge: RegretJudge): Promise<void> {
    const { losses, folds } = this.#settings;
    const fitted = this.#complete(null)
      .filter((entry) => entry !== plain && isDifferentiable(entry.predictor))
      .sort(byRegret)
      .slice(0, PREDICTORS_TRAINED);
    const trained = [plain, ...fitted]
      .filter(({ predictor }) => isDifferentiable(predictor))
      .flatMap(({ predictor }) => losses.map((loss) => this.#enter(predictor, loss)));
    this.#planned += folds.length * trained.length;
    await this.#halve(trained, this.#roundsFor(trained.length), session, judge);
  }

  /** One fold is a poor judge: it only has to judge where there are many. */
  #roundsFor(entries: number): number[] {
    const folds = this.#settings.folds.length;
    return entries <= FEW ? [folds] : [1, 3, folds];
  }

  /** Successive halving: after each round, on folds that nobody was judged on before, the worse half leaves. */
  async #halve(
    entries: readonly RaceEntry<Row, S, U>[],
    rounds: readonly number[],
    session: OracleSession,
    judge: RegretJudge,
  ): Promise<void> {
    const { folds } = this.#settings;
    let left = [...entries];
    let from = 0;
    for (const round of rounds) {
      const to = Math.min(round, folds.length);
      for (let fold = from; fold < to; fold++) {
        for (const entry of left) await this.#trial(entry, fold, session, judge);
      }
      left = left.filter(({ foldsJudged }) => foldsJudged === to).sort(byRegret);
      from = to;
      if (to === folds.length) break;
      const kept = Math.max(Math.min(2, left.length), Math.ceil(left.length / 2));
      this.#planned -= (left.length - kept) * (folds.length - to);
      left = left.slice(0, kept);
    }
  }

  /** Fits to a fold's training rows and judges on its others, if budget and signal allow it. */
  async #trial(
    entry: RaceEntry<Row, S, U>,
    fold: number,
    session: OracleSession,
    judge: RegretJudge,
  ): Promise<void> {
    const { data, folds, seed, signal, onProgress } = this.#settings;
    if (entry.foldsJudged !== fold || this.#isStopped()) return;
    const { train, test } = folds[fold];
    const before = this.#budget.used;
    const examples = Array.from(train, (row) => data[row]);
    const fitted =
      entry.loss === null
        ? this.#budget.left < test.length
          ? null
          : await entry.predictor.fit(examples, { seed: seed + fold })
        : await this.#trainWithin(entry, examples, seed + fold);
    if (fitted === null) {
      this.#outOfBudget = true;
      return;
    }
    if (signal?.aborted === true) return;
    const { dimension } = session.oracle;
    const decisions = oracleBatch(test.length, dimension);
    session.oracle.solveBatch(fitted.predict(Array.from(test, (row) => data[row].features)), decisions);
    const truths = new Float64Array(test.length * dimension);
    test.forEach((row, k) =>
      truths.set(judge.truths.subarray(row * dimension, (row + 1) * dimension), k * dimension),
    );
    const best = Float64Array.from(test, (row) => judge.best.objectives[row]);
    const regret = regretOf(session.oracle.sense, realisedObjectives(decisions, truths), best);
    entry.judged(test, regret.perRow, best);
    entry.lastFit = fitted;
    const spent = this.#budget.used - before;
    entry.oracleCalls += spent;
    entry.dearestTrial = Math.max(entry.dearestTrial, spent);
    this.#done++;
    const leader = this.#leader();
    if (leader !== null)
      this.#curve.push({
        oracleCalls: this.#budget.used,
        leader: leader.name,
        validationRegret: leader.validationRegret,
      });
    onProgress?.(this.#progress(entry.loss === null ? "fit" : "loss", entry));
    await breathe();
  }

  /** Null when the budget does not allow it. What a refit of the winner may need is kept back. */
  async #trainWithin(
    entry: RaceEntry<Row, S, U>,
    examples: readonly Example<Row>[],
    seed: number,
  ): Promise<TrainedPredictor<Row, S, U> | null> {
    const { folds, data, training } = this.#settings;
    const known = this.#entries.filter(({ loss }) => loss !== null && loss === entry.loss);
    const guess = examples.length * (2 * training.epochs * GUESSED_SOLVES_PER_STEP + SOLVES_BESIDES);
    const cost = Math.max(0, ...known.map(({ dearestTrial }) => dearestTrial)) || guess;
    const refit = Math.max(cost, ...this.#entries.map(({ dearestTrial }) => dearestTrial));
    const reserve = Math.ceil((refit * data.length) / Math.min(...folds.map(({ train }) => train.length)));
    const share = this.#budget.left - reserve - data.length;
    if (share < cost) return null;
    return await this.#train(entry, examples, seed, share);
  }

  async #train(
    entry: RaceEntry<Row, S, U>,
    examples: readonly Example<Row>[],
    seed: number,
    solves: number,
  ): Promise<TrainedPredictor<Row, S, U>> {
    const { training, signal } = this.#settings;
    const stop = new AbortController();
    const relay = (): void => stop.abort();
    signal?.addEventListener("abort", relay);
    if (signal?.aborted === true) relay();
    try {
      return await this.#budget.within(solves, relay, () =>
        this.#trainer(entry.predictor as DifferentiablePredictor<Row, S, U>, {
          ...training,
          data: examples,
          loss: entry.loss!,
          through: this.#through as never,
          seed,
          signal: stop.signal,
        }),
      );
    } finally {
      signal?.removeEventListener("abort", relay);
    }
  }

  /**
   * Plain two-stage has to be beaten by a better fitting predictor, and what wins there by a decision loss: each time by
   * more than noise, and than what picking the best of several adds.
   */
  async #decide(plain: RaceEntry<Row, S, U>, judge: RegretJudge): Promise<ContestResult<Row, S, U>> {
    const { blockLength, level, seed, folds } = this.#settings;
    if (plain.foldsJudged < folds.length) return this.#conclude(plain, plain, "not compared", []);
    const bestSizes = judge.best.objectives.map(Math.abs);
    const guard: RaceGuard = { blockLength, level, seed, bestSizes };
    const comparisons: RaceComparison[] = [];
    let winner = plain;
    let finding: RaceFinding = "two-stage";
    const challenge = (challengers: readonly RaceEntry<Row, S, U>[], won: RaceFinding): void => {
      const result = duel(challengers as never, winner as never, guard);
      if (result === null) return;
      comparisons.push(result.comparison);
      if (result.comparison.outcome !== "better") return;
      winner = result.challenger as never;
      finding = won;
    };
    challenge(
      this.#complete(null).filter((entry) => entry !== plain),
      "better fit",
    );
    challenge(this.#complete("loss"), "decision loss");
    return this.#conclude(winner, plain, finding, comparisons);
  }

  async #conclude(
    winner: RaceEntry<Row, S, U>,
    plain: RaceEntry<Row, S, U>,
    finding: RaceFinding,
    comparisons: readonly RaceComparison[],
  ): Promise<ContestResult<Row, S, U>> {
    const { data, seed, folds } = this.#settings;
    const stopped = this.#isStopped();
    this.#planned = this.#done + 1;
    this.#settings.onProgress?.(this.#progress("refit", winner));
    let fitted: FittedPredictor<Row, S, U>;
    let training: TrainedPredictor<Row, S, U>["training"] | null = null;
    if (winner.loss === null) fitted = await winner.predictor.fit(data, { seed });
    else if (stopped) fitted = winner.lastFit!;
    else fitted = await this.#train(winner, data, seed, this.#budget.left);
    if (winner.loss !== null) ({ training } = fitted as TrainedPredictor<Row, S, U>);
    const isComplete = (entry: RaceEntry<Row, S, U>): number => (entry.foldsJudged === folds.length ? 1 : 0);
    const ranked = this.#entries
      .filter(({ foldsJudged }) => foldsJudged > 0)
      .sort((first, second) => isComplete(second) - isComplete(first) || byRegret(first, second));
    this.#done++;
    return {
      fitted,
      training,
      report: {
        winner: winner.name,
        finding,
        verdict: raceVerdict(finding, winner as never, plain as never, comparisons),
        entrants: ranked.map((entry) => entry.entrant()),
        comparisons,
        curve: this.#curve,
        folds: folds.length,
        oracleCalls: this.#budget.used,
        outOfBudget: this.#outOfBudget,
        stoppedEarly: stopped || this.#isStopped(),
      },
    };
  }

  /** Entries judged on all folds: two-stage ones (null) or those with a loss. */
  #complete(loss: null | "loss"): RaceEntry<Row, S, U>[] {
    const folds = this.#settings.folds.length;
    return this.#entries.filter(
      (entry) => entry.foldsJudged === folds && (entry.loss === null) === (loss === null),
    );
  }

  #leader(): RaceEntry<Row, S, U> | null {
    const complete = [...this.#complete(null), ...this.#complete("loss")];
    return complete.length === 0
      ? null
      : complete.reduce((best, entry) => (byRegret(entry, best) < 0 ? entry : best));
  }

  #isStopped(): boolean {
    return this.#settings.signal?.aborted === true;
  }

  #progress(phase: RaceProgress["phase"], entry: RaceEntry<Row, S, U>): RaceProgress {
    const elapsedMs = Date.now() - this.#started;
    const total = Math.max(this.#planned, this.#done);
    return {
      phase,
      entrant: entry.name,
      done: this.#done,
      total,
      oracleCalls: this.#budget.used,
      elapsedMs,
      timeLeftMs: this.#done === 0 ? null : (elapsedMs / this.#done) * (total - this.#done),
      leader: this.#leader()?.name ?? null,
    };
  }
}

function byRegret(
  first: { readonly validationRegret: number },
  second: { readonly validationRegret: number },
): number {
  return first.validationRegret - second.validationRegret;
}

/** Refuses a race that could not be run. */
export function requireContest(settings: {
  readonly data: readonly unknown[];
  readonly oracleCalls: number;
  readonly level: number;
  readonly blockLength: number;
  readonly predictors: readonly { readonly name: string }[];
  readonly losses: readonly { readonly name: string }[];
}): void {
  const { data, oracleCalls, level, blockLength, predictors, losses } = settings;
  const owner = "a race";
  requireOption(owner, "oracleCalls", oracleCalls, { least: 1, whole: true });
  requireOption(owner, "level", level, { above: 0, below: 1 });
  requireOption(owner, "blockLength", blockLength, { least: 1, whole: true });
  if (predictors.length === 0) throw invalidOption(owner, "predictors", 0, "at least one predictor");
  for (const [option, named] of Object.entries({ predictors, losses })) {
    const names = named.map(({ name }) => name);
    const twice = names.find((name, position) => names.indexOf(name) !== position);
    if (twice !== undefined) throw invalidOption(owner, option, twice, `${option} with names of their own`);
  }
  if (data.length >= 10) return;
  throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
    message: `A race was given ${data.length} example(s); from fewer than 10 nothing can be told.`,
    fix: "Pass more examples: a few hundred are a sensible least.",
    data: { examples: data.length },
  });
}
