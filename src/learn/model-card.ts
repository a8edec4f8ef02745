import { entryCount, type Target } from "./target.js";

/** A setting or figure on a card: plain JSON. */
export type CardValue =
  | string
  | number
  | boolean
  | null
  | readonly CardValue[]
  | { readonly [key: string]: CardValue };

/** What a fitted predictor is and how it came about. Plain JSON: `JSON.stringify` keeps all of it. */
export interface ModelCard {
  /** Name of the predictor. */
  readonly predictor: string;
  /** Family of the model: `"ridge"`, `"boostedTrees"`, `"average"`, `"rule"`. */
  readonly kind: string;
  /** Number of examples it was fitted on. */
  readonly rows: number;
  /** Names of the row's fields, in the order the model uses them. */
  readonly features: readonly string[];
  readonly target: {
    /** Name and number of keys of every axis. */
    readonly over: readonly { readonly name: string; readonly keys: number }[];
    /** Values per row: the product of the key counts. */
    readonly entries: number;
    readonly unit: string | null;
  };
  /** The loss that was minimised. */
  readonly loss: string;
  readonly seed: number | null;
  /** Settings as given or defaulted. */
  readonly settings: Readonly<Record<string, CardValue>>;
  /** What fitting found out: the chosen penalty, the number of trees kept, errors on held-out rows. */
  readonly figures: Readonly<Record<string, CardValue>>;
}

/** The card's description of a target. */
export function describeTarget(target: Target): ModelCard["target"] {
  return {
    over: target.over.map((axis) => ({ name: axis.name, keys: axis.keys.length })),
    entries: entryCount(target),
    unit: target.unit ?? null,
  };
}
