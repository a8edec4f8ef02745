import { describe, expect, test } from "vitest";
import { predictTrees } from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import { oracleBatch, type Oracle } from "../../solve/index.js";
import { enumeratingOracle, subsets, type Sense } from "../../../test/small-problems.js";
import { realisedObjectives } from "../regret/regret.js";
import { growSpoTree, type SpoTreeData } from "./grow-spo-tree.js";
import { bestLeafPrice, leafPrices, pruneTree } from "./prune-tree.js";

const ITEMS = 3;
const KNOWN = [0.2, 0, -0.1];
const EVERY_THRESHOLD = 1000;

function randomData(seed: number, rows: number, columns: number, missing = 0): SpoTreeData {
  const stream = randomStream(seed);
  const features = Float64Array.from({ length: rows * columns }, () =>
    stream.uniform() < missing ? NaN : Math.round(10 * stream.normal()),
  );
  const truths = Float64Array.from(
    { length: rows * ITEMS },
    (_, at) => (features[Math.floor(at / ITEMS) * columns + (at % columns)]! || 0) / 10 + stream.normal(),
  );
  return { features, rows, columns, truths };
}

/** What the decisions of a tree cost on rows. */
function cost(
  tree: ReturnType<typeof growSpoTree>,
  oracle: Oracle,
  { features, rows, truths }: SpoTreeData,
): number {
  const decisions = oracleBatch(rows, oracle.dimension);
  oracle.solveBatch(predictTrees(tree, features, rows), decisions);
  return realisedObjectives(decisions, truths).reduce((sum, value) => sum + value, 0);
}

