/** What to plot, as plain data: the report and the studio draw it, each in its own way. */
export type Figure = SeriesFigure | IntervalFigure | GanttFigure | ReliabilityFigure | TableFigure;

/** What every figure has. */
interface FigureHead {
  readonly id: string;
  readonly title: string;
  /** What a reader should see in it. */
  readonly caption: string;
}

/** Series over one axis of times or numbers. */
export interface SeriesFigure extends FigureHead {
  readonly kind: "series";
  readonly xLabel: string;
  readonly yLabel: string;
  /** "time": `x` holds milliseconds of wall-clock time. */
  readonly xKind: "time" | "number";
  readonly x: readonly number[];
  readonly series: readonly Series[];
  /** Places to point at. */
  readonly marks?: readonly SeriesMark[];
}

/** One series of a figure; `values` follow `x`, null where there is none. */
export type Series =
  | {
      readonly kind: "line" | "step" | "bars";
      readonly name: string;
      readonly values: readonly (number | null)[];
      /** "main" draws the eye, "context" stays in the background. */
      readonly emphasis?: "main" | "context";
    }
  | {
      readonly kind: "band";
      readonly name: string;
      readonly lower: readonly (number | null)[];
      readonly upper: readonly (number | null)[];
    };

/** A place on a line, such as a planned maintenance on a machine's curve. */
export interface SeriesMark {
  readonly at: number;
  /** Name of the line that it lies on. */
  readonly series: string;
  /** What all marks of this kind are: they share a place in the legend. */
  readonly label: string;
  /** What this one is, in a sentence. */
  readonly title: string;
}

/** Estimates with intervals, one row each, against a reference line. */
export interface IntervalFigure extends FigureHead {
  readonly kind: "intervals";
  readonly xLabel: string;
  /** Position of the reference line, and what it stands for. */
  readonly reference: { readonly value: number; readonly label: string };
  /** Which side of the reference line is the good one. Default "more". */
  readonly better?: "more" | "less";
  readonly rows: readonly {
    readonly label: string;
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
  }[];
}

/** Who does what when: a lane per machine, a bar per piece of work. */
export interface GanttFigure extends FigureHead {
  readonly kind: "gantt";
  readonly xLabel: string;
  /** "time": all times are milliseconds of wall-clock time. "number": they are of the unit that `xLabel` names. */
  readonly xKind: "time" | "number";
  /** What is shown; bars may reach beyond it. */
  readonly from: number;
  readonly until: number;
  readonly lanes: readonly GanttLane[];
  /** Work that starts before this time is not to be changed. */
  readonly frozenUntil?: number;
  /** The risk that the deepest shade stands for, 0 to 1. Default: the highest of the figure. */
  readonly highestRisk?: number;
  /** What `risk` is: "probability of failing within the next shift". */
  readonly riskLabel?: string;
}

/** A machine and what it does. */
export interface GanttLane {
  readonly name: string;
  /** A word or two more, such as how busy it is. */
  readonly detail?: string;
  readonly bars: readonly GanttBar[];
  /** Where work stood in the plan before; only what has moved since. */
  readonly before?: readonly GanttBar[];
  /** When it does not work by its calendar. */
  readonly closed?: readonly GanttStretch[];
  /** How likely it is to fail, stretch by stretch. */
  readonly risk?: readonly (GanttStretch & { readonly value: number })[];
  readonly marks?: readonly GanttMark[];
}

/** From `from` to before `until`. */
export interface GanttStretch {
  readonly from: number;
  readonly until: number;
}

/** A piece of work. */
export interface GanttBar extends GanttStretch {
  /** "repair": the machine is down after a breakdown. */
  readonly kind: "operation" | "setup" | "maintenance" | "repair";
  /** The job, whose bars all have one colour; absent where there is none. */
  readonly job?: string;
  /** Short enough to stand in the bar; left out where it does not fit. */
  readonly label: string;
  /** Everything worth knowing, a line each: shown when the bar is pointed at. */
  readonly title: string;
  /** Must not be moved. */
  readonly pinned?: boolean;
  /** Ends after its job is due. */
  readonly late?: boolean;
}

/** A moment on a lane. */
export interface GanttMark {
  readonly at: number;
  /** "due": on time; "missed": a due date that is not kept; "breakdown": the machine fails. */
  readonly kind: "due" | "missed" | "breakdown";
  readonly title: string;
}

/** How often what was predicted with a probability came true. */
export interface ReliabilityFigure extends FigureHead {
  readonly kind: "reliability";
  readonly xLabel: string;
  readonly yLabel: string;
  /** Models side by side; the first draws the eye. */
  readonly groups: readonly {
    readonly name: string;
    /** Predictions of like size taken together, ascending; all but `count` are shares from 0 to 1. */
    readonly bins: readonly {
      readonly predicted: number;
      readonly observed: number;
      readonly lower: number;
      readonly upper: number;
      readonly count: number;
    }[];
  }[];
}

/** Rows that are read as numbers and words, not drawn. */
export interface TableFigure extends FigureHead {
  readonly kind: "table";
  readonly columns: readonly TableColumn[];
  /** [rows][columns] */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A column of a table. */
export interface TableColumn {
  readonly label: string;
  readonly unit?: string;
  /** A "share" is from 0 to 1 and shown in percent; a "time" is milliseconds of wall-clock time. */
  readonly kind: "text" | "number" | "share" | "time";
  /** Digits after the point; default: about four figures of the largest. */
  readonly digits?: number;
  /** A bar under each number, as long as it is of the largest in the column (of shares: of the whole). */
  readonly bar?: boolean;
}
