import { expect, test } from "vitest";
import { oracleBatch } from "../../solve/index.js";
import {
  assignmentCase,
  examplesOf,
  knapsackCase,
  mixedFormsCase,
  newsvendorCase,
  portfolioCase,
  shortestPathCase,
  subsetSelectionCase,
  travellingSalesmanCase,
  vehicleRoutingCase,
  type SyntheticCase,
} from "../index.js";

/** Every generator, small. */
const CASES: readonly (readonly [string, (seed: number, rows: number) => Omit<SyntheticCase, "problem">])[] =
  [
    ["shortest path", (seed, rows) => shortestPathCase({ rows, seed, height: 3, width: 2 })],
    ["mixed forms", (seed, rows) => mixedFormsCase({ rows, seed, height: 3, width: 2 })],
    ["knapsack", (seed, rows) => knapsackCase({ rows, seed, items: 6 })],
    ["travelling salesman", (seed, rows) => travellingSalesmanCase({ rows, seed, nodes: 4 })],
    ["portfolio", (seed, rows) => portfolioCase({ rows, seed, assets: 6 })],
    ["assignment", (seed, rows) => assignmentCase({ rows, seed, people: 3 })],
    ["vehicle routing", (seed, rows) => vehicleRoutingCase({ rows, seed, customers: 3 })],
    ["newsvendor", (seed, rows) => newsvendorCase({ rows, seed, products: 6 })],
    ["subset selection", (seed, rows) => subsetSelectionCase({ rows, seed, items: 6, count: 2 })],
  ];

// Recorded with numpy from the formulae of PyEPO's generators.
test("shortest paths in the numbers of PyEPO", () => {
  const { features, costs, conditionalMeans } = shortestPathCase({
    rows: 2,
    columns: 3,
    height: 2,
    width: 2,
    seed: 7,
  });
  expect([...features]).toEqual([
    -0.6254289739667597, -0.17154826119572117, 0.5052993741967516, -0.261356415191647, -0.2427490786725466,
    -1.4532414124907906,
  ]);
  expect([...costs]).toEqual([
    0.6849899888038635, 0.22836770117282867, 0.362993448972702, 1.0137296915054321, 0.33040571212768555,
    0.09241282194852829, 0.6281366944313049, 0.07458455115556717,
  ]);
  const means = [
    0.47861034474622116, 0.43506960761894087, 0.3298294665718703, 0.6990614601651433, 0.4524228538295695,
    0.08813896981706892, 0.4457625704505367, 0.11779556531966393,
  ];
  conditionalMeans.forEach((mean, k) => expect(mean).toBeCloseTo(means[k]!, 14));
});

test("knapsacks in the numbers of PyEPO", () => {
  const { weights, features, costs } = knapsackCase({
    rows: 2,
    columns: 3,
    items: 4,
    limits: 1,
    degree: 6,
    seed: 7,
  });
  expect([...weights]).toEqual([4.75, 4.96, 3.25, 3.67]);
  expect(features[3]).toBeCloseTo(-0.20413855, 8);
  expect([...costs]).toEqual([6, 3, 7, 5, 3, 2, 2, 1]);
});

test("round trips in the numbers of PyEPO", () => {
  const { costs } = travellingSalesmanCase({ rows: 1, columns: 2, nodes: 4, seed: 5 });
  expect([...costs]).toEqual([
    1.7697999477386475, 5.512599945068359, 2.730600118637085, 4.7606000900268555, 4.705399990081787,
    3.029099941253662,
  ]);
});

test("portfolios in the numbers of PyEPO", () => {
  const { costs } = portfolioCase({ rows: 2, columns: 2, assets: 3, seed: 5 });
  expect([...costs]).toEqual([
    0.10418235510587692, 0.11630431562662125, 0.08248966187238693, 0.10826080292463303, 0.1082194447517395,
    0.10931633412837982,
  ]);
});

test.each(CASES)("%s: costs lie around their conditional means", (_name, make) => {
  const { rows, dimension, costs, conditionalMeans } = make(3, 4000);
  expect(costs).toHaveLength(rows * dimension);
  expect(conditionalMeans).toHaveLength(rows * dimension);
  const ratios: number[] = [];
  for (let entry = 0; entry < dimension; entry++) {
    let difference = 0;
    let squares = 0;
    for (let row = 0; row < rows; row++) {
      const error = costs[row * dimension + entry]! - conditionalMeans[row * dimension + entry]!;
      difference += error;
      squares += error * error;
    }
    // In standard errors: wrong means would be tens of them away.
    ratios.push(Math.abs(difference) / Math.sqrt(squares));
  }
  expect(Math.max(...ratios)).toBeLessThan(4.5);
});

