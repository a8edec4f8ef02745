import {
  decisionFocused,
  fixedPlan,
  policy,
  spoPlus,
  walkForward,
  type Policy,
  type PolicyKind,
} from "../../decide/index.js";
import {
  averageOf,
  averageOfFitted,
  type FitOptions,
  type FittedPredictor,
  type ModelCard,
  type Predictor,
} from "../../learn/index.js";
import type { Battery } from "./battery.js";
import { HOURS, type BatteryProblem, type hour, type PRICE_UNIT } from "./battery-problem.js";
import type { DayExample, EnergySplit } from "./examples.js";
import type { EnergyRow } from "./energy-row.js";
import { meanProfile, priceRules, ridgePrices, ridgePricesAtSize, treePrices } from "./predictors.js";

type Hour = readonly [typeof hour];
type PricePredictor = Predictor<EnergyRow, Hour, typeof PRICE_UNIT>;
type FittedPrices = FittedPredictor<EnergyRow, Hour, typeof PRICE_UNIT>;

/** Names that figures and comparisons refer to. */
export const POLICY_NAMES = {
  ridge: "ridge",
  trees: "boosted trees",
  blend: "boosted trees + ridge",
  spoRidge: "ridge, SPO+",
  spoBlend: "boosted trees + ridge, SPO+",
} as const;

/** The policy whose plan is recommended when it could be trained; chosen beforehand, not by its result. */
export const RECOMMENDED: string = POLICY_NAMES.spoBlend;

const DAYS_PER_YEAR = 365;
const SPO_STAGE = "training through the decision";
/** Runs of training through the decision, with different orders of the examples, that are averaged. */
const SPO_RUNS = 2;

/** What training of the policies may use and report. */
export interface PolicyTraining {
  readonly split: EnergySplit;
  readonly problem: BatteryProblem;
  readonly battery: Battery;
  readonly seed: number;
  /** Refit after this many test days; 0: fit once, before the test. */
  readonly refitEveryDays: number;
  /** Most days that a fit looks back on. */
  readonly trainingDays: number;
  readonly epochs: number;
  readonly signal: AbortSignal;
  /** Share of one stage that is done. */
  readonly onStage: (stage: string, share: number, detail?: string) => void;
}

/** Policies to compare, with the cards of the models behind them. */
export interface TrainedPolicies {
  readonly policies: readonly Policy<EnergyRow>[];
  readonly models: readonly ModelCard[];
  /** Names of the policies that could not be trained in time. */
  readonly missing: readonly string[];
  /** Names of the policies whose training was ended early, on fewer days or fewer epochs than it would have had. */
  readonly cutShort: readonly string[];
}

/** What people do without a model. */
export async function simplePolicies(training: PolicyTraining): Promise<Policy<EnergyRow>[]> {
  const { problem, battery } = training;
  const idle = new Float64Array(problem.form.columns);
  idle.fill(
    battery.midnightShare * battery.capacityMwh,
    problem.stored.firstColumn,
    problem.stored.firstColumn + HOURS,
  );
  const rules = [...priceRules, await fitOrWalk(training, meanProfile, {})];
  return [
    fixedPlan({ name: "do nothing", problem, columnValues: idle }),
    ...rules.map((predictor) => policy({ predictor, problem, kind: "baseline" })),
  ];
}

/**
 * Fits the models and puts each behind a policy. A signal ends it early: what is fitted by then is used, and the
 * others are named as missing.
 */
