import { holdsCategory, type TreeEnsemble } from "../../trees/tree-ensemble.js";
import { singleAtLeast } from "../float-order.js";
import type { GraphBuilder } from "./graph-builder.js";
import { MACHINE_LEARNING_DOMAIN, type OnnxAttribute } from "./onnx-message.js";

const LINKS = { logistic: "Sigmoid", softmax: "Softmax", exp: "Exp" } as const;

/** Adds an ensemble as a TreeEnsembleRegressor, and the operator of its link. */
export function writeTrees(graph: GraphBuilder, ensemble: TreeEnsemble): void {
  const { outputs, base, link } = ensemble;
  const lists = new NodeLists(ensemble);
  for (let tree = 0; tree < ensemble.roots.length; tree++) lists.addTree(tree);
  graph.follow(
    "TreeEnsembleRegressor",
    [],
    {
      n_targets: { type: "int", value: outputs },
      base_values: { type: "floats", value: [...base] },
      ...lists.attributes(),
    },
    MACHINE_LEARNING_DOMAIN,
  );
  if (link === "identity") return;
  graph.follow(LINKS[link], [], link === "softmax" ? { axis: { type: "int", value: 1 } } : {});
}

/** The parallel lists in which the operator takes nodes and leaf values. */
class NodeLists {
  readonly #ensemble: TreeEnsemble;
  readonly #nodes = {
    treeids: [] as number[],
    nodeids: [] as number[],
    featureids: [] as number[],
    values: [] as number[],
    truenodeids: [] as number[],
    falsenodeids: [] as number[],
    missing_value_tracks_true: [] as number[],
  };
  readonly #modes: string[] = [];
  readonly #leaves = {
    treeids: [] as number[],
    nodeids: [] as number[],
    ids: [] as number[],
    weights: [] as number[],
  };
  #tree = 0;
  #next = 0;

  constructor(ensemble: TreeEnsemble) {
    this.#ensemble = ensemble;
  }

  addTree(tree: number): void {
    this.#tree = tree;
    this.#next = 0;
    this.#append(this.#ensemble.roots[tree]!);
  }

  attributes(): Record<string, OnnxAttribute> {
    const { values, ...whole } = this.#nodes;
    const { weights, ...places } = this.#leaves;
    const attributes: Record<string, OnnxAttribute> = {
      nodes_modes: { type: "strings", value: this.#modes },
      nodes_values: { type: "floats", value: values },
      target_weights: { type: "floats", value: weights },
    };
    for (const [name, value] of Object.entries(whole)) attributes[`nodes_${name}`] = { type: "ints", value };
    for (const [name, value] of Object.entries(places))
      attributes[`target_${name}`] = { type: "ints", value };
    return attributes;
  }

  /** Appends the subtree of a node and returns the number of its root. */
  #append(node: number): number {
    const { feature, threshold, left, right, missingLeft, categorySet } = this.#ensemble;
    const column = feature[node]!;
    if (column < 0) return this.#appendLeaf(node);
    const isMissingLeft = missingLeft[node] === 1;
    if (categorySet[node]! >= 0) return this.#appendRuns(node, runEnds(this.#ensemble, node), false);
    const at = this.#appendBranch(column, singleAtLeast(threshold[node]!), isMissingLeft);
    this.#join(at.position, this.#append(left[node]!), this.#append(right[node]!));
    return at.id;
  }

  /**
   * Appends splits at the ends of runs of categories that go the same way. Below the first end they go right, then left, right, and so on.
   * A missing value goes its way at the first split already.
   */
  #appendRuns(node: number, ends: readonly number[], goesLeft: boolean): number {
    const { feature, left, right, missingLeft } = this.#ensemble;
    const [end, ...rest] = ends;
    const branch = goesLeft ? left[node]! : right[node]!;
    if (end === undefined) return this.#append(branch);
    // With two ends left, what lies below this one goes where a missing value may go as well.
    const tracksTrue = (missingLeft[node] === 1) === goesLeft;
    const at = this.#appendBranch(feature[node]!, end, tracksTrue);
    const below = this.#append(branch);
    this.#join(at.position, below, this.#appendRuns(node, rest, !goesLeft));
    return at.id;
  }

  #appendBranch(
    column: number,
    value: number,
    tracksTrue: boolean,
  ): { readonly id: number; readonly position: number } {
    const id = this.#next++;
    const position = this.#modes.push("BRANCH_LT") - 1;
    this.#nodes.treeids.push(this.#tree);
    this.#nodes.nodeids.push(id);
    this.#nodes.featureids.push(column);
    this.#nodes.values.push(value);
    this.#nodes.truenodeids.push(0);
    this.#nodes.falsenodeids.push(0);
    this.#nodes.missing_value_tracks_true.push(tracksTrue ? 1 : 0);
    return { id, position };
  }

  #appendLeaf(node: number): number {
    const { outputs, treeOutput, value } = this.#ensemble;
    const { id, position } = this.#appendBranch(0, 0, false);
    this.#modes[position] = "LEAF";
    const isVector = treeOutput === null;
    for (let output = 0; output < (isVector ? outputs : 1); output++) {
      this.#leaves.treeids.push(this.#tree);
      this.#leaves.nodeids.push(id);
      this.#leaves.ids.push(isVector ? output : treeOutput[this.#tree]!);
      this.#leaves.weights.push(value[isVector ? node * outputs + output : node]!);
    }
    return id;
  }

  #join(position: number, whereTrue: number, whereFalse: number): void {
    this.#nodes.truenodeids[position] = whereTrue;
    this.#nodes.falsenodeids[position] = whereFalse;
  }
}

/** The codes at which membership of a node's set of categories changes, ascending; below the first none is a member. */
function runEnds({ categorySet, categorySets, categoryWords }: TreeEnsemble, node: number): number[] {
  const ends: number[] = [];
  let was = false;
  for (let code = 0; code <= 32 * categoryWords; code++) {
    const is = holdsCategory(categorySets, categorySet[node]!, categoryWords, code);
    // Codes are whole numbers: halfway between two of them nothing can fall on the wrong side by rounding.
    if (is !== was) ends.push(code - 0.5);
    was = is;
  }
  return ends;
}
