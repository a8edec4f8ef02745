import { hazardModel, type FitOptions, type HazardMethod, type ModelCard } from "../../../learn/index.js";
import { quantile } from "../../../math/index.js";
import type { MachineLife, PlantHistory } from "../machine-life.js";
import { landmarksOf, lifetimeOf, rowMaker, type HazardRow, type RowMaker } from "./landmarks.js";
import { lifeForecast, type LifeForecast } from "./life-forecast.js";

/** Conditions that the model is grown on and calibrated with. */
const LANDMARKS = 3000;
/** Ends of the periods of constant hazard, as shares of the horizon: finer where a plan looks. */
const PERIOD_SHARES = [0.02, 0.05, 0.09, 0.14, 0.2, 0.28, 0.38, 0.5, 0.65, 0.82, 1];

const METHOD: HazardMethod = {
  boostedTrees: { trees: 90, maxDepth: 4, learningRate: 0.07, minRowsPerLeaf: 40, rowFraction: 0.7 },
};

/** A fitted hazard of a plant's machines. */
export interface PlantHazard {
  readonly forecast: LifeForecast;
  readonly rows: RowMaker;
  readonly card: ModelCard;
}

/**
 * Fits the hazard of machines from lives with censoring: boosted trees on conditions in the middle of lives (a landmark
 * model in person-period form, see `hazardModel`), calibrated on lives that no tree was grown on.
 */
export async function fitHazard(
  history: PlantHistory,
  { growing, tuning }: { readonly growing: readonly MachineLife[]; readonly tuning: readonly MachineLife[] },
  options: FitOptions,
): Promise<PlantHazard> {
  const rows = rowMaker(history, growing);
  const lives = [...growing, ...tuning];
  const horizon = Math.ceil(
    quantile(
      Float64Array.from(lives, (life) => life.end),
      0.9,
    ),
  );
  const periodEnds = PERIOD_SHARES.map((share) => share * horizon);
  // Lives to calibrate with come last: the model holds out the last units to appear.
  const landmarks = landmarksOf(lives, history.sensors, { count: LANDMARKS, seed: options.seed ?? 0 });
  const units = new Set(landmarks.map(({ life }) => life.id));
  const share = tuning.filter((life) => units.has(life.id)).length / units.size;
  const fitted = await hazardModel<HazardRow>({
    name: "failure hazard",
    windows: [horizon],
    periodEnds,
    method: METHOD,
    share,
  }).fit(
    landmarks.map((landmark) => lifetimeOf(rows, landmark)),
    options,
  );
  return { forecast: lifeForecast(fitted, rows), rows, card: fitted.card };
}
