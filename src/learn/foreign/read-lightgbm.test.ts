import { describe, expect, it } from "vitest";
import { evaluateStructure } from "../model-structure.js";
import { readLightgbm } from "./read-lightgbm.js";

/** A file of single-split trees on three columns. */
function file(
  trees: readonly Readonly<Record<string, string>>[],
  header: Readonly<Record<string, string>> = {},
): string {
  const head = {
    version: "v4",
    num_class: "1",
    num_tree_per_iteration: "1",
    max_feature_idx: "2",
    objective: "regression",
    feature_names: "a b c",
    ...header,
  };
  const lines = (fields: Readonly<Record<string, string>>): string =>
    Object.entries(fields)
      .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
      .join("\n");
  const blocks = trees.map((tree, at) => `Tree=${at}\n${lines(tree)}\n\n`);
  return `tree\n${lines(head)}\n\n${blocks.join("\n")}end of trees\n\nparameters:\nend of parameters\n`;
}

const stump = (more: Readonly<Record<string, string>> = {}) => ({
  num_leaves: "2",
  num_cat: "0",
  split_feature: "1",
  split_gain: "7",
  threshold: "0.5",
  decision_type: "2",
  left_child: "-1",
  right_child: "-2",
  leaf_value: "10 20",
  leaf_count: "3 4",
  internal_count: "7",
  ...more,
});

/** Predictions where only the second column varies. */
const predict = (text: string, values: readonly number[]): number[] => [
  ...evaluateStructure(
    readLightgbm(text).structure,
    Float64Array.from(values.flatMap((value) => [0, value, 0])),
    values.length,
  ),
];

/** What `Tree::NumericalDecision` of LightGBM does, written down from its documentation. */
function decide(value: number, threshold: number, defaultLeft: boolean, missing: 0 | 1 | 2): number {
  const seen = Number.isNaN(value) && missing !== 2 ? 0 : value;
  const isZero = seen > -Math.fround(1e-35) && seen <= Math.fround(1e-35);
  if ((missing === 1 && isZero) || (missing === 2 && Number.isNaN(seen))) return defaultLeft ? 10 : 20;
  return seen <= threshold ? 10 : 20;
}

describe("readLightgbm", () => {
  const values = [-2, -1, -0.5, -1e-35, -1e-40, 0, 1e-40, 1e-35, 0.4999, 0.5, 0.5000001, 2, NaN];
  const cases = ([0, 1, 2] as const).flatMap((missing) =>
    [true, false].flatMap((defaultLeft) =>
      [-1, 0, 1e-36, 0.5].map((threshold) => ({ missing, defaultLeft, threshold })),
    ),
  );

  it.each(cases)("decides as documented: %o", ({ missing, defaultLeft, threshold }) => {
    const decision = (missing << 2) + (defaultLeft ? 2 : 0);
    const text = file([stump({ threshold: String(threshold), decision_type: String(decision) })]);
    expect(predict(text, values)).toEqual(
      values.map((value) => decide(value, threshold, defaultLeft, missing)),
    );
  });

  it("takes the categories of a set to the left, all others and missing ones to the right", () => {
    // Words of the second set: 34 is bit 2 of its second word.
    const more = {
      num_cat: "2",
      threshold: "1",
      decision_type: "1",
      cat_boundaries: "0 1 3",
      cat_threshold: "1 6 4",
    };
    expect(predict(file([stump(more)]), [0, 1, 2, 3, 34, 35, 99, -1, NaN])).toEqual([
      20, 10, 10, 20, 10, 20, 20, 20, 20,
    ]);
  });

  it("walks trees of several splits, and adds up trees", () => {
    const tree = {
      num_leaves: "3",
      num_cat: "0",
      split_feature: "0 1",
      threshold: "0 5",
      decision_type: "2 2",
      left_child: "1 -1",
      right_child: "-3 -2",
      leaf_value: "1 2 3",
    };
    const { structure, columns } = readLightgbm(file([tree, stump()]));
    expect(columns).toEqual(["a", "b", "c"]);
    const rows = Float64Array.of(-1, 0, 0, -1, 6, 0, 1, 6, 0);
    expect([...evaluateStructure(structure, rows, 3)]).toEqual([11, 22, 23]);
  });

  it("takes a tree of one leaf", () => {
    expect(predict(file([{ num_leaves: "1", num_cat: "0", leaf_value: "4.5" }]), [0, 1])).toEqual([4.5, 4.5]);
  });

  it("averages the trees of a forest", () => {
    const trees = [stump(), stump({ leaf_value: "30 40" })];
    expect(predict(file(trees, { average_output: "" }), [0])).toEqual([20]);
  });

  it.each([
    ["binary sigmoid:2", [1 / (1 + Math.exp(-2 * 10))]],
    ["poisson", [Math.exp(10)]],
    ["quantile", [10]],
  ])("applies the link of %s", (objective, expected) => {
    expect(predict(file([stump()], { objective }), [0])).toEqual(expected);
  });

  it("gives one probability for each class", () => {
    const trees = [stump({ leaf_value: "0 0" }), stump({ leaf_value: `${Math.log(3)} 0` })];
    const header = { objective: "multiclass num_class:2", num_class: "2", num_tree_per_iteration: "2" };
    const [first, second] = predict(file(trees, header), [0]);
    expect(first).toBeCloseTo(0.25, 12);
    expect(second).toBeCloseTo(0.75, 12);
  });

  it("keeps counts and gains", () => {
    const { structure } = readLightgbm(file([stump()]));
    expect(structure.kind === "trees" && [...structure.ensemble.cover]).toEqual([7, 3, 4]);
    expect(structure.kind === "trees" && [...structure.ensemble.gain]).toEqual([7, 0, 0]);
  });

  it.each([
    ["another text", "{}"],
    ["a file that is cut off", file([stump()]).slice(0, 250)],
    ["a split on a column that is not there", file([stump({ split_feature: "9" })])],
    ["a split that is its own child", file([stump({ left_child: "0" })])],
    ["a leaf that is not there", file([stump({ right_child: "-7" })])],
    ["words where numbers belong", file([stump({ leaf_value: "ten 20" })])],
    [
      "a set that is not there",
      file([stump({ decision_type: "1", cat_boundaries: "0 1", cat_threshold: "1", threshold: "3" })]),
    ],
    ["a kind of missing value that is not there", file([stump({ decision_type: "14" })])],
  ])("calls %s malformed", (_, text) => {
    expect(() => readLightgbm(text)).toThrow(expect.objectContaining({ code: "FS_LEARN_FOREIGN_MALFORMED" }));
  });

  it.each([
    ["an objective", file([stump()], { objective: "my_own" })],
    ["a root", file([stump()], { objective: "regression sqrt" })],
    ["linear leaves", file([stump({ is_linear: "1" })])],
  ])("names %s that it does not know", (_, text) => {
    expect(() => readLightgbm(text)).toThrow(
      expect.objectContaining({ code: "FS_LEARN_FOREIGN_UNSUPPORTED" }),
    );
  });
});
