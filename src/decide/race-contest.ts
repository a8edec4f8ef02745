import { averageOfFitted, distilled, isDifferentiable, type FittedPredictor } from "../learn/index.js";
import type { IndexSets } from "../model/index.js";
import type { ContestSettings, Trainer } from "./contest-settings.js";
import { byRegret, type RaceEntry } from "./race-entry.js";
import type { RaceComparison, RaceFinding, RaceReport } from "./race-report.js";
import { MOST_AVERAGED, RaceTrials } from "./race-trials.js";
import { duel, raceVerdict, tiedWith, type RaceGuard } from "./race-verdict.js";
import { SolveBudget } from "./solve-budget.js";
import type { TrainedPredictor } from "./train.js";

/** The winner, fitted to all examples, with what the race found. */
export interface ContestResult<Row, S extends IndexSets, U extends string> {
  readonly fitted: FittedPredictor<Row, S, U>;
  /** How the winner was trained, or the best of those whose average won; null for plain two-stage fits. */
  readonly training: TrainedPredictor<Row, S, U>["training"] | null;
  readonly report: RaceReport;
}

/** So many predictors besides the plain one are trained through losses. */
const PREDICTORS_TRAINED = 2;

/** So many entrants all run to the end. */
const FEW = 6;

/** What a race decided, before the winners are fitted to all examples. */
interface Outcome<Entry> {
  /** The best first; more than one where their average wins. */
  readonly winners: readonly Entry[];
  readonly finding: RaceFinding;
  readonly validationRegret: number | null;
  readonly comparisons: readonly RaceComparison[];
}

/** Races predictors and losses; see `race`. */
export class RaceContest<Row, S extends IndexSets, U extends string> {
  readonly #settings: ContestSettings<Row, S, U>;
  readonly #trainer: Trainer<Row, S, U>;

  constructor(settings: ContestSettings<Row, S, U>, trainer: Trainer<Row, S, U>) {
    this.#settings = settings;
    this.#trainer = trainer;
  }

  async run(): Promise<ContestResult<Row, S, U>> {
    const { data, oracleCalls, through, predictors } = this.#settings;
    const budget = new SolveBudget(oracleCalls);
    // Judging needs the best decisions of all examples and those of one predictor at the least.
    if (oracleCalls < 2 * data.length) return await this.#withoutComparison();
    const metered = budget.metered(through);
    const session = await metered.open();
    try {
      const trials = new RaceTrials({
        settings: this.#settings,
        budget,
        through: metered,
        trainer: this.#trainer,
        session,
      });
      const plain = trials.enter(predictors[0]);
      await this.#raceFits(plain, trials);
      const teacher = await this.#raceTeachers(plain, trials);
      await this.#raceLosses(plain, teacher, trials);
      return await this.#conclude(plain, this.#decide(plain, trials), trials, budget);
    } finally {
      session.dispose();
    }
  }

