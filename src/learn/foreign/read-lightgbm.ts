import type { TreeLink } from "../trees/tree-ensemble.js";
import { nextDouble } from "./float-order.js";
import { malformed, unsupported } from "./foreign-error.js";
import type { ForeignModel } from "./foreign-model.js";
import { ensembleOfTrees, foreignLeaf, type ForeignNode } from "./foreign-trees.js";

const FORMAT = "LightGBM text";

const LINKS: Readonly<Record<string, TreeLink>> = {
  regression: "identity",
  regression_l1: "identity",
  huber: "identity",
  fair: "identity",
  quantile: "identity",
  mape: "identity",
  lambdarank: "identity",
  rank_xendcg: "identity",
  custom: "identity",
  binary: "logistic",
  cross_entropy: "logistic",
  multiclassova: "logistic",
  multiclass: "softmax",
  poisson: "exp",
  gamma: "exp",
  tweedie: "exp",
};

/** Beyond −this and up to this LightGBM takes a value for zero where zero is missing (kZeroThreshold, single precision). */
const NEAR_ZERO = Math.fround(1e-35);

/**
 * Reads a model that LightGBM saved as text (`save_model("model.txt")`, versions 2 to 4): numerical and categorical splits, the three
 * ways of handling missing values, averaged (random forest) output. Values up to the threshold go left in LightGBM, those below it
 * do here, so thresholds move to the next double.
 *
 * Format: LightGBM, `src/io/tree.cpp` and `include/LightGBM/tree.h` (Tree::ToString, NumericalDecision, CategoricalDecision).
 *
 * @param text the file's content
 * @throws FS_LEARN_FOREIGN_MALFORMED when the text is not such a file, FS_LEARN_FOREIGN_UNSUPPORTED when its objective is not known or
 * its leaves hold linear models.
 *
 * @example
 * import { evaluateStructure, readLightgbm } from "foresolve/learn";
 *
 * const model = readLightgbm(`tree
 * version=v3
 * num_class=1
 * num_tree_per_iteration=1
 * max_feature_idx=0
 * objective=regression
 * feature_names=wind
 *
 * Tree=0
 * num_leaves=2
 * num_cat=0
 * split_feature=0
 * threshold=0.5
 * decision_type=10
 * left_child=-1
 * right_child=-2
 * leaf_value=1 3
 *
 * end of trees
 * `);
 * evaluateStructure(model.structure, Float64Array.of(0.5, 0.6, NaN), 3); // => new Float64Array([1, 3, 1])
 */
export function readLightgbm(text: string): ForeignModel {
  const [header, ...blocks] = sections(text);
  if (header === undefined || header.title !== "tree")
    throw malformed(FORMAT, 'it does not begin with the line "tree"');
  const columns = whole(header, "max_feature_idx") + 1;
  const outputs = whole(header, "num_tree_per_iteration");
  const [objective = "", ...parameters] = (header.fields.get("objective") ?? "custom").split(" ");
  const link = LINKS[objective];
  if (link === undefined) throw unsupported(FORMAT, `the objective ${objective}`);
  if (parameters.includes("sqrt")) throw unsupported(FORMAT, "an objective on the square root of the target");
  // The logistic function of LightGBM has a steepness of its own, which scores can carry.
  const steepness = Number(parameters.find((part) => part.startsWith("sigmoid:"))?.slice(8) ?? 1);
  const isAverage = header.flags.has("average_output");
  const factor = steepness / (isAverage ? blocks.length / outputs : 1);
  const trees = blocks.map((block) => nodesOf(block, factor, columns));
  const names = header.fields.get("feature_names")?.split(" ");
  return {
    structure: {
      kind: "trees",
      inputs: columns,
      outputs,
      ensemble: ensembleOfTrees(
        {
          columns,
          outputs,
          base: new Float64Array(outputs),
          link,
          treeOutput: trees.map((_, tree) => tree % outputs),
        },
        trees,
      ),
    },
    columns: names?.length === columns ? names : null,
    producer: `LightGBM (model format ${header.fields.get("version") ?? "of unknown version"})`,
  };
}

/** A block of `name=value` lines under its first line. */
interface Section {
  readonly title: string;
  readonly fields: ReadonlyMap<string, string>;
  /** Lines without a value. */
  readonly flags: ReadonlySet<string>;
}

/** The header, then one section for each tree. */
function sections(text: string): Section[] {
  const end = text.indexOf("end of trees");
  if (end < 0) throw malformed(FORMAT, 'the line "end of trees" is missing');
  const found: Section[] = [];
  let current: { title: string; fields: Map<string, string>; flags: Set<string> } | undefined;
  for (const raw of text.slice(0, end).split("\n")) {
    const line = raw.trim();
    if (line === "") continue;
    if (current === undefined || line.startsWith("Tree=")) {
      current = { title: line, fields: new Map(), flags: new Set() };
      found.push(current);
      continue;
    }
    const at = line.indexOf("=");
    if (at < 0) current.flags.add(line);
    else current.fields.set(line.slice(0, at), line.slice(at + 1));
  }
  return found;
}