export async function trainedPolicies(training: PolicyTraining): Promise<TrainedPolicies> {
  const { problem, onStage } = training;
  const policies: Policy<EnergyRow>[] = [];
  const models: ModelCard[] = [];
  const missing: string[] = [];
  const cutShort: string[] = [];
  const add = (name: string, kind: PolicyKind, predictor: FittedPrices | null): void => {
    if (predictor === null) missing.push(name);
    else {
      policies.push(policy({ name, kind, problem, predictor }));
      models.push({ ...predictor.card, predictor: name });
      if (wasCutShort(predictor.card)) cutShort.push(name);
    }
  };

  const ridge = await fitted(training, "fitting ridge", ridgePrices());
  add(POLICY_NAMES.ridge, "two-stage", ridge);
  const trees = await fitted(training, "growing trees", treePrices());
  add(POLICY_NAMES.trees, "two-stage", trees);
  add(POLICY_NAMES.blend, "two-stage", blend(trees, ridge));
  let runs = 0;
  const beforeTraining = training.battery.cyclingCostPerMwh > 0 ? ridgePricesAtSize() : ridgePrices();
  const once = decisionFocused(beforeTraining, {
    loss: spoPlus(),
    through: problem,
    // Small steps: prices are far noisier than what the loss can follow.
    learningRate: 0.001,
    epochs: training.epochs,
    // A whole year, where there is one beside two others to learn from: seasons differ.
    validationShare: Math.min(1 / 3, DAYS_PER_YEAR / training.split.training.length),
    onTraining({ epoch, epochs, phase, validationRegret }) {
      if (phase === "search" && epoch === 1) runs++;
      const share = (phase === "search" ? 0 : 0.5) + (0.5 * epoch) / epochs;
      const detail = validationRegret === null ? phase : `regret ${(100 * validationRegret).toFixed(2)} %`;
      // A walk-forward trains anew many times, and reports how far it is by itself.
      const done = training.refitEveryDays > 0 ? 0 : (runs - 1 + share) / SPO_RUNS;
      onStage(SPO_STAGE, done, `run ${runs}, epoch ${epoch}/${epochs}, ${detail}`);
    },
  });
  // Batches come in random order: the mean of a few runs hangs less on it.
  const spoRidge = await fitted(training, SPO_STAGE, averageOf(Array.from({ length: SPO_RUNS }, () => once)));
  add(POLICY_NAMES.spoRidge, "decision-focused", spoRidge);
  add(POLICY_NAMES.spoBlend, "decision-focused", blend(trees, spoRidge));
  return { policies, models, missing, cutShort };
}

/** Fits once before the test, or again and again through it; null when the signal came first. */
async function fitted(
  training: PolicyTraining,
  stage: string,
  predictor: PricePredictor,
): Promise<FittedPrices | null> {
  const { signal, onStage } = training;
  if (signal.aborted) return null;
  onStage(stage, 0);
  try {
    return await fitOrWalk(training, predictor, {
      signal,
      // Training through the decision reports in its own words.
      onProgress: ({ done, total }) => stage !== SPO_STAGE && onStage(stage, done / total),
    });
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Fits on the training days; or, in a walk-forward, again and again on the latest days before each stretch. */
function fitOrWalk(
  { split, seed, refitEveryDays, trainingDays }: PolicyTraining,
  predictor: PricePredictor,
  { signal, onProgress }: Pick<FitOptions, "signal" | "onProgress">,
): Promise<FittedPrices> {
  const abortable = signal === undefined ? {} : { signal };
  if (refitEveryDays === 0) {
    return predictor.fit(split.training, {
      seed,
      ...abortable,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  }
  return walkForward<EnergyRow, Hour, typeof PRICE_UNIT>({
    predictor,
    history: split.training as readonly DayExample[],
    future: split.test,
    refitEvery: refitEveryDays,
    window: trainingDays,
    seed,
    ...abortable,
    onProgress: ({ done, total }) => onProgress?.({ phase: "refits", done, total }),
  });
}

/** Equal weights: nothing is tuned. */
function blend(first: FittedPrices | null, second: FittedPrices | null): FittedPrices | null {
  return first === null || second === null ? null : averageOfFitted([first, second]);
}

/** Whether a model, or a member of an average, was stopped in the middle of its training. */
function wasCutShort({ figures }: Pick<ModelCard, "figures">): boolean {
  const members = Array.isArray(figures["members"])
    ? (figures["members"] as Pick<ModelCard, "figures">[])
    : [];
  return figures["stoppedEarly"] === true || members.some(wasCutShort);
}
