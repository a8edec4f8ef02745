import { fittedAverage } from "../average.js";
import { fittedBoostedTrees, type BoostedTreesState } from "../boosted-trees.js";
import { fittedConformal, type Calibration, type ConformalMethod } from "../conformal/conformal.js";
import type { FeatureField, FeatureLayout } from "../feature-layout.js";
import type { FeatureRow, FeatureValue } from "../feature-row.js";
import { foreignPredictor } from "../foreign/foreign-predictor.js";
import type { ForeignModel } from "../foreign/foreign-model.js";
import { fittedAverageForecaster } from "../forecasting/average-forecaster.js";
import { chosenForecaster } from "../forecasting/auto-forecaster.js";
import type { FittedPointForecaster } from "../forecasting/forecaster.js";
import { globalPoint } from "../forecasting/global-forecaster.js";
import { fittedQuantiles, type QuantileState } from "../forecasting/quantile-forecaster.js";
import { fittedResiduals, type ResidualState } from "../forecasting/residual-forecaster.js";
import type { PanelFeatures } from "../forecasting/panel-design.js";
import { fittedLocal, type LocalFit } from "../forecasting/local-forecaster.js";
import { LOCAL_METHODS } from "../forecasting/local-methods.js";
import { fittedLinear, type LinearState } from "../linear/linear-predictor.js";
import type { ModelCard } from "../model-card.js";
import { kernelWeights } from "../neighbours/kernel-regression.js";
import { nearestWeights } from "../neighbours/nearest-neighbours.js";
import { fittedByWeights, type WeightedState } from "../neighbours/weighted-outcomes.js";
import { fittedNetwork } from "../network/network.js";
import type { NetworkState } from "../network/network-state.js";
import type { FittedPredictor } from "../predictor.js";
import { fittedPipeline } from "../preparation/pipeline.js";
import type { PreparationState } from "../preparation/prepare.js";
import { fittedForest, type ForestState } from "../random-forest.js";
import { emptyRowDesign, fittedRowTrees } from "../row-design.js";
import { ruleWith } from "../rule.js";
import { rescaled } from "../scale-free.js";
import type { StandardSchema } from "../standard-schema.js";
import { fittedHazard, type HazardState } from "../survival/hazard-model.js";
import { fittedSmeared, type SmearedState } from "../smeared.js";
import { entryCount, type Axis, type Target } from "../target.js";
import type { TreeEnsemble } from "../trees/tree-ensemble.js";
import type { TargetTransform } from "../target-transform.js";

/** What a fitted model is made again from. */
export interface Saved<State> {
  readonly name: string;
  readonly state: State;
  readonly target: Target;
  readonly card: ModelCard;
  readonly functions: Functions;
}

/** Functions by the part they play. */
interface Functions {
  readonly features?: StandardSchema<FeatureRow>;
  readonly targetTransform?: TargetTransform<FeatureRow>;
  readonly predict?: (row: FeatureRow) => ArrayLike<number>;
  readonly sizeOfRow?: (row: FeatureRow) => number;
  readonly mondrian?: (row: FeatureRow) => string | number;
  readonly weighted?: (row: FeatureRow) => number;
  readonly normalised?: (row: FeatureRow) => FeatureValue;
}

/** A saved state has the fields of its layout; the rest of the layout follows from the target. */
type Laid<State> = Omit<State, "layout"> & { readonly layout: readonly FeatureField[] };

type Fitted = FittedPredictor<FeatureRow>;
type AheadFitted = Parameters<typeof globalPoint>[2];

