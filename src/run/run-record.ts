import type { InputOrigin, InputReport, Latency, ProgramOutcome, SettingValues } from "../programs/index.js";

/** Version of the record's layout: readers refuse a newer one. */
export const RUN_RECORD_VERSION = 1;

/** Everything about one run, as plain JSON. All but `timings` is the same for the same input, seed and settings. */
export interface RunRecord extends Omit<ProgramOutcome, "latencies"> {
  readonly schemaVersion: typeof RUN_RECORD_VERSION;
  readonly program: string;
  readonly versions: { readonly foresolve: string; readonly node: string; readonly highs: string };
  readonly seed: number;
  readonly settings: SettingValues;
  /** Milliseconds after which the run was to finish with what it had; null for no deadline. */
  readonly deadlineMs: number | null;
  readonly data: InputOrigin;
  readonly checks: InputReport;
  readonly warnings: readonly string[];
  readonly timings: {
    /** ISO 8601, UTC */
    readonly startedAt: string;
    readonly elapsedMs: number;
    readonly cpuMs: number;
    readonly peakMemoryMb: number;
    readonly latencies?: readonly Latency[];
  };
}