test.each(CASES)("%s: the same seed gives the same bits, another one others", (_name, make) => {
  expect(make(1, 3).costs).toEqual(make(1, 3).costs);
  expect(make(1, 3).costs).not.toEqual(make(2, 3).costs);
});

test("every case has a problem of its dimension that can be solved", async () => {
  const cases = [
    shortestPathCase({ rows: 3 }),
    mixedFormsCase({ rows: 3 }),
    knapsackCase({ rows: 3 }),
    travellingSalesmanCase({ rows: 3, nodes: 8 }),
    portfolioCase({ rows: 3, assets: 10 }),
    assignmentCase({ rows: 3 }),
    subsetSelectionCase({ rows: 3 }),
  ];
  for (const { problem, rows, dimension, costs } of cases) {
    const session = await problem.open();
    expect(session.oracle.dimension).toBe(dimension);
    const labels = problem.uncertain.over.map(({ keys }) => keys.length);
    expect(labels.reduce((product, count) => product * count, 1)).toBe(dimension);
    const batch = oracleBatch(rows, dimension);
    session.oracle.solveBatch(costs, batch);
    expect(session.oracle.solves).toBe(rows);
    session.dispose();
  }
});

test("a portfolio is fully invested, earns most where the risk allows, and keeps its limit", async () => {
  const { problem, costs, risk } = portfolioCase({ rows: 2, assets: 12, seed: 1 });
  const session = await problem.open();
  const batch = oracleBatch(2, 12);
  session.oracle.solveBatch(costs, batch);
  session.dispose();
  const covariance = (first: number, second: number): number => {
    let sum = first === second ? risk.specific ** 2 : 0;
    for (let k = 0; k < 5; k++) sum += risk.loadings[first * 5 + k]! * risk.loadings[second * 5 + k]!;
    return sum;
  };
  let mean = 0;
  const variances = [0, 0];
  for (let first = 0; first < 12; first++) {
    for (let second = 0; second < 12; second++) {
      mean += covariance(first, second) / 144;
      for (const row of [0, 1])
        variances[row]! +=
          covariance(first, second) *
          batch.exposures[row * 12 + first]! *
          batch.exposures[row * 12 + second]!;
    }
  }
  for (const row of [0, 1]) {
    const shares = batch.exposures.subarray(row * 12, (row + 1) * 12);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    // The limit binds: without it, everything would go into one asset.
    expect(variances[row]! / (2.25 * mean)).toBeCloseTo(1, 4);
  }
});

test("the values of a knapsack are whole, and their means count the rounding up", () => {
  const { costs, conditionalMeans } = knapsackCase({ rows: 50, items: 4, noise: 0 });
  expect(costs.every(Number.isInteger)).toBe(true);
  // Without noise nothing is left to chance.
  expect(conditionalMeans).toEqual(costs);
});

test("examples carry the features by name and the costs as truth", () => {
  const drawn = shortestPathCase({ rows: 5, columns: 2, height: 2, width: 2 });
  const examples = examplesOf(drawn, 3, 5);
  expect(examples).toHaveLength(2);
  expect(examples[0]!.features).toEqual({ x0: drawn.features[6], x1: drawn.features[7] });
  expect(Array.from(examples[1]!.truth)).toEqual([...drawn.costs.subarray(16, 20)]);
});

test("options that are none", () => {
  const invalid = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
  for (const wrong of [
    { rows: 0 },
    { rows: 2.5 },
    { seed: -1 },
    { seed: 2 ** 32 },
    { columns: 0 },
    { degree: 0 },
    { noise: -0.1 },
    { noise: Number.NaN },
  ])
    expect(() => shortestPathCase({ rows: 1, ...wrong })).toThrow(invalid);
  expect(() => knapsackCase({ rows: 1, items: 0 })).toThrow(invalid);
  expect(() => travellingSalesmanCase({ rows: 1, nodes: 2 })).toThrow(invalid);
  expect(() => portfolioCase({ rows: 1, assets: 1 })).toThrow(invalid);
  expect(() => assignmentCase({ rows: 1, people: 0 })).toThrow(invalid);
  expect(() => subsetSelectionCase({ rows: 1, items: 2, count: 3 })).toThrow(invalid);
});