describe.each<Sense>(["minimize", "maximize"])("a tree grown to %s", (sense) => {
  const oracle = enumeratingOracle(sense, subsets(ITEMS, 1, KNOWN));
  const sign = sense === "minimize" ? 1 : -1;

  test.each([0, 0.3])("makes the best of all first splits, %d of the values missing", (missing) => {
    for (let seed = 0; seed < 20; seed++) {
      const data = randomData(seed, 14, 2, missing);
      const settings = { maxDepth: 1, minRowsPerLeaf: 2, candidates: EVERY_THRESHOLD };
      const stump = growSpoTree(data, oracle, settings);
      let best = sign * cost(growSpoTree(data, oracle, { ...settings, maxDepth: 0 }), oracle, data);
      for (let column = 0; column < 2; column++)
        for (const threshold of new Set(data.features))
          for (const missingLeft of [true, false]) {
            const isLeft = (row: number): boolean => {
              const value = data.features[row * 2 + column]!;
              return Number.isNaN(value) ? missingLeft : value < threshold;
            };
            const sides = [true, false].map((side) =>
              Array.from({ length: data.rows }, (_, row) => row).filter((row) => isLeft(row) === side),
            );
            if (sides.some((side) => side.length < 2)) continue;
            best = Math.min(
              best,
              sides.reduce((sum, side) => sum + sign * bestForAll(side, data), 0),
            );
          }
      expect(sign * cost(stump, oracle, data)).toBeCloseTo(best, 9);
    }
  });

  /** The cost of the one decision that is best for all of the rows. */
  function bestForAll(rows: readonly number[], { truths }: SpoTreeData): number {
    const costs = subsets(ITEMS, 1, KNOWN).map(({ exposure, fixedCost }) =>
      rows.reduce(
        (sum, row) =>
          sum + fixedCost + exposure.reduce((part, one, item) => part + one * truths[row * ITEMS + item]!, 0),
        0,
      ),
    );
    return sign * Math.min(...costs.map((value) => sign * value));
  }

  test("saves what its gains say, split by split", () => {
    const data = randomData(3, 200, 3);
    const root = cost(
      growSpoTree(data, oracle, { maxDepth: 0, minRowsPerLeaf: 5, candidates: 16 }),
      oracle,
      data,
    );
    const tree = growSpoTree(data, oracle, { maxDepth: 6, minRowsPerLeaf: 5, candidates: 16 });
    const saved = tree.gain.reduce((sum, gain) => sum + gain, 0);
    expect(sign * (root - cost(tree, oracle, data))).toBeCloseTo(saved, 6);
    expect(saved).toBeGreaterThan(0);
    for (let node = 0; node < tree.feature.length; node++)
      expect(tree.feature[node]! < 0 ? tree.cover[node]! : 5).toBeGreaterThanOrEqual(5);
  });

  test("counts a row of weight 2 as two rows", () => {
    const data = randomData(4, 40, 2);
    const weights = Float64Array.from({ length: 40 }, (_, row) => 1 + (row % 2));
    const twice = [...weights.keys()].flatMap((row) => (weights[row] === 2 ? [row, row] : [row]));
    const repeated = {
      features: Float64Array.from(twice.flatMap((row) => [...data.features.subarray(row * 2, row * 2 + 2)])),
      rows: twice.length,
      columns: 2,
      truths: Float64Array.from(
        twice.flatMap((row) => [...data.truths.subarray(row * ITEMS, (row + 1) * ITEMS)]),
      ),
    };
    const settings = { maxDepth: 3, minRowsPerLeaf: 1, candidates: EVERY_THRESHOLD };
    const weighted = growSpoTree({ ...data, weights }, oracle, settings);
    const plain = growSpoTree(repeated, oracle, settings);
    expect([...weighted.feature]).toEqual([...plain.feature]);
    expect([...weighted.threshold]).toEqual([...plain.threshold]);
    weighted.value.forEach((value, at) => expect(value).toBeCloseTo(plain.value[at]!, 9));
  });

  test("pruned at a price, costs least with that price for each leaf: of all that can be cut from it", () => {
    const data = randomData(5, 120, 3);
    const tree = growSpoTree(data, oracle, { maxDepth: 6, minRowsPerLeaf: 3, candidates: 16 });
    const root = growSpoTree(data, oracle, { maxDepth: 0, minRowsPerLeaf: 3, candidates: 16 });
    const rootCost = (sign * cost(root, oracle, data)) / data.rows;
    const saved = ({ gain }: typeof tree): number => gain.reduce((sum, value) => sum + value / data.rows, 0);
    const leaves = ({ feature }: typeof tree): number => feature.filter((column) => column < 0).length;
    /** The most that a node and what is below it can save beyond the price of its splits. */
    const most = (node: number, price: number): number =>
      tree.feature[node]! < 0
        ? 0
        : Math.max(
            0,
            tree.gain[node]! / data.rows -
              price +
              most(tree.left[node]!, price) +
              most(tree.right[node]!, price),
          );
    const prices = leafPrices(tree);
    for (const price of [0, ...prices, 0.5 * Math.max(...prices), 2 * Math.max(...prices)]) {
      const pruned = pruneTree(tree, price);
      expect(saved(pruned) - price * (leaves(pruned) - 1)).toBeCloseTo(most(0, price), 9);
      expect((sign * cost(pruned, oracle, data)) / data.rows).toBeCloseTo(rootCost - saved(pruned), 9);
    }
    expect(leaves(pruneTree(tree, 0))).toBe(leaves(tree));
    const leaf = pruneTree(tree, Infinity);
    expect(leaf.feature.length).toBe(1);
    leaf.value.forEach((value, item) => expect(value).toBeCloseTo(root.value[item]!, 9));
  });

  test("is pruned at the price that costs least on the rows held out", () => {
    for (const seed of [6, 7, 8]) {
      const data = randomData(seed, 150, 3);
      const held = randomData(100 + seed, 60, 3);
      const tree = growSpoTree(data, oracle, { maxDepth: 7, minRowsPerLeaf: 2, candidates: 16 });
      const costAt = (price: number): number => sign * cost(pruneTree(tree, price), oracle, held);
      const least = Math.min(...[0, ...leafPrices(tree)].map(costAt));
      expect(costAt(bestLeafPrice(tree, oracle, held))).toBeCloseTo(least, 9);
    }
    const tree = growSpoTree(randomData(9, 50, 3), oracle, {
      maxDepth: 3,
      minRowsPerLeaf: 2,
      candidates: 16,
    });
    const none = { features: new Float64Array(0), rows: 0, columns: 3, truths: new Float64Array(0) };
    expect(bestLeafPrice(tree, oracle, none)).toBe(Infinity);
  });
});
