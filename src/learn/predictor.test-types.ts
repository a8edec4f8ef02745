/** What the compiler must accept and refuse; checked by `npm run types`, never run. */
import { z } from "zod";
import {
  averageOf,
  boostedTrees,
  featureRow,
  isDifferentiable,
  relativeTo,
  ridge,
  rulePredictor,
  scaledBy,
  type Axis,
  type DifferentiablePredictor,
  type Predictor,
  type Target,
} from "./index.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <Truth extends true>(..._truths: Truth[]): void => {};

const hour = { name: "hour", keys: ["h0", "h1"] } as const;
const unit = { name: "unit", keys: ["u1", "u2"] } as const;

/** As a decision problem will ask for a predictor of its uncertain parameter. */
declare function decide<Row, const Axes extends readonly Axis[], const Unit extends string>(
  problem: { readonly uncertain: Target<Axes, Unit> },
  predictor: Predictor<Row, NoInfer<Axes>, NoInfer<Unit>>,
): void;
const problem: { readonly uncertain: Target<readonly [typeof hour], "EUR/MWh"> } = {
  uncertain: { over: [hour], unit: "EUR/MWh" },
};

interface Weather {
  readonly temperature: number;
  readonly wind: readonly number[];
  readonly sun: Float64Array;
}
const prices = ridge({ target: { over: [hour], unit: "EUR/MWh" }, features: featureRow<Weather>() });
const trees = boostedTrees({ target: { over: [hour], unit: "EUR/MWh" }, features: featureRow<Weather>() });

// Axis names, keys and units are kept as literals, and rows are typed.
holds<Same<(typeof prices)["target"]["unit"], "EUR/MWh" | undefined>>(true);
holds<Same<(typeof prices)["target"]["over"][0]["name"], "hour">>(true);
decide(problem, prices);
decide(problem, trees);
decide(problem, averageOf([prices, trees]));
decide(
  problem,
  rulePredictor({ name: "flat", target: { over: [hour], unit: "EUR/MWh" }, predict: () => [1, 2] }),
);

const perUnit = ridge({ target: { over: [unit], unit: "EUR/MWh" } });
// @ts-expect-error the axes are not the problem's
decide(problem, perUnit);
const inKilowatt = boostedTrees({ target: { over: [hour], unit: "kW" } });
// @ts-expect-error the unit is not the problem's
decide(problem, inKilowatt);
const both = ridge({ target: { over: [unit, hour], unit: "EUR/MWh" } });
// @ts-expect-error one axis too many
decide(problem, both);
// @ts-expect-error members must share a target
averageOf([prices, inKilowatt]);

const row: Weather = { temperature: 1, wind: [1, 2], sun: new Float64Array(2) };
void prices.fit([{ features: row, truth: [1, 2] }]).then((fitted) => fitted.predict([row]));
// @ts-expect-error a field is missing
void prices.fit([{ features: { temperature: 1 }, truth: [1, 2] }]);

// A schema types the rows; its fields must be numbers or arrays of numbers.
const Sky = z.object({ cloud: z.number(), gusts: z.array(z.number()) });
const bySchema = boostedTrees({ target: { over: [hour] }, features: Sky });
void bySchema
  .fit([{ features: { cloud: 1, gusts: [1, 2] }, truth: [1, 2] }])
  .then((fitted) => fitted.ensemble);
// @ts-expect-error the schema says number
void bySchema.fit([{ features: { cloud: "grey", gusts: [1, 2] }, truth: [1, 2] }]);
// @ts-expect-error text is no feature
ridge({ target: { over: [hour] }, features: z.object({ city: z.string() }) });

// Without a schema, rows are records of numbers and arrays.
void perUnit.fit([{ features: { anything: 1, wind: [1, 2] }, truth: new Float64Array(2) }]);
// @ts-expect-error text is no feature
void perUnit.fit([{ features: { city: "Ulm" }, truth: [1, 2] }]);

// Transforms see the row.
ridge({
  target: { over: [hour] },
  features: featureRow<Weather>(),
  targetTransform: relativeTo((day: Weather) => ({ offset: day.wind, scale: 1 + day.temperature })),
});
ridge({
  target: { over: [hour] },
  features: featureRow<Weather>(),
  targetTransform: scaledBy("temperature"),
});
// @ts-expect-error no such field
ridge({ target: { over: [hour] }, features: featureRow<Weather>(), targetTransform: scaledBy("load") });

// The hook for decision losses keeps the row type and the target.
const some: Predictor<Weather, readonly [typeof hour], "EUR/MWh"> = prices;
if (isDifferentiable(some))
  some satisfies DifferentiablePredictor<Weather, readonly [typeof hour], "EUR/MWh">;
