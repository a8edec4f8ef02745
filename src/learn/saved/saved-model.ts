import { checksum } from "./checksum.js";
import { ValueEncoder, type SavedNode, type SavedTarget } from "./encode-value.js";
import type { SavedArray } from "./typed-array.js";

/** What the first field of every saved model says. */
export const FORMAT = "foresolve-model";
/** Raised when files change so that an older version of this package would misread them. */
export const VERSION = 1;
/** The kind of saved states, beside those of models. */
export const STATE_KIND = "state";

/** A model or a state as plain JSON: `JSON.stringify` and `JSON.parse` keep every bit of it. */
export interface SavedModel extends SavedNode {
  readonly format: "foresolve-model";
  readonly version: number;
  readonly target: SavedTarget | null;
  /** The arrays of numbers that `state` refers to. */
  readonly arrays: readonly SavedArray[];
  /** CRC-32 of all that is above, whatever the order of keys. */
  readonly checksum: string;
}

/**
 * A fitted predictor, or a fitted forecaster, as plain JSON: its parts, its card, and its arrays as base64 (little endian;
 * NaN, infinities and −0 survive). `loadModel` makes the same model from it, to the bit, in Node and in browsers.
 *
 * Functions of one's own (a schema of the features, a transform such as `relativeTo`, the function of a rule) cannot be
 * saved: the file names them, and loading asks for them. Transforms and schemas of this package without functions in
 * them (`logTransform`, `asinhTransform`, `scaledBy`, `pickFields`, chains of these) come back by themselves.
 *
 * @throws FS_LEARN_NOT_SAVABLE for what this package did not fit (a copy with other methods, a foreign class in the rows).
 *
 * @example
 * import { loadModel, ridge, savedModel } from "foresolve/learn";
 *
 * const fitted = await ridge({ target: { over: [], unit: "MWh" }, penalty: 1 }).fit([
 *   { features: { temperature: 0 }, truth: [10] },
 *   { features: { temperature: 10 }, truth: [8] },
 * ]);
 * const text = JSON.stringify(savedModel(fitted));
 * const again = loadModel(JSON.parse(text));
 * again.predict([{ temperature: 5 }]); // => fitted.predict([{ temperature: 5 }])
 */
export function savedModel(fitted: object): SavedModel {
  const encoder = new ValueEncoder();
  return document(encoder.node(fitted, ""), encoder);
}

/**
 * Plain data (a tree ensemble, the state of a network, a conformal calibration) as JSON like that of {@link savedModel}.
 * `loadState` gives it back.
 *
 * @param name what it is, for instance `"tree ensemble"`: loading asks for it by this name
 * @throws FS_LEARN_NOT_SAVABLE for functions and objects of classes.
 *
 * @example
 * import { loadState, savedState, splitConformal } from "foresolve/learn";
 *
 * const calibration = splitConformal({ predictions: [1, 2], truths: [1.5, Infinity] });
 * const text = JSON.stringify(savedState("calibration", calibration));
 * loadState(JSON.parse(text), "calibration"); // => calibration
 */
export function savedState(name: string, state: unknown): SavedModel {
  const encoder = new ValueEncoder();
  const value = encoder.value(state, name);
  return document({ kind: STATE_KIND, name, target: null, card: null, functions: {}, state: value }, encoder);
}

function document(node: SavedNode, { arrays }: ValueEncoder): SavedModel {
  const content = { format: FORMAT, version: VERSION, ...node, arrays } as const;
  return { ...content, checksum: checksum(content) };
}