/** How fitted models are made again, by kind. Names are never changed; a state that changes its shape gets a new name. */
export const KINDS: Readonly<Record<string, (saved: Saved<never>) => object>> = {
  linear: ({ state, functions, ...wiring }: Saved<Laid<LinearState>>) =>
    fittedLinear({ ...state, layout: layoutFrom(state.layout, wiring.target) }, { ...wiring, ...functions }),

  boostedTrees: ({ state, functions, ...wiring }: Saved<Laid<BoostedTreesState>>) =>
    fittedBoostedTrees(state, {
      ...wiring,
      ...rowFunctions(functions),
      layout: layoutFrom(state.layout, wiring.target),
    }),

  forest: ({ state: { layout, ...state }, functions, ...wiring }: Saved<Laid<ForestState>>) =>
    fittedForest(state, { ...wiring, ...rowFunctions(functions), layout: layoutFrom(layout, wiring.target) }),

  network: ({ state: { layout, ...state }, functions, card, ...wiring }: Saved<Laid<NetworkState>>) =>
    fittedNetwork(state, { ...wiring, ...given(functions), layout: layoutFrom(layout, wiring.target) }, card),

  byWeights: ({ state, functions, ...wiring }: Saved<Laid<WeightedState>>) =>
    fittedByWeights(
      { ...state, layout: layoutFrom(state.layout, wiring.target) },
      { ...wiring, ...functions },
      state.weighting.kind === "nearest" ? nearestWeights : kernelWeights,
    ),

  hazard: ({ name, state, card, functions: { features } }: Saved<Laid<HazardState & HazardParts>>) => {
    const { windows, missing, layout, ...own } = state;
    return fittedHazard(own, {
      name,
      windows,
      missing,
      layout: layoutFrom(layout, { over: [] }),
      features,
      card,
    });
  },

  rule: ({ name, target, card, functions }: Saved<null>) =>
    ruleWith({ name, target, predict: functions.predict!, ...given(functions) }, card),

  scaleFree: ({ state: { reference, inner }, functions }: Saved<{ reference: number; inner: Fitted }>) =>
    rescaled({ sizeOfRow: functions.sizeOfRow! }, reference, inner),

  average: ({ state: { members, shares }, card }: Saved<{ members: Fitted[]; shares: number[] }>) =>
    fittedAverage(members, shares, card),

  pipeline: ({ state, card }: Saved<{ preparation: PreparationState; inner: Fitted }>) =>
    fittedPipeline(state.preparation, state.inner, card),

  foreign: ({ name, state, target, functions }: Saved<ForeignModel>) =>
    foreignPredictor(state, { name, target, ...given(functions) }),

  smeared: ({ state, card, functions }: Saved<SmearedState<FeatureRow, readonly Axis[], string>>) =>
    fittedSmeared(state, functions.targetTransform!, card),

  rowTrees: ({
    name,
    state,
    target,
    card,
    functions,
  }: Saved<{ ensemble: TreeEnsemble; layout: FeatureField[] }>) =>
    fittedRowTrees(
      state.ensemble,
      emptyRowDesign(layoutFrom(state.layout, target), functions.features, card.rows),
      { name, target },
      card,
    ),

  conformal: ({
    state,
    target,
    card,
    functions,
  }: Saved<{ calibration: Calibration<FeatureRow>; level: number }>) =>
    fittedConformal({ ...state, target }, methodOf(state.calibration, functions), card),

  localForecaster: ({ state }: Saved<LocalState>) => {
    const { method, options, series, fits } = state;
    return fittedLocal(LOCAL_METHODS[method]!(options), series, fits);
  },

  averageForecaster: ({ state }: Saved<{ name: string; members: FittedPointForecaster[] }>) =>
    fittedAverageForecaster(state.name, state.members),

  chosenForecaster: ({
    state,
  }: Saved<Pick<FittedPointForecaster, "name" | "figures"> & { fitted: FittedPointForecaster }>) =>
    chosenForecaster(state.name, state.fitted, state.figures),

  globalForecaster: ({
    state,
  }: Saved<{ name: string; features: PanelFeatures; fitted: AheadFitted; series: string[] }>) =>
    globalPoint(state.name, state.features, state.fitted, state.series),

  residualForecaster: ({ state }: Saved<ResidualState>) => fittedResiduals(state),

  quantileForecaster: ({ state }: Saved<QuantileState>) => fittedQuantiles(state),
};

interface HazardParts {
  readonly windows: readonly number[];
  readonly missing: "refused" | "accepted";
}

interface LocalState {
  readonly method: string;
  readonly options: never;
  readonly series: readonly string[];
  readonly fits: readonly LocalFit<unknown>[];
}

function layoutFrom(fields: readonly FeatureField[], target: Target): FeatureLayout {
  return { fields, target, entries: entryCount(target) };
}

function rowFunctions({ features, targetTransform }: Functions): {
  features: Functions["features"] | undefined;
  targetTransform: Functions["targetTransform"] | undefined;
} {
  return { features, targetTransform };
}

/** The functions of rows that there are. */
function given({ features, targetTransform }: Functions): Pick<Functions, "features" | "targetTransform"> {
  return { ...(features && { features }), ...(targetTransform && { targetTransform }) };
}

/** The method of a calibration, as far as predicting needs it. */
function methodOf(
  { kind }: Calibration<FeatureRow>,
  { mondrian, weighted, normalised }: Functions,
): ConformalMethod<FeatureRow> {
  if (mondrian !== undefined) return { mondrian };
  if (weighted !== undefined) return { weighted };
  if (normalised !== undefined) return { normalised };
  return kind === "quantiles" ? "quantiles" : kind === "folds" ? "jackknife+" : "split";
}
