import type { RandomStream } from "../../math/index.js";
import type { Values, Workspace } from "./workspace.js";

/** Where a layer stands in a network that is being built. */
export interface LayerPlace<V extends Values> {
  readonly workspace: Workspace<V>;
  /** Most rows at a time. */
  readonly batch: number;
  /** Numbers per row that come in. */
  readonly inputs: number;
  /** What comes in, [batch, inputs]. */
  readonly x: V;
  /** Where the derivative of the loss by `x` goes, [batch, inputs]; null where nobody asks for it. */
  readonly xSlope: V | null;
  /** Whether `x` may be overwritten: the layer before does not need what it gave. */
  readonly mayOverwrite: boolean;
  /** The layer's own part of the network's parameters, and of their gradient. */
  readonly parameters: V;
  readonly gradient: V;
}

/** A layer with its arrays. Both calls allocate nothing. */
export interface LayerWork<V extends Values> {
  /** What goes out, [batch, outputs]; may be `x`. */
  readonly y: V;
  /** The derivative of the loss by `y`, [batch, outputs], to be written before `backward`; may be `xSlope`. */
  readonly ySlope: V;
  /** Whether `backward` reads `y`, so that the next layer must not overwrite it. */
  readonly needsOutput: boolean;
  /** @param noise source of the noise of training; null outside of training */
  forward(rows: number, noise: RandomStream | null): void;
  /** Overwrites the layer's gradient and `xSlope`. */
  backward(rows: number): void;
}
