import type { RunContext } from "./program.js";

/** Stages of a run in order, each with the share of the run's time that it ends at. */
export type Stages = readonly (readonly [stage: string, end: number])[];

/** Reports stages as shares of the whole run; what is done stays done. */
export function stageReporter(
  stages: Stages,
  { onEvent }: Pick<RunContext, "onEvent">,
): (stage: string, share: number, detail?: string) => void {
  let fraction = 0;
  return (stage, share, detail) => {
    const position = stages.findIndex(([name]) => name === stage);
    const start = position > 0 ? stages[position - 1][1] : 0;
    fraction = Math.max(fraction, start + share * (stages[position][1] - start));
    onEvent({ type: "progress", stage, fraction, ...(detail === undefined ? {} : { detail }) });
  };
}
