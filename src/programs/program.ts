import type { ColumnSummary, Finding, QualityReport, TableSource, TimeRange } from "../data/index.js";
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

/** One of several tables that an input consists of. */
export interface InputTable {
  /** As the program calls it: "orders". */
  readonly name: string;
  readonly rows: number;
  /** Absent for a table that was simulated or that was part of another file. */
  readonly file?: Omit<TableSource, "path">;
}

/** Where a program's input comes from. */
export interface InputOrigin {
  /** True when the data were made by the program's simulator: every output says so. */
  readonly simulated: boolean;
  /** In one phrase: a file's name, or "simulated data, seed 7". */
  readonly description: string;
  /** Null when the data were simulated, or come from several files. */
  readonly file: Omit<TableSource, "path"> | null;
  /** Of an input that consists of several tables. */
  readonly tables?: readonly InputTable[];
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

/** Something a program's checks noticed; plain JSON. */
export interface InputFinding extends Omit<Finding, "code"> {
  /** One of those of the data checks, or one of the program's own. */
  readonly code: string;
  /** Of an input that consists of several tables. */
  readonly table?: string;
}

/** What the columns of one of several tables hold; plain JSON. */
export interface TableSummary {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  readonly timeRange: TimeRange | null;
}

/** What a program's quality gate says; plain JSON. A report on a single table is one. */
export interface InputReport extends Omit<QualityReport, "findings"> {
  /** Blocking findings first. */
  readonly findings: readonly InputFinding[];
  /** Of an input that consists of several tables; `rows` is then their sum, and `columns` is empty. */
  readonly tables?: readonly TableSummary[];
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

/** A further figure by which policies are compared, besides the objective. */
export interface PolicyFigure {
  /** Key in {@link PolicySummary.figures}. */
  readonly name: string;
  /** As it stands over a column: "on time". */
  readonly label: string;
  /** Under the label: "h", "per episode". Shares need none. */
  readonly unit?: string;
  /** A "share" is from 0 to 1 and shown in percent. Default "number". */
  readonly format?: "number" | "share";
  /** Digits after the point; default: about four figures of the largest. */
  readonly digits?: number;
  /** Which way is good; absent: neither. */
  readonly better?: "more" | "less";
  /** What it means, in a sentence. */
  readonly summary: string;
}

/** How one policy fared; plain JSON. */
export interface PolicySummary {
  readonly name: string;
  readonly kind: PolicyKind | "hindsight";
  /** Realised objectives over the test rows: their sum, unless the label of the objective says otherwise. */
  readonly objective: number;
  /**
   * The objective divided by that of perfect hindsight: up to 1 where more is better, from 1 up where less is. NaN
   * without hindsight.
   */
  readonly shareOfHindsight: number;
  /** How far the objective is from that of perfect hindsight, in its unit; NaN without hindsight. */
  readonly regret: number;
  readonly regretRatioOfSums: number;
  readonly regretMeanOfRatios: number;
  /**
   * Advantage over the strongest simple baseline, in the unit of `objective`, positive where this policy is better; null for
   * that baseline, and with too few rows to tell.
   */
  readonly interval: PairedInterval | null;
  readonly forecast: { readonly rmse: number; readonly mae: number } | null;
  /** By the names of {@link ProgramOutcome.policyFigures}; null where a policy has none. */
  readonly figures?: Readonly<Record<string, number | null>>;
}

/** What came out of comparing two policies, in words; plain JSON. */
export interface Verdict {
  readonly comparison: string;
  readonly outcome: Outcome;
  readonly interval: PairedInterval;
  /** The same advantage as a share of the rival's objective, where a claim is about a share. */
  readonly relative?: { readonly estimate: number; readonly lower: number; readonly upper: number };
}

/** Rows that were trained or compared on. */
export interface SplitPart {
  readonly rows: number;
  /** What a row is, in the singular. Default "row". */
  readonly noun?: string;
  /** The same in the plural, where it does not just end in "s". */
  readonly nouns?: string;
  /** First and last row, where rows have an order of their own such as dates. */
  readonly from?: string;
  readonly to?: string;
  /** Where the rows are from, in a phrase: "drawn from machine lives that no model has seen". */
  readonly origin?: string;
}

/** How long decisions of one kind took, in milliseconds. */
export interface Latency {
  /** What was decided, by whom: "planning, scenario optimise". */
  readonly name: string;
  readonly count: number;
  readonly medianMs: number;
  readonly worstMs: number;
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
  /** Further figures that policies are compared by, in the order of their columns. */
  readonly policyFigures?: readonly PolicyFigure[];
  readonly strongestBaseline: string | null;
  readonly verdicts: readonly Verdict[];
  /** What was trained on and what was compared on. */
  readonly split: { readonly training: SplitPart; readonly test: SplitPart };
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
  /** How long decisions took: the only part that differs from machine to machine, which a record keeps with its timings. */
  readonly latencies?: readonly Latency[];
}

/**
 * One application. The command line, the server, the studio and the benches know programs by this interface only.
 */
export interface Program<Input extends ProgramInput = ProgramInput> {
  readonly name: string;
  readonly summary: string;
  readonly settings: readonly Setting[];
  /** What `read` takes: the word for it in a command ("file", "folder"), and what it must be. */
  readonly input: { readonly placeholder: string; readonly summary: string };
  /**
   * Real data to run on when none is named: a path within the data folder, if the machine has that folder. Null: none,
   * the program simulates.
   */
  readonly sample: string | null;
  /** Milliseconds that a run needs at most to compare and report once its signal was aborted. */
  readonly finishingMs: number;
  /** Reads real input: a file, or a folder of tables. Throws `FS_DATA_*`. */
  read(path: string, settings: ReadSettings): Promise<Input>;
  /** Makes input from a seed, for a machine without data. */
  simulate(seed: number): Promise<Input>;
  /** The quality gate: `run` must not be called on input that it blocks. */
  check(input: Input, settings: CheckSettings): InputReport;
  run(input: Input, context: RunContext): Promise<ProgramOutcome>;
}
