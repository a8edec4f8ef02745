import { averageOfFitted, distilled, isDifferentiable, type FittedPredictor } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import type { ContestSettings, Trainer } from "./contest-settings.js";
import { candidateOf, type RaceCandidate } from "./race-candidate.js";
import { byRegret, type RaceEntry } from "./race-entry.js";
import type { RaceComparison, RaceFinding, RaceReport } from "./race-report.js";
import { MOST_AVERAGED, RaceTrials } from "./race-trials.js";
import { compareInRace, pickingOptimism, raceVerdict, tiedWith, type RaceGuard } from "./race-verdict.js";
import type { TrainedPredictor } from "../training/train.js";

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

/** What a race decided, before the winner is fitted to all examples. */
interface Outcome<Candidate> {
  readonly winner: Candidate;
  readonly finding: RaceFinding;
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
    // Judging needs the best decisions of all examples and those of one predictor at the least.
    if (oracleCalls < 2 * data.length) return await this.#withoutComparison();
    const session = await through.open();
    try {
      const trials = new RaceTrials(this.#settings, this.#trainer, session);
      const plain = trials.enter(predictors[0]);
      await this.#raceFits(plain, trials);
      const teacher = await this.#raceTeachers(plain, trials);
      await this.#raceLosses(plain, teacher, trials);
      return await this.#conclude(plain, this.#decide(plain, trials), trials);
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
   * more than noise, and than what picking the best of several adds.
   */
  #decide(plain: RaceEntry<Row, S, U>, trials: RaceTrials<Row, S, U>): Outcome<RaceCandidate<Row, S, U>> {
    const { blockLength, level, seed, folds } = this.#settings;
    let winner = candidateOf(plain);
    if (plain.foldsJudged < folds.length) return { winner, finding: "not compared", comparisons: [] };
    const guard = { blockLength, level, seed, bestSizes: trials.judge.best.objectives.map(Math.abs) };
    const comparisons: RaceComparison[] = [];
    let finding: RaceFinding = "two-stage";
    const challenge = (challengers: readonly RaceEntry<Row, S, U>[], won: RaceFinding): void => {
      if (challengers.length === 0) return;
      const optimism = pickingOptimism(challengers, winner, guard);
      const challenger = this.#strongest(challengers, optimism.ratioOfSums, trials, guard);
      const comparison = compareInRace(challenger, winner, optimism, guard);
      comparisons.push(comparison);
      if (comparison.outcome !== "better") return;
      winner = challenger;
      finding = won;
    };
    const contestants = trials.complete(({ role }) => role === "contestant");
    challenge(
      contestants.filter((entry) => entry.loss === null && entry !== plain),
      "better fit",
    );
    challenge(
      contestants.filter(({ loss }) => loss !== null),
      "decision loss",
    );
    return { winner, finding, comparisons };
  }

  /**
   * The best of several, the best first, or the average of those that cannot be told apart from it: to pick one of them would be to
   * follow chance. Its own figure flatters the best one by what picking it adds; so much the average may seem to be behind.
   */
  #strongest(
    challengers: readonly RaceEntry<Row, S, U>[],
    optimism: number,
    trials: RaceTrials<Row, S, U>,
    guard: RaceGuard,
  ): RaceCandidate<Row, S, U> {
    const [best] = challengers;
    const alone = candidateOf(best);
    const tied = this.#settings.average ? tiedWith(best, challengers, guard) : [];
    if (tied.length === 0) return alone;
    const average = trials.average([best, ...tied].slice(0, MOST_AVERAGED));
    return average.validationRegret <= best.validationRegret + optimism ? average : alone;
  }

  async #conclude(
    plain: RaceEntry<Row, S, U>,
    outcome: Outcome<RaceCandidate<Row, S, U>>,
    trials: RaceTrials<Row, S, U>,
  ): Promise<ContestResult<Row, S, U>> {
    const { folds } = this.#settings;
    const { finding, comparisons } = outcome;
    const stopped = trials.isStopped;
    const [best] = outcome.winner.members;
    // Stopped in time for one fold's fit of the best: an average would need as many fits as it has members.
    const winner = stopped ? candidateOf(best) : outcome.winner;
    trials.expect(winner.members.length);
    const fits: FittedPredictor<Row, S, U>[] = [];
    for (const entry of winner.members)
      fits.push(stopped && entry.loss !== null ? entry.lastFit! : await trials.refit(entry));
    const isComplete = (entry: RaceEntry<Row, S, U>): number => (entry.foldsJudged === folds.length ? 1 : 0);
    const ranked = trials.entries
      .filter(({ foldsJudged, withdrawn }) => foldsJudged > 0 || withdrawn !== null)
      .sort((first, second) => isComplete(second) - isComplete(first) || byRegret(first, second));
    return {
      fitted: fits.length === 1 ? fits[0] : averageOfFitted(fits),
      training: best.loss === null ? null : (fits[0] as TrainedPredictor<Row, S, U>).training,
      report: {
        winner: winner.name,
        averaged: fits.length === 1 ? [] : winner.members.map(({ name }) => name),
        validationRegret: finding === "not compared" ? null : winner.validationRegret,
        finding,
        verdict: raceVerdict(finding, { winner, plain, comparisons }),
        entrants: ranked.map((entry) => entry.entrant()),
        comparisons,
        curve: trials.curve,
        folds: folds.length,
        oracleCalls: trials.oracleCalls,
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
        verdict: raceVerdict("not compared", { winner: null, plain, comparisons: [] }),
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
