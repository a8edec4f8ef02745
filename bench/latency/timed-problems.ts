import { decisionProblem, type DecisionProblem } from "../../src/decide/index.js";
import { randomStream, type RandomStream } from "../../src/math/index.js";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  subtract,
  sum,
  total,
} from "../../src/model/index.js";

/** A problem, values for it, and how many decisions of the bench are about it. */
export interface TimedProblem {
  readonly name: string;
  readonly problem: DecisionProblem;
  /** Uncertain values of a row, [entries]. */
  values(stream: RandomStream): Float64Array;
  /** Share of all decisions. */
  readonly share: number;
  /** Whether its optimum is found in reasonable time, so that regret can be measured. */
  readonly isKnown: boolean;
}

const uniform = (stream: RandomStream, count: number, low: number, high: number): Float64Array =>
  Float64Array.from({ length: count }, () => low + (high - low) * stream.uniform());

/** Problems that take from a fraction of a millisecond to many seconds. */
export function timedProblems(): TimedProblem[] {
  return [
    { ...transport("transport 8 x 12", 8, 12), share: 0.2, isKnown: true },
    { ...transport("transport 40 x 60", 40, 60), share: 0.15, isKnown: true },
    { ...transport("transport 100 x 120", 100, 120), share: 0.04, isKnown: false },
    { ...knapsack("knapsack 25 x 2", 25, 2), share: 0.2, isKnown: true },
    { ...knapsack("knapsack 150 x 12", 150, 12), share: 0.12, isKnown: false },
    { ...knapsack("knapsack 600 x 25", 600, 25), share: 0.05, isKnown: false },
    { ...packing("packing, weights unknown, 15", 15), share: 0.1, isKnown: true },
    { ...location("location, demand unknown, 6 x 20", 6, 20), share: 0.1, isKnown: false },
    { ...location("location, demand unknown, 25 x 80", 25, 80), share: 0.04, isKnown: false },
  ];
}

type Timed = Pick<TimedProblem, "name" | "problem" | "values">;

/** Ships from plants to shops at uncertain costs: a linear model. */
function transport(name: string, plants: number, shops: number): Timed {
  const stream = randomStream(name);
  const [plant, shop] = [indexSet("plant", plants), indexSet("shop", shops)];
  const demand = uniform(stream, shops, 10, 30);
  const supply = (1.2 * demand.reduce((all, one) => all + one, 0)) / plants;
  const distances = uniform(stream, plants * shops, 1, 10);
  const m = model(name);
  const ship = m.variable("ship", { over: [plant, shop], lower: 0 });
  m.require("supply", atMost(sum(ship, shop), supply));
  m.require("demand", equal(sum(ship, plant), parameter({ over: [shop], data: demand })));
  const problem = decisionProblem({
    uncertain: { over: [plant, shop] },
    build(cost) {
      m.minimize(total(mul(cost, ship)));
      return m;
    },
  });
  return {
    name,
    problem: problem as never,
    values: (row) => distances.map((distance) => distance * (0.7 + 0.6 * row.uniform())),
  };
}

/** Takes items of uncertain value within several limits: large ones are beyond any solver's blink. */
function knapsack(name: string, items: number, limits: number): Timed {
  const stream = randomStream(name);
  const [item, limit] = [indexSet("item", items), indexSet("limit", limits)];
  const weights = uniform(stream, items * limits, 100, 1000);
  const m = model(name);
  const take = m.variable("take", { over: [item], domain: "binary" });
  const weight = parameter({ over: [limit, item], data: weights });
  m.require("weight", atMost(sum(mul(weight, take), item), 550 * items * 0.4));
  const problem = decisionProblem({
    uncertain: { over: [item] },
    build(value) {
      m.maximize(total(mul(value, take)));
      return m;
    },
  });
  return { name, problem: problem as never, values: (row) => uniform(row, items, 400, 700) };
}

/** Takes items of unknown weight; what is too heavy costs. */
function packing(name: string, items: number): Timed {
  const stream = randomStream(name);
  const item = indexSet("item", items);
  const values = uniform(stream, items, 5, 20);
  const weights = uniform(stream, items, 5, 20);
  const problem = decisionProblem({
    uncertain: { weight: { over: [item] } },
    build({ weight }) {
      const m = model(name);
      const take = m.variable("take", { over: [item], domain: "binary" });
      m.require("capacity", atMost(total(mul(weight, take)), 5 * items));
      m.maximize(total(mul(parameter({ over: [item], data: values }), take)));
      return m;
    },
    recourse: { penalties: { capacity: 3 } },
  });
  return {
    name,
    problem: problem as never,
    values: (row) => weights.map((one) => one * (0.6 + 0.8 * row.uniform())),
  };
}

/** Opens sites before demand is known, and ships once it is; unknown right-hand sides, and no penalties: plans must be repaired. */
function location(name: string, sites: number, shops: number): Timed {
  const stream = randomStream(name);
  const [site, shop] = [indexSet("site", sites), indexSet("shop", shops)];
  const opening = uniform(stream, sites, 200, 500);
  const distances = uniform(stream, sites * shops, 1, 10);
  const usual = uniform(stream, shops, 10, 30);
  const capacity = (2.5 * usual.reduce((all, one) => all + one, 0)) / sites;
  const problem = decisionProblem({
    uncertain: { demand: { over: [shop] } },
    build({ demand }) {
      const m = model(name);
      const open = m.variable("open", { over: [site], domain: "binary" });
      const ship = m.variable("ship", { over: [site, shop], lower: 0 });
      m.require("capacity", atMost(subtract(sum(ship, shop), mul(capacity, open)), 0));
      m.require("demand", atLeast(sum(ship, site), demand));
      m.minimize(
        add(
          total(mul(parameter({ over: [site], data: opening }), open)),
          total(mul(parameter({ over: [site, shop], data: distances }), ship)),
        ),
      );
      return m;
    },
    recourse: { firstStage: ["open"] },
  });
  return {
    name,
    problem: problem as never,
    values: (row) => usual.map((one) => one * (0.7 + 0.6 * row.uniform())),
  };
}
