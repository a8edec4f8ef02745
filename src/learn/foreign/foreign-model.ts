import type { ModelStructure } from "../model-structure.js";

/** A model that was read from a file of another library. */
export interface ForeignModel {
  readonly structure: ModelStructure;
  /** Names of the input columns, [inputs]; null where the file does not give them. */
  readonly columns: readonly string[] | null;
  /** The library that wrote the file, and its version. */
  readonly producer: string;
}
