import type { StandardForm } from "../model/index.js";
import type { RunOutcome } from "./highs-session.js";
import type { RunOptions } from "./run-watch.js";

/** What a model may ask for. */
export const MODEL_CAPABILITIES = [
  "continuous columns",
  "binary columns",
  "integer columns",
  "semicontinuous columns",
  "convex quadratic objective",
  "convex quadratic constraints",
  "second-order cones",
  "integers with quadratic terms or cones",
] as const;

/** What a run may ask for. */
export const RUN_CAPABILITIES = [
  "changing numbers without a rebuild",
  "shadow prices",
  "warm start",
  "plan to start from",
  "deadline",
  "interrupt from another thread",
  "progress",
] as const;

/** Something that not every solver can do. */
export type Capability = (typeof MODEL_CAPABILITIES)[number] | (typeof RUN_CAPABILITIES)[number];

/** Names of the solvers that `solve` knows. */
export type SolverName = "highs" | "clarabel" | "branch-and-bound";

/** A model in a solver, for many runs with changing numbers. Nothing that it says is believed: `solutionOf` verifies. */
export interface SolverSession {
  readonly form: StandardForm;
  /** [slots] the values of the uncertain parameters that the next run uses */
  readonly parameters: Float64Array;
  /** [columns] the point that the last run left */
  readonly columnValues: Float64Array;
  /**
   * [rows] change of the objective per unit of each row's limits after an optimal run of a continuous model; NaN where the
   * solver has none.
   */
  readonly rowDuals: Float64Array;
  /** Fills the slots. Throws `FS_SOLVE_WRONG_PARAMETERS`, `FS_SOLVE_DISPOSED`. */
  setParameters(values: ArrayLike<number>): void;
  /** Solves with the current parameters and blocks its thread. Throws `FS_SOLVE_INVALID_DEADLINE`, `FS_SOLVE_DISPOSED`. */
  run(options?: RunOptions): RunOutcome;
  /** Gives memory back. Doing so twice is harmless. */
  dispose(): void;
  /** [columns] where the search of the next run starts; NaN where nothing is given. Only with "plan to start from". */
  setStart?(columnValues: ArrayLike<number> | null): void;
}

/** A backend: what it can take, and how to give it a model. */
export interface Solver {
  readonly name: SolverName;
  readonly capabilities: ReadonlySet<Capability>;
  /** Columns that it can take at most; infinite for none. */
  readonly mostColumns: number;
  /**
   * Builds a form in the solver. Where convexity is known already (`requireConvex`), it need not be checked again.
   *
   * @throws ForesolveError `FS_SOLVE_BACKEND_FAILED`, `FS_SOLVE_BACKEND_MISSING`, `FS_MODEL_NOT_CONVEX`.
   */
  open(form: StandardForm, options?: { readonly isKnownConvex?: boolean }): Promise<SolverSession>;
}
