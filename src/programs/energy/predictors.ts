import {
  boostedTrees,
  chainTransforms,
  pickFields,
  relativeTo,
  ridge,
  rulePredictor,
  scaleFree,
  type DifferentiablePredictor,
  type Predictor,
  type RulePredictor,
  type Target,
  type TargetTransform,
} from "../../learn/index.js";
import { hour, HOURS, PRICE_UNIT } from "./battery-problem.js";
import type { EnergyRow } from "./energy-row.js";
import { priceSize, stabilised, unstabilised, unstabilisedSlope } from "./price-shape.js";

type Hour = readonly [typeof hour];
type PriceUnit = typeof PRICE_UNIT;
type PricePredictor = Predictor<EnergyRow, Hour, PriceUnit>;
type PriceRule = RulePredictor<EnergyRow, Hour, PriceUnit>;

const target: Target<Hour, PriceUnit> = { over: [hour], unit: PRICE_UNIT };
const fields = pickFields<EnergyRow>();

/** Models learn by how much stabilised prices deviate from the load-adjusted profile, or from its shape. */
function deviationFrom(field: "shapeLoadAdjusted" | "profileLoadAdjusted"): TargetTransform<EnergyRow> {
  return chainTransforms<EnergyRow>(
    {
      name: "stabilised",
      forRow: () => ({ toModel: stabilised, toTarget: unstabilised, slope: unstabilisedSlope }),
    },
    relativeTo((row: EnergyRow) => ({ offset: row[field] })),
  );
}

/** A day's plan hangs on the shape of its prices: models learn that, and the size of the prices stays with a rule. */
const sizes = { sizeOfTruth: priceSize, sizeOfRow: (row: EnergyRow): number => row.sizeForecast };

/** Prices as a rule has them: one field of the row. */
function priceRule(
  name: string,
  field: "pricesYesterday" | "pricesLastWeek" | "pricesMeanWeek" | "pricesLoadAdjusted",
): PriceRule {
  return rulePredictor({ name, target, predict: (row: EnergyRow) => row[field] });
}

/** The rules that need no training. */
export const priceRules: readonly PriceRule[] = [
  priceRule("yesterday's prices", "pricesYesterday"),
  priceRule("last week's prices", "pricesLastWeek"),
  priceRule("mean of the last week", "pricesMeanWeek"),
  priceRule("load-adjusted profile", "pricesLoadAdjusted"),
];

/** The mean price of each hour over all days of training. */
export const meanProfile: PricePredictor = {
  name: "mean profile",
  target,
  fit(examples) {
    const means = new Float64Array(HOURS);
    for (const { truth } of examples) {
      for (let entry = 0; entry < HOURS; entry++) means[entry] += truth[entry] / examples.length;
    }
    return rulePredictor({ name: "mean profile", target, predict: (): Float64Array => means }).fit(examples);
  },
};

/** Ridge regression: each hour has its own coefficients over the whole row. Learns shapes, free of size. */
export function ridgePrices(): DifferentiablePredictor<EnergyRow, Hour, PriceUnit> {
  return scaleFree({ ...sizes, predictor: ridgeAround("shapeLoadAdjusted") });
}

/**
 * The same ridge at the size that prices have. Where wear costs money, the plan does hang on the size of the prices,
 * and training through the decision must see prices and wear on one scale.
 */
export function ridgePricesAtSize(): DifferentiablePredictor<EnergyRow, Hour, PriceUnit> {
  return ridgeAround("profileLoadAdjusted");
}

function ridgeAround(
  base: "shapeLoadAdjusted" | "profileLoadAdjusted",
): DifferentiablePredictor<EnergyRow, Hour, PriceUnit> {
  return ridge({
    target,
    name: "ridge",
    // Per row, as measured on the year before the test of the real data; days are too alike for leave-one-out.
    penalty: 0.1,
    // Days colder, dearer or busier than any before them would be guessed at wildly.
    featureLimit: 4,
    targetTransform: deviationFrom(base),
    features: fields(
      base,
      "shapeYesterday",
      "shapeLastWeek",
      "shapeRecent",
      "load",
      "loadSquared",
      "loadAgainstRecent",
      "loadAgainstRecentTimesPriceLevel",
      "loadAgainstRecentTimesLoad",
      "monday",
      "tuesday",
      "wednesday",
      "thursday",
      "friday",
      "saturday",
      "holiday",
      "yearSine",
      "yearCosine",
      "halfYearSine",
      "halfYearCosine",
      "levelAgainstWeek",
      "levelMeanWeek",
      "levelChange",
      "lastHourAgainstLevel",
      "loadMaximum",
      "loadMinimum",
      "loadMean",
      "loadMeanSquared",
      "loadMeanChange",
    ),
  });
}

/** Boosted trees: one model for all hours. */
export function treePrices(): PricePredictor {
  return scaleFree({
    ...sizes,
    predictor: boostedTrees({
      target,
      name: "boosted trees",
      trees: 300,
      learningRate: 0.05,
      maxLeaves: 31,
      maxDepth: 31,
      minRowsPerLeaf: 40,
      lambda: 0,
      targetTransform: deviationFrom("shapeLoadAdjusted"),
      features: fields(
        "weekday",
        "holiday",
        "dayOff",
        "shapeYesterday",
        "shapeTwoDaysAgo",
        "shapeLastWeek",
        "shapeMeanWeek",
        "shapeRecent",
        "shapeLoadAdjusted",
        "shapeSameDayType",
        "lastHourAgainstLevel",
        "levelAgainstWeek",
        "levelMeanWeek",
        "spreadYesterday",
        "peakYesterday",
        "spreadWeek",
        "load",
        "loadShape",
        "loadMean",
        "loadMaximum",
        "loadMinimum",
        "loadInRange",
        "loadRank",
        "loadAgainstYesterday",
        "loadAgainstLastWeek",
        "loadMeanChange",
        "loadMeanAgainstWeek",
        "loadAgainstMeanWeek",
        "loadRampIn",
        "loadRampInThree",
        "loadRampOut",
        "loadRampOutThree",
        "loadAgainstRecent",
        "loadShapeAgainstRecent",
      ),
    }),
  });
}