  /** Two-stage fits: the plain one on all folds, the others as long as they are in the better half. */
  async #raceFits(plain: RaceEntry<Row, S, U>, trials: RaceTrials<Row, S, U>): Promise<void> {
    const { predictors, folds } = this.#settings;
    const others = predictors.slice(1).map((predictor) => trials.enter(predictor));
    await trials.halve([plain], [folds.length], 1);
    await trials.halve(others, others.length <= FEW ? [folds.length] : [2, folds.length], MOST_AVERAGED);
  }

  /** The teacher whose own decisions are best, if they are better than those of the plain predictor. */
  async #raceTeachers(
    plain: RaceEntry<Row, S, U>,
    trials: RaceTrials<Row, S, U>,
  ): Promise<RaceEntry<Row, S, U> | null> {
    const { teachers, folds, losses } = this.#settings;
    if (losses.length === 0 || !isDifferentiable(plain.predictor)) return null;
    const entries = teachers.map((teacher) => trials.enter(teacher, null, "teacher"));
    await trials.halve(entries, [folds.length], entries.length);
    const [best] = trials.complete(({ role }) => role === "teacher");
    return best !== undefined && byRegret(best, plain) < 0 ? best : null;
  }

  /** Losses on the plain predictor, as it is and taught, and on those that fit best. */
  async #raceLosses(
    plain: RaceEntry<Row, S, U>,
    teacher: RaceEntry<Row, S, U> | null,
    trials: RaceTrials<Row, S, U>,
  ): Promise<void> {
    const { losses } = this.#settings;
    const students = [
      plain.predictor,
      ...trials
        .complete(({ role, loss }) => role === "contestant" && loss === null)
        .filter((entry) => entry !== plain && isDifferentiable(entry.predictor))
        .slice(0, PREDICTORS_TRAINED)
        .map(({ predictor }) => predictor),
    ].filter(isDifferentiable);
    if (teacher !== null)
      students.push(distilled({ student: students[0], teacher: teacher.predictor, share: 1 }));
    const trained = students.flatMap((predictor) => losses.map((loss) => trials.enter(predictor, loss)));
    await trials.halve(trained, this.#roundsFor(trained.length), MOST_AVERAGED);
  }

  /** One fold is a poor judge: it only has to judge where there are many. */
  #roundsFor(entries: number): number[] {
    const folds = this.#settings.folds.length;
    return entries <= FEW ? [folds] : [1, 3, folds];
  }

  /**
   * Plain two-stage has to be beaten by a better fitting predictor, and what wins there by a decision loss: each time by
   * more than noise, and than what picking the best of several adds. Of those that cannot be told apart from the winner the average
   * is taken, if it is no worse on rows that none of them had seen: to pick one of them would be to follow chance.
   */
  #decide(plain: RaceEntry<Row, S, U>, trials: RaceTrials<Row, S, U>): Outcome<RaceEntry<Row, S, U>> {
    const { blockLength, level, seed, folds } = this.#settings;
    if (plain.foldsJudged < folds.length)
      return { winners: [plain], finding: "not compared", validationRegret: null, comparisons: [] };
    const bestSizes = trials.judge.best.objectives.map(Math.abs);
    const guard: RaceGuard = { blockLength, level, seed, bestSizes };
    const comparisons: RaceComparison[] = [];
    let winner = plain;
    let finding: RaceFinding = "two-stage";
    let rivals: readonly RaceEntry<Row, S, U>[] = [];
    const challenge = (challengers: readonly RaceEntry<Row, S, U>[], won: RaceFinding): void => {
      const result = duel(challengers, winner, guard);
      if (result === null) return;
      comparisons.push(result.comparison);
      if (result.comparison.outcome !== "better") return;
      winner = result.challenger;
      rivals = challengers;
      finding = won;
    };
    const isContestant = ({ role }: RaceEntry<Row, S, U>): boolean => role === "contestant";
    challenge(
      trials.complete((entry) => isContestant(entry) && entry.loss === null && entry !== plain),
      "better fit",
    );
    challenge(
      trials.complete((entry) => isContestant(entry) && entry.loss !== null),
      "decision loss",
    );
    const tied = this.#settings.average
      ? tiedWith(winner, rivals, guard).filter((entry) => byRegret(entry, plain) < 0)
      : [];
    const winners = [winner, ...tied].slice(0, MOST_AVERAGED);
    const averageRegret =
      winners.length === 1 ? Infinity : trials.regretLike(winner, meanPredictions(winners));
    const isAverage = averageRegret <= winner.validationRegret;
    return {
      winners: isAverage ? winners : [winner],
      finding,
      validationRegret: isAverage ? averageRegret : winner.validationRegret,
      comparisons,
    };
  }

  async #conclude(
    plain: RaceEntry<Row, S, U>,
    outcome: Outcome<RaceEntry<Row, S, U>>,
    trials: RaceTrials<Row, S, U>,
    budget: SolveBudget,
  ): Promise<ContestResult<Row, S, U>> {
    const { folds } = this.#settings;
    const { finding, comparisons, validationRegret } = outcome;
    const stopped = trials.isStopped;
    const [best] = outcome.winners;
    // Stopped in time for one fold's fit of the best: an average would need as many fits as it has members.
    const winners = stopped ? [best] : outcome.winners;
    trials.expect(winners.length);
    const fits: FittedPredictor<Row, S, U>[] = [];
    for (const entry of winners)
      fits.push(stopped && entry.loss !== null ? entry.lastFit! : await trials.refit(entry));
    const isComplete = (entry: RaceEntry<Row, S, U>): number => (entry.foldsJudged === folds.length ? 1 : 0);
    const ranked = trials.entries
      .filter(({ foldsJudged, withdrawn }) => foldsJudged > 0 || withdrawn !== null)
      .sort((first, second) => isComplete(second) - isComplete(first) || byRegret(first, second));
    const averaged = winners.length === 1 ? [] : winners.map(({ name }) => name);
    const fitted = averaged.length === 0 ? fits[0] : averageOfFitted(fits);
    return {
      fitted,
      training: best.loss === null ? null : (fits[0] as TrainedPredictor<Row, S, U>).training,
      report: {
        winner: averaged.length === 0 ? best.name : fitted.name,
        averaged,
        validationRegret:
          winners.length === outcome.winners.length ? validationRegret : best.validationRegret,
        finding,
        verdict: raceVerdict(finding, { winners, validationRegret, plain, comparisons }),
        entrants: ranked.map((entry) => entry.entrant()),
        comparisons,
        curve: trials.curve,
        folds: folds.length,
        oracleCalls: budget.used,
        outOfBudget: trials.outOfBudget,
        stoppedEarly: stopped || trials.isStopped,
      },
    };
  }

  /** The plain fit, where the budget allows no judgement. */
  async #withoutComparison(): Promise<ContestResult<Row, S, U>> {
    const { data, seed, folds, predictors, signal } = this.#settings;
    const [plain] = predictors;
    return {
      fitted: await plain.fit(data, { seed }),
      training: null,
      report: {
        winner: plain.name,
        averaged: [],
        validationRegret: null,
        finding: "not compared",
        verdict: raceVerdict("not compared", { winners: [], validationRegret: null, plain, comparisons: [] }),
        entrants: [],
        comparisons: [],
        curve: [],
        folds: folds.length,
        oracleCalls: 0,
        outOfBudget: true,
        stoppedEarly: signal?.aborted === true,
      },
    };
  }
}

/** [examples, dimension] mean of what entries predicted. */
function meanPredictions(entries: readonly { readonly predictions: Float64Array }[]): Float64Array {
  const [first, ...others] = entries;
  const mean = first.predictions.slice();
  for (const { predictions } of others) for (let k = 0; k < mean.length; k++) mean[k] += predictions[k];
  for (let k = 0; k < mean.length; k++) mean[k] /= entries.length;
  return mean;
}
