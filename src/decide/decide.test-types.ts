/**
 * Type tests: compiled, never run. A line below `@ts-expect-error` must not compile, every other one must.
 */
import {
  averageOf,
  boostedTrees,
  featureRow,
  ridge,
  rulePredictor,
  type FittedPredictor,
} from "../learn/index.js";
import { indexSet, model, mul, total } from "../model/index.js";
import {
  backtest,
  decisionFocused,
  decisionProblem,
  fixedPlan,
  jointPredictor,
  policy,
  spoPlus,
  train,
  walkForward,
  type DecisionProblem,
  type Policy,
} from "./index.js";

interface Weather {
  readonly temperature: number;
}
interface Traffic {
  readonly cars: number;
}

const hour = indexSet("hour", ["night", "day"]);
const unit = indexSet("unit", ["coal", "gas"]);
const m = model("sale");
const output = m.variable("output", { over: [hour], unit: "MWh", lower: 0, upper: 1 });
const sale = decisionProblem({
  uncertain: { over: [hour], unit: "EUR/MWh" },
  build(price) {
    m.maximize(total(mul(price, output)));
    return m;
  },
});
const features = featureRow<Weather>();
const loss = spoPlus();
const data = [{ features: { temperature: 1 }, truth: [1, 2] }];

// The predictor's target is the problem's uncertain parameter: hoisted, inline, and through every wrapper.
const prices = ridge({ target: { over: [hour], unit: "EUR/MWh" }, features });
const options = { data, loss, through: sale };
void train(prices, options);
void train(prices, { data, loss, through: sale });
void train(ridge({ target: { over: [hour], unit: "EUR/MWh" }, features }), { data, loss, through: sale });
decisionFocused(prices, { loss, through: sale });
decisionFocused(ridge({ target: { over: [hour], unit: "EUR/MWh" }, features }), { loss, through: sale });
averageOf([prices, decisionFocused(prices, { loss, through: sale })]);
void walkForward({
  predictor: decisionFocused(prices, { loss, through: sale }),
  history: data,
  future: data,
  refitEvery: 7,
});

// Another index set
const perUnit = ridge({ target: { over: [unit], unit: "EUR/MWh" }, features });
// @ts-expect-error the problem needs hours
void train(perUnit, options);
// @ts-expect-error the problem needs hours
void train(perUnit, { data, loss, through: sale });
// @ts-expect-error the problem needs hours
void train(ridge({ target: { over: [unit], unit: "EUR/MWh" }, features }), { data, loss, through: sale });
// @ts-expect-error the problem needs hours
decisionFocused(perUnit, { loss, through: sale });
// @ts-expect-error the problem needs hours
decisionFocused(ridge({ target: { over: [unit], unit: "EUR/MWh" }, features }), { loss, through: sale });

// One name, other labels
const threeHours = indexSet("hour", ["night", "day", "evening"]);
const perThreeHours = ridge({ target: { over: [threeHours], unit: "EUR/MWh" }, features });
const perNight = ridge({ target: { over: [indexSet("hour", ["night"])], unit: "EUR/MWh" }, features });
// @ts-expect-error the problem's hours have a day, too
void train(perNight, { data, loss, through: sale });
// Labels beyond those of the problem are for the check at run time.
void train(perThreeHours, { data, loss, through: sale });

// An index set too many
const perBoth = ridge({ target: { over: [unit, hour], unit: "EUR/MWh" }, features });
// @ts-expect-error the problem needs hours only
void train(perBoth, { data, loss, through: sale });

// Another unit
const inKilowatt = ridge({ target: { over: [hour], unit: "kW" }, features });
// @ts-expect-error the problem needs EUR/MWh
void train(inKilowatt, options);
// @ts-expect-error the problem needs EUR/MWh
void train(inKilowatt, { data, loss, through: sale });
// @ts-expect-error the problem needs EUR/MWh
void train(ridge({ target: { over: [hour], unit: "kW" }, features }), { data, loss, through: sale });
// @ts-expect-error the problem needs EUR/MWh
decisionFocused(inKilowatt, { loss, through: sale });

