import type { BoostedTreesState } from "./boosted-trees.js";
import type { Calibration } from "./conformal/conformal.js";
import {
  entryMatrix,
  rowColumns,
  rowMatrix,
  type FeatureField,
  type FeatureLayout,
  type MissingValues,
} from "./feature-layout.js";
import type { FeatureRow } from "./feature-row.js";
import type { ForeignModel } from "./foreign/foreign-model.js";
import { foreignDesign } from "./foreign/foreign-predictor.js";
import type { LinearState } from "./linear/linear-predictor.js";
import type { LayerStructure, ModelStructure } from "./model-structure.js";
import { networkStructure, type NetworkState } from "./network/network-state.js";
import type { FittedPredictor } from "./predictor.js";
import { preparedRow, type PreparationState } from "./preparation/prepare.js";
import type { ForestState } from "./random-forest.js";
import { makerOf } from "./saved/named-function.js";
import { recipeOf, type Recipe } from "./saved/saveable.js";
import { checkRows } from "./schema-check.js";
import type { StandardSchema } from "./standard-schema.js";
import { averageStructure } from "./structure-average.js";
import { linearLayers, noStructure, transformLayers } from "./structure-layers.js";
import { entryCount, type Target } from "./target.js";
import type { TreeEnsemble } from "./trees/tree-ensemble.js";

/** What a fitted predictor computes, and from which numbers. */
export interface FittedStructure<Row = FeatureRow> {
  readonly structure: ModelStructure;
  /** Names of the structure's input columns. */
  readonly columns: readonly string[];
  /**
   * `"row"`: one design row for each row, and an output for each entry of the target. `"entry"`: one design row for each
   * entry of each row, and one output.
   */
  readonly per: "row" | "entry";
  /** The design rows of feature rows, [rows or rows · entries, columns] row-major; throws what predicting throws. */
  design(rows: readonly Row[]): Float64Array;
}

/**
 * The structure of a fitted predictor, to embed it in an optimisation model or to export it: `evaluateStructure` of the
 * structure and the design of rows gives what `predict` gives, but for rounding. Linear models (links included),
 * boosted trees, forests, networks, models of other libraries, averages of trees or of linear models, and pipelines and
 * conformal predictors around these have one. Standardisation is part of the layers.
 *
 * Behind a pipeline the columns are those of the prepared rows. Target transforms become layers where they are the
 * identity, a logarithm, an inverse hyperbolic sine or a chain of these; trees take the logarithm without shift only.
 *
 * @throws FS_LEARN_NO_STRUCTURE with the reason.
 *
 * @example
 * import { evaluateStructure, ridge, structureOf } from "foresolve/learn";
 *
 * const fitted = await ridge({ target: { over: [], unit: "MWh" }, penalty: 0 }).fit([
 *   { features: { temperature: 0 }, truth: [10] },
 *   { features: { temperature: 10 }, truth: [8] },
 * ]);
 * const { structure, columns, design } = structureOf(fitted);
 * columns; // => ["temperature"]
 * Math.round(evaluateStructure(structure, design([{ temperature: 5 }]), 1)[0]!); // => 9
 */
export function structureOf<Row>(fitted: FittedPredictor<Row>): FittedStructure<Row> {
  const recipe = recipeOf(fitted);
  if (recipe === undefined)
    throw noStructure(fitted.name, "it was not fitted by this package, or is a copy of what was");
  const find = Object.hasOwn(STRUCTURES, recipe.kind) ? STRUCTURES[recipe.kind]! : undefined;
  if (find === undefined)
    throw noStructure(
      fitted.name,
      REASONS[recipe.kind] ?? `a model of the kind "${recipe.kind}" is none of trees or layers`,
    );
  return find({
    name: fitted.name,
    target: fitted.target,
    state: recipe.state as never,
    functions: recipe.functions ?? {},
  }) as FittedStructure<Row>;
}

const REASONS: Readonly<Record<string, string>> = {
  byWeights: "neighbours and kernels look up past examples: they have no fixed layers",
  rule: "it is a function of the caller's",
  smeared: "it averages over residuals behind a transform",
  scaleFree: "its predictions are multiplied by a function of the row",
  hazard:
    "its probabilities are products over periods; its `state.learner` holds the trees or the linear model",
};

interface Parts<State> {
  readonly name: string;
  readonly target: Target;
  readonly state: State;
  readonly functions: NonNullable<Recipe["functions"]>;
}

type Laid<State> = Omit<State, "layout"> & { readonly layout: readonly FeatureField[] };