function nodesOf(section: Section, factor: number, columns: number): ForeignNode[] {
  if (section.fields.get("is_linear") === "1") throw unsupported(FORMAT, "linear models in its leaves");
  const values = numbers(section, "leaf_value");
  const leafCovers = section.fields.has("leaf_count") ? numbers(section, "leaf_count") : [];
  const leaf = (at: number): ForeignNode => {
    if (values[at] === undefined) throw malformed(FORMAT, `${section.title} refers to the leaf ${at}`);
    return foreignLeaf([factor * values[at]], leafCovers[at]);
  };
  if (whole(section, "num_leaves") === 1) return [leaf(0)];
  const features = numbers(section, "split_feature");
  const splits = {
    features,
    thresholds: numbers(section, "threshold"),
    decisions: numbers(section, "decision_type"),
    left: numbers(section, "left_child"),
    right: numbers(section, "right_child"),
    gains: section.fields.has("split_gain") ? numbers(section, "split_gain") : [],
    covers: section.fields.has("internal_count") ? numbers(section, "internal_count") : [],
    boundaries: section.fields.has("cat_boundaries") ? numbers(section, "cat_boundaries") : [],
    words: section.fields.has("cat_threshold") ? numbers(section, "cat_threshold") : [],
  };
  const nodes: ForeignNode[] = [];
  /** Appends the subtree of a child, inner node or leaf, and returns where it begins. */
  const append = (child: number, depth: number): number => {
    const position = nodes.length;
    if (child < 0) {
      nodes.push(leaf(~child));
      return position;
    }
    const feature = features[child];
    if (feature === undefined || feature >= columns || depth > features.length)
      throw malformed(
        FORMAT,
        `${section.title} refers to the split ${child}, which is not there or its own parent`,
      );
    const reserve = (): number => nodes.push(foreignLeaf([])) - 1;
    reserve();
    const shared = { feature, value: [], cover: splits.covers[child] ?? 0, gain: splits.gains[child] ?? 0 };
    const decision = splits.decisions[child] ?? 0;
    const threshold = splits.thresholds[child]!;
    const toLeft = (): number => append(splits.left[child]!, depth + 1);
    const toRight = (): number => append(splits.right[child]!, depth + 1);
    const missing = MISSING[(decision >> 2) & 3];
    if (missing === undefined) throw malformed(FORMAT, `${section.title} has the decision type ${decision}`);
    if ((decision & 1) === 1) {
      const categories = members(splits.words, splits.boundaries, threshold);
      nodes[position] = {
        ...shared,
        threshold: 0,
        categories,
        left: toLeft(),
        right: toRight(),
        missingLeft: false,
      };
      return position;
    }
    const defaultLeft = (decision & 2) === 2;
    // Without missing values NaN counts as zero; where zero is missing both go the default way.
    const missingLeft = missing === "none" ? 0 <= threshold : defaultLeft;
    const above = nextDouble(threshold);
    const zeroFollows = defaultLeft ? threshold >= NEAR_ZERO : threshold <= -NEAR_ZERO;
    if (missing !== "zero" || zeroFollows) {
      nodes[position] = { ...shared, threshold: above, left: toLeft(), right: toRight(), missingLeft };
      return position;
    }
    // Zero goes against the threshold: the stretch around it is cut out by two nodes more, and one child stands twice.
    const [below, upper] = [nextDouble(-NEAR_ZERO), nextDouble(NEAR_ZERO)];
    if (defaultLeft) {
      const left = toLeft();
      const second = reserve();
      nodes[position] = { ...shared, threshold: above, left, right: second, missingLeft };
      const right = toRight();
      const third = reserve();
      nodes[second] = { ...shared, gain: 0, threshold: below, left: right, right: third, missingLeft: false };
      nodes[third] = {
        ...shared,
        gain: 0,
        threshold: upper,
        left: toLeft(),
        right: toRight(),
        missingLeft: true,
      };
    } else {
      const right = reserve();
      nodes[position] = { ...shared, threshold: above, left: right, right: toRight(), missingLeft };
      const left = toLeft();
      const third = reserve();
      nodes[right] = { ...shared, gain: 0, threshold: below, left, right: third, missingLeft: false };
      nodes[third] = {
        ...shared,
        gain: 0,
        threshold: upper,
        left: toRight(),
        right: toLeft(),
        missingLeft: false,
      };
    }
    return position;
  };
  append(0, 0);
  return nodes;
}

const MISSING = ["none", "zero", "nan"] as const;

/** The categories of a set: bits of the words between two boundaries. */
function members(words: readonly number[], boundaries: readonly number[], set: number): number[] {
  const start = boundaries[set];
  const end = boundaries[set + 1];
  if (start === undefined || end === undefined)
    throw malformed(FORMAT, `the set of categories ${set} is not there`);
  const found: number[] = [];
  for (let word = start; word < end; word++)
    for (let bit = 0; bit < 32; bit++)
      if (((words[word]! >>> bit) & 1) === 1) found.push((word - start) * 32 + bit);
  return found;
}

function numbers({ title, fields }: Section, name: string): number[] {
  const text = fields.get(name);
  const values = text?.split(" ").map(Number);
  if (values === undefined || values.some(Number.isNaN))
    throw malformed(
      FORMAT,
      `"${name}" of ${title} is ${text === undefined ? "missing" : "not a list of numbers"}`,
    );
  return values;
}

function whole(section: Section, name: string): number {
  const value = numbers(section, name)[0]!;
  if (!Number.isInteger(value) || value < 0)
    throw malformed(FORMAT, `"${name}" of ${section.title} is ${value}`);
  return value;
}
