import {
  fittedRowTrees,
  rowDesign,
  type Axis,
  type Example,
  type FeatureFields,
  type FeatureRow,
  type FitOptions,
  type FittedRowTrees,
  type Predictor,
  type RowDesign,
  type StandardSchema,
  type TreeEnsemble,
} from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import type { TrainableProblem } from "../problem/decision-problem.js";
import { requireOption } from "../invalid-option.js";
import { targetOf } from "../problem/target-of.js";
import { growSpoTree, type SpoTreeData, type SpoTreeSettings } from "./grow-spo-tree.js";
import { bestLeafPrice, pruneTree } from "./prune-tree.js";

/** Options of {@link spoTree}. */
export interface SpoTreeOptions<Row, S extends IndexSets, U extends string> extends Partial<SpoTreeSettings> {
  /** The problem whose decisions the tree is grown for. Its uncertain parameter is the target. */
  readonly through: TrainableProblem<S, U>;
  /** Default `"SPO tree"`. */
  readonly name?: string;
  readonly features?: StandardSchema<Row>;
  /** Share of the examples, the last ones, that say how far to prune; 0 leaves the tree as it grew. Default 0.2. */
  readonly pruningShare?: number;
}

/** An {@link spoTree} before fitting. */
export interface SpoTreePredictor<Row, S extends readonly Axis[], U extends string> extends Predictor<
  Row,
  S,
  U
> {
  fit(examples: readonly Example<Row>[], options?: FitOptions): Promise<FittedRowTrees<Row, S, U>>;
}

/**
 * A decision tree grown on the cost of decisions instead of on errors of prediction (see `growSpoTree` for the method and its
 * source): one tree on whole rows, with one decision for each leaf. What a leaf has to save is chosen on the last examples, for a tree grown
 * on the others (`bestLeafPrice`); then a tree is grown on all of them and pruned at that price. Readable, and right where the decision changes at thresholds; a smooth dependence needs many leaves.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_INVALID_TRUTH, `FS_SOLVE_NO_OPTIMUM`.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`.
 * @example
 * import { oracleProblem, spoTree } from "foresolve/decide";
 * import { indexSet } from "foresolve/model";
 * import { topKOracle } from "foresolve/solve";
 *
 * const road = indexSet("road", ["bridge", "ferry"]);
 * const fastest = oracleProblem({
 *   name: "fastest road",
 *   uncertain: { over: [road], unit: "min" },
 *   oracle: () => topKOracle({ items: 2, count: 1, sense: "minimize" }),
 * });
 * const examples = Array.from({ length: 200 }, (_, day) => ({
 *   features: { traffic: day % 100 },
 *   truth: [10 + 0.3 * (day % 100), 25],
 * }));
 * const tree = await spoTree({ through: fastest, maxDepth: 2 }).fit(examples);
 * const [threshold] = tree.ensemble.threshold;
 * threshold > 45 && threshold < 55; // => true
 */
export function spoTree<
  Row extends FeatureFields<Row> = FeatureRow,
  const S extends IndexSets = IndexSets,
  const U extends string = string,
>(options: SpoTreeOptions<Row, S, U>): SpoTreePredictor<Row, S, U> {
  const { through, name = "SPO tree", features, pruningShare = 0.2 } = options;
  const { maxDepth = 8, minRowsPerLeaf = 5, candidates = 32 } = options;
  const settings = { maxDepth, minRowsPerLeaf, candidates };
  requireOption("spoTree", "maxDepth", settings.maxDepth, { least: 0, whole: true });
  requireOption("spoTree", "minRowsPerLeaf", settings.minRowsPerLeaf, { least: 1, whole: true });
  requireOption("spoTree", "candidates", settings.candidates, { least: 1, whole: true });
  requireOption("spoTree", "pruningShare", pruningShare, { least: 0, below: 1 });
  const target = targetOf(through);
  return {
    name,
    target,
    async fit(examples, { signal, onProgress } = {}) {
      const design = rowDesign({ name, target, features }, examples);
      const session = await through.open();
      try {
        signal?.throwIfAborted();
        const { oracle } = session;
        const held = Math.min(Math.round(design.rows * pruningShare), design.rows - 1);
        const early = design.rows - held;
        const grow = (rows: SpoTreeData): TreeEnsemble => growSpoTree(rows, oracle, settings);
        const price =
          held > 0
            ? bestLeafPrice(grow(stretch(design, 0, early)), oracle, stretch(design, early, design.rows))
            : 0;
        onProgress?.({ phase: "tree", done: 1, total: 2 });
        signal?.throwIfAborted();
        const grown = grow(stretch(design, 0, design.rows));
        const ensemble = held > 0 ? pruneTree(grown, price) : grown;
        onProgress?.({ phase: "tree", done: 2, total: 2 });
        const leaves = (nodes: Int32Array): number => nodes.filter((feature) => feature < 0).length;
        return fittedRowTrees<Row, S, U>(
          ensemble,
          design,
          { name, target },
          {
            kind: "SPO tree",
            loss: "cost of decisions",
            seed: null,
            settings: { ...settings, pruningShare, problem: through.name },
            figures: {
              leavesGrown: leaves(grown.feature),
              leaves: leaves(ensemble.feature),
              oracleCalls: oracle.solves,
            },
          },
        );
      } finally {
        session.dispose();
      }
    },
  };
}

/** Some rows of a design. */
function stretch<Row>(design: RowDesign<Row>, from: number, to: number): SpoTreeData {
  const { features, truths, weights, rows } = design;
  const columns = design.columns.length;
  const dimension = truths.length / rows;
  return {
    features: features.subarray(from * columns, to * columns),
    rows: to - from,
    columns,
    truths: truths.subarray(from * dimension, to * dimension),
    weights: weights?.subarray(from, to),
  };
}
