import type { FeatureRow } from "./feature-row.js";
import type { AffineLayer, LayerStructure, TreeStructure } from "./model-structure.js";
import type { FittedStructure } from "./structure-of.js";
import { noStructure } from "./structure-layers.js";
import type { TreeEnsemble } from "./trees/tree-ensemble.js";

/** The weighted sum of structures: of trees on the same columns, or of linear layers on any. */
export function averageStructure(
  name: string,
  members: readonly FittedStructure[],
  shares: readonly number[],
): FittedStructure {
  const first = members[0]!;
  if (members.length === 1 && shares[0] === 1) return first;
  if (members.some(({ per }) => per !== first.per))
    throw noStructure(name, "its members are asked differently (once for each row, once for each entry)");
  const structures = members.map(({ structure }) => structure);
  if (structures.every((structure) => structure.kind === "trees")) {
    if (members.some(({ columns }) => String(columns) !== String(first.columns)))
      throw noStructure(name, "the trees of its members see different columns");
    const ensemble = sumOfTrees(name, structures as TreeStructure[], shares);
    return { ...first, structure: { ...(first.structure as TreeStructure), ensemble } };
  }
  if (!structures.every((structure) => structure.kind === "layers"))
    throw noStructure(name, "it averages trees and layers");
  const affine = structures.map((structure) => asAffine(name, structure as LayerStructure));
  return sumOfAffine(members, affine, shares);
}

/** All trees side by side, their values times the shares. */
function sumOfTrees(
  name: string,
  members: readonly TreeStructure[],
  shares: readonly number[],
): TreeEnsemble {
  const ensembles = members.map(({ ensemble }) => ensemble);
  const { columns, outputs, treeOutput } = ensembles[0]!;
  for (const own of ensembles) {
    if (own.link !== "identity") throw noStructure(name, "the sum of its members' trees goes through a link");
    if ((own.treeOutput === null) !== (treeOutput === null) && outputs > 1)
      throw noStructure(name, "the leaves of its members' trees differ in width");
  }
  const isBound = outputs > 1 && treeOutput !== null;
  const categoryWords = Math.max(...ensembles.map((own) => own.categoryWords));
  const firstNode = startsOf(ensembles, ({ feature }) => feature.length);
  const setsOf = ({ categorySets, categoryWords: words }: TreeEnsemble): number =>
    words === 0 ? 0 : categorySets.length / words;
  const firstSet = startsOf(ensembles, setsOf);
  const joined = <Result>(pick: (own: TreeEnsemble, member: number) => ArrayLike<Result>): Result[] =>
    ensembles.flatMap((own, member) => Array.from(pick(own, member)));
  const shifted = (values: Int32Array, by: number): Int32Array =>
    values.map((value) => (value < 0 ? value : value + by));
  const base = new Float64Array(outputs);
  const categorySets = new Uint32Array(ensembles.reduce((sum, own) => sum + setsOf(own), 0) * categoryWords);
  for (const [member, own] of ensembles.entries()) {
    for (let output = 0; output < outputs; output++) base[output]! += shares[member]! * own.base[output]!;
    for (let set = 0; set < setsOf(own); set++)
      categorySets.set(
        own.categorySets.subarray(set * own.categoryWords, (set + 1) * own.categoryWords),
        (firstSet[member]! + set) * categoryWords,
      );
  }
  return {
    columns,
    outputs,
    base,
    link: "identity",
    roots: Int32Array.from(joined((own, member) => shifted(own.roots, firstNode[member]!))),
    treeOutput: isBound ? Int32Array.from(joined((own) => own.treeOutput!)) : null,
    feature: Int32Array.from(joined((own) => own.feature)),
    threshold: Float64Array.from(joined((own) => own.threshold)),
    left: Int32Array.from(joined((own, member) => shifted(own.left, firstNode[member]!))),
    right: Int32Array.from(joined((own, member) => shifted(own.right, firstNode[member]!))),
    missingLeft: Uint8Array.from(joined((own) => own.missingLeft)),
    value: Float64Array.from(joined((own, member) => own.value.map((value) => shares[member]! * value))),
    cover: Float64Array.from(joined((own) => own.cover)),
    gain: Float64Array.from(joined((own) => own.gain)),
    categorySet: Int32Array.from(joined((own, member) => shifted(own.categorySet, firstSet[member]!))),
    categorySets,
    categoryWords,
  };
}

function startsOf(ensembles: readonly TreeEnsemble[], lengthOf: (own: TreeEnsemble) => number): number[] {
  let used = 0;
  return ensembles.map((own) => (used += lengthOf(own)) - lengthOf(own));
}

/** A chain without bends as one layer. */
function asAffine(name: string, { inputs, layers }: LayerStructure): AffineLayer {
  let width = inputs;
  // A row for each input, and one for the constant: what becomes of unit vectors.
  let matrix = Array.from({ length: inputs + 1 }, (_, row) =>
    Float64Array.from({ length: inputs }, (_unused, column) => (row === column ? 1 : 0)),
  );
  for (const layer of layers) {
    if (layer.kind === "affine") {
      const { weights, bias, outputs } = layer;
      const from = width;
      matrix = matrix.map((values, row) =>
        Float64Array.from({ length: outputs }, (_, output) => {
          let sum = row === inputs ? bias[output]! : 0;
          for (let input = 0; input < from; input++)
            sum += values[input]! * weights[input * outputs + output]!;
          return sum;
        }),
      );
      width = outputs;
    } else if (layer.kind === "scale" && layer.limit === Infinity)
      matrix = matrix.map((values, row) =>
        values.map((value, at) => (value - (row === inputs ? layer.offset[at]! : 0)) * layer.scale[at]!),
      );
    else throw noStructure(name, "its members are neither all trees nor all linear without links and limits");
  }
  const weights = Float64Array.from(matrix.slice(0, inputs).flatMap((values) => [...values]));
  return { kind: "affine", inputs, outputs: width, weights, bias: matrix[inputs]! };
}

/** One layer over the columns of all members. */
function sumOfAffine(
  members: readonly FittedStructure[],
  layers: readonly AffineLayer[],
  shares: readonly number[],
): FittedStructure {
  const columns = [...new Set(members.flatMap((member) => member.columns))];
  const { outputs } = layers[0]!;
  const weights = new Float64Array(columns.length * outputs);
  const bias = new Float64Array(outputs);
  for (const [member, layer] of layers.entries())
    for (let output = 0; output < outputs; output++) {
      bias[output]! += shares[member]! * layer.bias[output]!;
      for (const [input, column] of members[member]!.columns.entries())
        weights[columns.indexOf(column) * outputs + output]! +=
          shares[member]! * layer.weights[input * outputs + output]!;
    }
  const inputs = columns.length;
  const design = (rows: readonly FeatureRow[]): Float64Array => {
    const designs = members.map((member) => member.design(rows));
    const count = designs[0]!.length / members[0]!.columns.length;
    const out = new Float64Array(count * inputs);
    for (const [member, own] of designs.entries())
      for (const [input, column] of members[member]!.columns.entries()) {
        const at = columns.indexOf(column);
        for (let row = 0; row < count; row++)
          out[row * inputs + at] = own[row * members[member]!.columns.length + input]!;
      }
    return out;
  };
  return {
    structure: {
      kind: "layers",
      inputs,
      outputs,
      layers: [{ kind: "affine", inputs, outputs, weights, bias }],
    },
    columns,
    per: members[0]!.per,
    design,
  };
}
