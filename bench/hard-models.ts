import { randomStream } from "../src/math/index.js";
import {
  add,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  sum,
  total,
  type IndexSet,
  type Model,
  type Variable,
} from "../src/model/index.js";

/** A model with a handle on its binary variable. */
export interface Choices {
  readonly model: Model;
  readonly take: Variable<readonly [IndexSet<"item", `${number}`>]>;
}

/** Multi-dimensional knapsack with values near the weights: incumbents come at once, a proof takes for ever. */
export function hardKnapsack(seed: number, items: number, limits: number): Choices {
  const stream = randomStream(seed);
  const [item, limit] = [indexSet("item", items), indexSet("limit", limits)];
  const weights = Float64Array.from(
    { length: items * limits },
    () => 1 + Math.floor(1000 * stream.uniform()),
  );
  const half = Float64Array.from({ length: limits }, (_, row) =>
    Math.floor(weights.subarray(row * items, (row + 1) * items).reduce((sum, weight) => sum + weight, 0) / 2),
  );
  const values = Float64Array.from({ length: items }, (_, column) => {
    let mean = 0;
    for (let row = 0; row < limits; row++) mean += weights[row * items + column] / limits;
    return mean + 500 * stream.uniform();
  });
  const m = model(`knapsack ${seed}`);
  const take = m.variable("take", { over: [item], domain: "binary" });
  const weight = parameter({ over: [limit, item], data: weights });
  m.require("capacity", atMost(sum(mul(weight, take), item), parameter({ over: [limit], data: half })));
  m.maximize(total(mul(parameter({ over: [item], data: values }), take)));
  return { model: m, take };
}

/** Market split (Cornuejols and Dawande 1998): small, and beyond what branch and bound can finish. */
export function marketSplit(seed: number, items: number, products: number): Choices {
  const stream = randomStream(seed);
  const [item, product] = [indexSet("item", items), indexSet("product", products)];
  const weights = Float64Array.from({ length: items * products }, () => Math.floor(100 * stream.uniform()));
  const half = Float64Array.from({ length: products }, (_, row) =>
    Math.floor(weights.subarray(row * items, (row + 1) * items).reduce((sum, weight) => sum + weight, 0) / 2),
  );
  const m = model(`market split ${seed}`);
  const take = m.variable("take", { over: [item], domain: "binary" });
  const slack = m.variable("slack", { over: [product], lower: 0 });
  const surplus = m.variable("surplus", { over: [product], lower: 0 });
  const sold = sum(mul(parameter({ over: [product, item], data: weights }), take), item);
  m.require("split", equal(add(sold, slack, mul(-1, surplus)), parameter({ over: [product], data: half })));
  m.minimize(add(total(slack), total(surplus)));
  return { model: m, take };
}
