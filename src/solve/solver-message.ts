import type { ErrorCode } from "../errors.js";
import type { StandardForm } from "../model/index.js";
import type { RunResult } from "./conclusion.js";
import type { SolverName } from "./solver.js";

/** A form without functions and handles: what can be sent to another thread. */
export type PortableForm = Omit<StandardForm, "columnName" | "rowName">;

/** Sent once, first. */
export interface LoadMessage {
  readonly kind: "load";
  /** Compiled once for all threads; null lets the thread compile for itself. */
  readonly wasmModule: WebAssembly.Module | null;
  readonly wasmUrl: string | null;
  readonly clarabelUrl: string | null;
}

/** A model to be solved. */
export interface SolveMessage {
  readonly kind: "solve";
  readonly solver: SolverName;
  readonly form: PortableForm;
  /** [slots] */
  readonly parameters: Float64Array;
  /** [columns] NaN where nothing is given */
  readonly start: Float64Array | null;
  readonly deadlineMs: number | null;
  /** [1] shared; null where threads cannot share memory, and a thread is ended to stop it. */
  readonly interrupt: Int32Array | null;
}

/** What a thread is told. */
export type ToSolver = LoadMessage | SolveMessage;

/** What a thread tells: ready for work, news of a search, its end, or an error of the solver. */
export type FromSolver =
  | { readonly kind: "ready" }
  | { readonly kind: "incumbent"; readonly columnValues: Float64Array; readonly bound: number }
  | { readonly kind: "bound"; readonly bound: number }
  | { readonly kind: "done"; readonly result: RunResult }
  | {
      readonly kind: "failed";
      readonly error: { readonly code: ErrorCode; readonly message: string; readonly fix: string };
    };

/** Leaves out what belongs to the calling thread: names are only needed where the answer is verified. */
export function portableForm(form: StandardForm): PortableForm {
  const data = Object.entries(form).filter(([, value]) => typeof value !== "function");
  const portable = Object.fromEntries(data) as unknown as PortableForm;
  return { ...portable, variables: [], constraints: [], uncertain: [] };
}

/** A form for the solver; names are the positions. */
export function restoredForm(portable: PortableForm): StandardForm {
  return {
    ...portable,
    columnName: (column) => `column ${column}`,
    rowName: (row) => `row ${row}`,
  };
}
