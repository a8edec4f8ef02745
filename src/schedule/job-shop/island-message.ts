import type { JobShopInstance } from "./instance.js";

/** What an island is told: to begin, or of a schedule that another one found. */
export type ToIsland =
  | {
      readonly kind: "search";
      readonly instance: JobShopInstance;
      readonly seed: number;
      /** Number of the island. */
      readonly island: number;
      readonly target: number;
      readonly start: Int32Array | null;
    }
  | { readonly kind: "elite"; readonly makespan: number; readonly sequence: Int32Array };

/** What an island tells: a better schedule, or that it is still at work; then that it is done. */
export type FromIsland =
  | {
      readonly kind: "better";
      readonly makespan: number;
      readonly sequence: Int32Array;
      readonly steps: number;
    }
  | { readonly kind: "working"; readonly steps: number }
  | { readonly kind: "done"; readonly steps: number };