// Policies ask the same of a fitted predictor.
const predict = (row: Weather): number[] => [row.temperature, 2];
const asYesterday = rulePredictor({
  name: "as yesterday",
  target: { over: [hour], unit: "EUR/MWh" },
  predict,
});
const live = policy({ predictor: asYesterday, problem: sale });
policy({
  predictor: rulePredictor({ name: "flat", target: { over: [hour], unit: "EUR/MWh" }, predict }),
  problem: sale,
});
const ofUnits = rulePredictor({ name: "units", target: { over: [unit], unit: "EUR/MWh" }, predict });
// @ts-expect-error the problem needs hours
policy({ predictor: ofUnits, problem: sale });
policy({
  predictor: rulePredictor({ name: "units", target: { over: [unit], unit: "EUR/MWh" }, predict }),
  // @ts-expect-error the problem needs hours
  problem: sale,
});
const ofKilowatt = rulePredictor({ name: "kilowatt", target: { over: [hour], unit: "kW" }, predict });
// @ts-expect-error the problem needs EUR/MWh
policy({ predictor: ofKilowatt, problem: sale });
policy({
  predictor: rulePredictor({ name: "kilowatt", target: { over: [hour], unit: "kW" }, predict }),
  // @ts-expect-error the problem needs EUR/MWh
  problem: sale,
});
declare const fittedUnits: FittedPredictor<Weather, readonly [typeof unit], "EUR/MWh">;
// @ts-expect-error the problem needs hours
policy({ predictor: fittedUnits, problem: sale });

// A predictor that cannot be trained through a loss
const trees = boostedTrees({ target: { over: [hour], unit: "EUR/MWh" }, features });
// @ts-expect-error trees have no gradient
void train(trees, { data, loss, through: sale });

// Rows
void live.decide({ temperature: 3 }, { deadlineMs: 20, fallback: "last" });
// @ts-expect-error the row has no cars
void live.decide({ cars: 3 });
// @ts-expect-error a field is missing
void live.decide({});
// @ts-expect-error a number is wanted
void live.decide({ temperature: "warm" });
// @ts-expect-error there is no such fallback
void live.decide({ temperature: 3 }, { fallback: "first" });
// @ts-expect-error the examples are of another kind
void train(prices, { data: [{ features: { cars: 1 }, truth: [1, 2] }], loss, through: sale });

// Decisions
void live.decide({ temperature: 3 }).then((decision) => {
  decision.value(output).at("night");
  // @ts-expect-error there is no evening
  decision.value(output).at("evening");
  // @ts-expect-error one label per index set
  decision.value(output).at("night", "day");
  // @ts-expect-error one of three sources
  return decision.source === "guess";
});

// Policies of one kind of rows are compared on rows of that kind; a fixed plan goes with all of them.
const idle: Policy<unknown> = fixedPlan({ name: "idle", problem: sale, columnValues: new Float64Array(2) });
void backtest({ policies: [idle, live], problem: sale, data });
declare const traffic: Policy<Traffic>;
// @ts-expect-error the policies want other rows
void backtest<Weather>({ policies: [live, traffic], problem: sale, data });

// A particular problem can stand where any problem is taken.
export const anyProblem: DecisionProblem = sale;

// Several uncertain parameters: each with its own index sets and unit, by name.
const joint = decisionProblem({
  uncertain: { price: { over: [hour], unit: "EUR/MWh" }, start: { over: [unit] } },
  build({ price, start }) {
    const j = model("joint");
    const sold = j.variable("sold", { over: [hour], unit: "MWh", lower: 0, upper: 1 });
    const on = j.variable("on", { over: [unit], lower: 0, upper: 1 });
    j.maximize(total(mul(price, sold)));
    // @ts-expect-error prices are not per unit
    price.at("coal");
    void [start, on];
    return j;
  },
});
decisionProblem({
  uncertain: { price: { over: [hour] } },
  // @ts-expect-error there is no demand
  build: ({ demand }) => demand,
});
const starts = rulePredictor({ name: "starts", target: { over: [unit] }, predict: () => [1, 2] });
policy({ predictor: jointPredictor(joint, { price: asYesterday, start: starts as never }), problem: joint });
// @ts-expect-error a parameter is left out
jointPredictor(joint, { price: asYesterday });
// @ts-expect-error the price is per hour
jointPredictor(joint, { price: ofUnits, start: starts as never });
// @ts-expect-error a predictor of prices alone is none of the joint problem
policy({ predictor: asYesterday, problem: joint });
// A fallback: by name, or a rule of the row
void live.decide({ temperature: 3 }, { deadlineMs: 20, fallback: "proxy" });
void live.decide({ temperature: 3 }, { fallback: (row, prediction) => [row.temperature, prediction[0]] });
