/** What to plot, as plain data: the report and the studio draw it, each in its own way. */
export type Figure = SeriesFigure | IntervalFigure;

/** Series over one axis of times or numbers. */
export interface SeriesFigure {
  readonly kind: "series";
  readonly id: string;
  readonly title: string;
  /** What a reader should see in it. */
  readonly caption: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** "time": `x` holds milliseconds of wall-clock time. */
  readonly xKind: "time" | "number";
  readonly x: readonly number[];
  readonly series: readonly Series[];
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

/** Estimates with intervals, one row each, against a reference line. */
export interface IntervalFigure {
  readonly kind: "intervals";
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly xLabel: string;
  /** Position of the reference line, and what it stands for. */
  readonly reference: { readonly value: number; readonly label: string };
  readonly rows: readonly {
    readonly label: string;
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
  }[];
}
