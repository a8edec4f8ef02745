import type { GanttFigure } from "../../../programs/index.js";

/** Colours of jobs, as variables of the style sheet. */
const COLOURS = ["--main", ...[1, 2, 3, 4, 5, 6].map((number) => `--series-${number}`)];
/** Jobs after these have no rule of their own that makes them stand out when pointed at. */
export const HIGHLIGHTED_JOBS = 80;

/** How the bars of one job look. */
export interface JobPaint {
  readonly colour: string;
  /** Class of all its bars. */
  readonly className: string;
}

/**
 * A paint for every job of a figure, in the order in which they start. There are fewer colours than jobs: bars carry the
 * job's name, and the colours keep those apart that start one after the other.
 */
export function jobPaints(figure: GanttFigure): Map<string, JobPaint> {
  const bars = figure.lanes.flatMap((lane) => [...lane.bars, ...(lane.before ?? [])]);
  const paints = new Map<string, JobPaint>();
  for (const { job } of bars.sort((a, b) => a.from - b.from)) {
    if (job === undefined || paints.has(job)) continue;
    const position = paints.size;
    paints.set(job, {
      colour: `var(${COLOURS[position % COLOURS.length]})`,
      className: `job-${position}`,
    });
  }
  return paints;
}

/** Rules by which all bars of a job stand out while one of them is pointed at: a page without scripts can do that. */
export function highlightRules(jobs: number): string {
  return Array.from({ length: Math.min(jobs, HIGHLIGHTED_JOBS) }, (_, job) => {
    const name = `.job-${job}`;
    return `figure:has(${name}:hover) .bar:not(${name}) { opacity: .22; }`;
  }).join("\n");
}
