import { standardForm } from "../src/model/index.js";
import { isSolved, solve, startSolverThreads, verifier } from "../src/solve/index.js";
import { hardKnapsack, marketSplit } from "./hard-models.js";
import type { BenchRow } from "./suite.js";

/** Options of {@link measureOverrun}. */
export interface OverrunOptions {
  /** Number of models. */
  readonly models?: number;
  readonly deadlineMs?: number;
}

/** How late solves of hard integer models come back, and what they bring. */
export interface Overrun {
  /** [models] ascending; below 0 where a model was solved before its deadline */
  readonly overrunsMs: Float64Array;
  /** Solves that returned a verified decision. */
  readonly withDecision: number;
  /** Solves that were told of a decision and returned none, or one that does not verify: must be 0. */
  readonly lost: number;
}

/** Solves hard integer models one after the other, each under the same deadline, and looks at the clock. */
export async function runOverrun({ models = 200, deadlineMs = 300 }: OverrunOptions = {}): Promise<Overrun> {
  startSolverThreads();
  // The first solves pay for starting threads and compiling; a live system does that before it is asked.
  await Promise.all([0, 1].map((seed) => solve(hardKnapsack(seed, 60, 5).model, { deadlineMs: 2000 })));
  const overrunsMs = new Float64Array(models);
  let withDecision = 0;
  let lost = 0;
  for (let seed = 0; seed < models; seed++) {
    const { model } =
      seed % 3 === 2
        ? marketSplit(seed, 30 + (seed % 21), 4 + (seed % 3))
        : hardKnapsack(seed, 60 + 13 * (seed % 40), 5 + (seed % 26));
    let hasSeen = false;
    const startedMs = performance.now();
    const solution = await solve(model, {
      deadlineMs,
      onProgress: ({ incumbent }) => void (hasSeen ||= incumbent !== null),
    });
    overrunsMs[seed] = performance.now() - startedMs - deadlineMs;
    const isGood =
      isSolved(solution) && verifier(standardForm(model))(new Float64Array(0), solution.columnValues).ok;
    if (isGood) withDecision++;
    else if (hasSeen) lost++;
  }
  return { overrunsMs: overrunsMs.toSorted(), withDecision, lost };
}

/** The overrun as rows of a suite. */
export async function measureOverrun(options: OverrunOptions = {}): Promise<BenchRow[]> {
  const { overrunsMs, withDecision, lost } = await runOverrun(options);
  const quantile = (level: number): number =>
    overrunsMs[Math.min(overrunsMs.length - 1, Math.ceil(level * overrunsMs.length) - 1)];
  const name = "hard integer models";
  return [
    { case: name, metric: "overrunP99Ms", value: quantile(0.99), unit: "ms" },
    { case: name, metric: "overrunP50Ms", value: quantile(0.5), unit: "ms" },
    { case: name, metric: "withDecision", value: withDecision / overrunsMs.length, unit: "share" },
    { case: name, metric: "lostDecisions", value: lost, unit: "solves" },
  ];
}