const STRUCTURES: Readonly<Record<string, (parts: Parts<never>) => FittedStructure>> = {
  linear(parts: Parts<Laid<LinearState>>) {
    const layout = layoutOf(parts);
    const layers = [...linearLayers(parts.state, layout), ...transformsOf(parts)];
    const inputs = rowColumns(layout).length;
    return perRow(parts, layout, { kind: "layers", inputs, outputs: layout.entries, layers }, "refused");
  },

  network(parts: Parts<Laid<NetworkState>>) {
    const plain = networkStructure(parts.state);
    const structure = { ...plain, layers: [...plain.layers, ...transformsOf(parts)] };
    return perRow(parts, layoutOf(parts), structure, "refused");
  },

  forest(parts: Parts<Laid<ForestState>>) {
    return perRow(parts, layoutOf(parts), treesOf(parts, parts.state.forest.ensemble), "accepted");
  },

  rowTrees(parts: Parts<{ ensemble: TreeEnsemble; layout: readonly FeatureField[] }>) {
    return perRow(parts, layoutOf(parts), treesOf(parts, parts.state.ensemble), "accepted");
  },

  boostedTrees(parts: Parts<Laid<BoostedTreesState>>) {
    const { ensemble, columns, classes } = parts.state;
    const layout = layoutOf(parts);
    const structure = treesOf(parts, ensemble);
    if (classes) return perRow(parts, layout, structure, "accepted");
    const design = (rows: readonly FeatureRow[]): Float64Array =>
      entryMatrix(layout, checkRows(schemaOf(parts), rows), "accepted", true);
    return { structure, columns, per: "entry", design };
  },

  foreign(parts: Parts<ForeignModel & { columns: readonly string[] }>) {
    const { structure, columns } = parts.state;
    const { target } = parts;
    return {
      structure,
      columns,
      per: structure.outputs === entryCount(target) ? "row" : "entry",
      design: (rows) => foreignDesign(structure, columns, target, checkRows(schemaOf(parts), rows)),
    };
  },

  pipeline({ state }: Parts<{ preparation: PreparationState; inner: FittedPredictor<FeatureRow> }>) {
    const { design, ...inner } = structureOf(state.inner);
    return { ...inner, design: (rows) => design(rows.map((row) => preparedRow(state.preparation, row))) };
  },

  average({ name, state }: Parts<{ members: FittedPredictor<FeatureRow>[]; shares: number[] }>) {
    return averageStructure(name, state.members.map(structureOf), state.shares);
  },

  conformal({ name, state: { calibration } }: Parts<{ calibration: Calibration<FeatureRow> }>) {
    if (calibration.kind !== "folds") return structureOf(calibration.base);
    const { models } = calibration;
    return averageStructure(
      name,
      models.map(structureOf),
      models.map(() => 1 / models.length),
    );
  },
};

function layoutOf({ target, state }: Parts<{ readonly layout: readonly FeatureField[] }>): FeatureLayout {
  return { fields: state.layout, target, entries: entryCount(target) };
}

function schemaOf({ functions }: Parts<unknown>): StandardSchema<FeatureRow> | undefined {
  return functions.features as StandardSchema<FeatureRow> | undefined;
}

function transformsOf({ name, target, functions }: Parts<unknown>): LayerStructure["layers"] {
  return transformLayers(name, functions.targetTransform, entryCount(target));
}

/** Trees with their target transform, which must be one that a link can stand for. */
function treesOf(parts: Parts<unknown>, ensemble: TreeEnsemble): ModelStructure {
  const layers = transformsOf(parts);
  const [first, ...others] = layers;
  const asTrees = (own: TreeEnsemble): ModelStructure => ({
    kind: "trees",
    inputs: own.columns,
    outputs: own.outputs,
    ensemble: own,
  });
  if (first === undefined) return asTrees(ensemble);
  if (
    first.kind === "activation" &&
    first.activation === "exp" &&
    others.length === 0 &&
    ensemble.link === "identity"
  )
    return asTrees({ ...ensemble, link: "exp" });
  const maker = makerOf(parts.functions.targetTransform)?.maker;
  throw noStructure(parts.name, `trees cannot take the target transform "${maker}" into their sum`);
}

function perRow(
  parts: Parts<unknown>,
  layout: FeatureLayout,
  structure: ModelStructure,
  missing: MissingValues,
): FittedStructure {
  return {
    structure,
    columns: rowColumns(layout),
    per: "row",
    design: (rows) => rowMatrix(layout, checkRows(schemaOf(parts), rows), missing),
  };
}
