import type { QualityReport, TableSource } from "../data/index.js";
import type { Outcome, PairedInterval, PolicyKind } from "../decide/index.js";
import type { ModelCard } from "../learn/index.js";
import type { Figure } from "./figure.js";

/** One number that a user may set; the command line makes a flag of it, the server a field. */
export interface Setting {
  /** In camelCase; the flag is the same in kebab-case. */
  readonly name: string;
  readonly summary: string;
  readonly unit?: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Only whole numbers. */
  readonly whole?: boolean;
}

/** Values of a program's settings, by name; absent ones take their defaults. */
export type SettingValues = Readonly<Record<string, number>>;

/** Where a program's input comes from. */
export interface InputOrigin {
  /** True when the data were made by the program's simulator: every output says so. */
  readonly simulated: boolean;
  /** In one phrase: a file's name, or "simulated data, seed 7". */
  readonly description: string;
  readonly file: Omit<TableSource, "path"> | null;
  /** SHA-256 of the contents. */
  readonly fingerprint: string;
}

/** An input as read or simulated, before any check. */
export interface ProgramInput {
  readonly origin: InputOrigin;
}

/** How a text file is written, where it is not by the book. */
export interface ReadSettings {
  /** Field separator. Default "," for .csv and a tab for .tsv. */
  readonly delimiter?: string;
  /** Default ".". */
  readonly decimalSeparator?: "." | ",";
  /** Texts that stand for a missing value, besides the empty field. */
  readonly missingTexts?: readonly string[];
}

/** Options of the data checks that a caller may set. */
export interface CheckSettings {
  /** Data older than this many days are reported as stale. */
  readonly maximumAgeDays?: number;
  /** The wall-clock time to measure age from: milliseconds or a text. */
  readonly now?: number | string;
}

/** What a run reports while it works. */
export type ProgramEvent =
  | {
      readonly type: "progress";
      /** What is being done, in a reader's words. */
      readonly stage: string;
      /** Share of the whole run that is done, 0 to 1. */
      readonly fraction: number;
      /** The best figure so far, where there is one. */
      readonly detail?: string;
    }
  | { readonly type: "warning"; readonly message: string };

/** What a run is given. */
export interface RunContext {
  readonly seed: number;
  readonly settings: SettingValues;
  /** Aborted at the deadline or by the user: the run finishes with what it has. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: ProgramEvent) => void;
}

/** How one policy fared; plain JSON. */
export interface PolicySummary {
  readonly name: string;
  readonly kind: PolicyKind | "hindsight";
  /** Sum of realised objectives over the test rows. */
  readonly objective: number;
  readonly shareOfHindsight: number;
  /** Sum of regrets, in the objective's unit. */
  readonly regret: number;
  readonly regretRatioOfSums: number;
  readonly regretMeanOfRatios: number;
  /** Advantage over the strongest simple baseline; null for that baseline, and with too few rows to tell. */
  readonly interval: PairedInterval | null;
  readonly forecast: { readonly rmse: number; readonly mae: number } | null;
}

/** What came out of comparing two policies, in words; plain JSON. */
export interface Verdict {
  readonly comparison: string;
  readonly outcome: Outcome;
  readonly interval: PairedInterval;
}

/** What a run ends with; plain JSON. */
export interface ProgramOutcome {
  /** The result in one sentence. */
  readonly headline: string;
  readonly objective: {
    readonly sense: "minimize" | "maximize";
    readonly label: string;
    readonly unit: string;
  };
  readonly policies: readonly PolicySummary[];
  readonly strongestBaseline: string | null;
  readonly verdicts: readonly Verdict[];
  /** What was trained on and what was compared on. */
  readonly split: {
    readonly training: { readonly from: string; readonly to: string; readonly rows: number };
    readonly test: { readonly from: string; readonly to: string; readonly rows: number };
  };
  readonly models: readonly ModelCard[];
  /** Further figures of merit by name. */
  readonly figures: Readonly<Record<string, number>>;
  /** Name of the policy whose plan is recommended. */
  readonly recommended: string;
  /** Its latest decision, in the program's own terms; plain JSON. */
  readonly plan: unknown;
  readonly views: readonly Figure[];
  /** What a reader must know to read the result rightly. */
  readonly notes: readonly string[];
  /** True when the run was stopped before everything was trained. */
  readonly stopped: boolean;
}

/**
 * One application. The command line, the server, the studio and the benches know programs by this interface only.
 */
export interface Program<Input extends ProgramInput = ProgramInput> {
  readonly name: string;
  readonly summary: string;
  readonly settings: readonly Setting[];
  /** Real data to run on when none is named: a path within the data folder, if the machine has that folder. */
  readonly sample: string;
  /** Milliseconds that a run needs at most to compare and report once its signal was aborted. */
  readonly finishingMs: number;
  /** Reads real input. Throws `FS_DATA_*`. */
  read(path: string, settings: ReadSettings): Promise<Input>;
  /** Makes input from a seed, for a machine without data. */
  simulate(seed: number): Promise<Input>;
  /** The quality gate: `run` must not be called on input that it blocks. */
  check(input: Input, settings: CheckSettings): QualityReport;
  run(input: Input, context: RunContext): Promise<ProgramOutcome>;
}
