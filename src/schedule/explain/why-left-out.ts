import { ForesolveError } from "../../errors.js";
import type { ScoringOptions } from "../check/score-terms.js";
import { compareScores, type Plan, type Score } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import { comparePlans } from "./compare-plans.js";
import { recommendPlaces, type RecommendedPlace } from "./recommend-places.js";

/** Why a job is left out; plain data. */
export interface LeftOutExplanation {
  readonly job: string;
  /** What leaving it out costs at the medium level. */
  readonly price: number;
  /** The reason that the plan states. */
  readonly reason: string;
  /** The best place found for it, the rest of the plan shifted at most; null when there is none. */
  readonly best: RecommendedPlace | null;
  /** Score of the plan with the job in its best place, less that of the plan without it; null without a place. */
  readonly difference: Score | null;
  readonly text: string;
}

/**
 * Why an order is not in a plan: its price, and what the best place for it would break or cost. Places are those that
 * {@link recommendPlaces} tries; one that is found by planning everything anew may be better.
 *
 * @throws ForesolveError `FS_SCHEDULE_UNKNOWN_NAME` for a job that the plan does not leave out.
 * @example
 * import { whyLeftOut, type ScheduleProblem } from "foresolve/schedule";
 *
 * const problem: ScheduleProblem = {
 *   name: "one saw",
 *   machines: [{ id: "saw", unavailable: [{ from: 0, until: 6 }] }],
 *   jobs: [
 *     {
 *       id: "A",
 *       deadline: 9,
 *       unassignedPrice: 50,
 *       operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }],
 *     },
 *   ],
 * };
 * const plan = { operations: [], maintenance: [], unassigned: [{ job: "A", reason: "too late" }] };
 * whyLeftOut(problem, plan, "A").text;
 * // => "Job A is left out at a price of 50: too late. In its best place it would last from 6 to 11. The hard score changes by +2, from 0 to 2: deadline +2. The medium score changes by -50, from 50 to 0: unassigned -50."
 */
export function whyLeftOut(
  problem: ScheduleProblem,
  plan: Plan,
  job: string,
  options: ScoringOptions = {},
): LeftOutExplanation {
  const entry = plan.unassigned.find((other) => other.job === job);
  const price = problem.jobs.find(({ id }) => id === job)?.unassignedPrice;
  if (entry === undefined || price === undefined)
    throw new ForesolveError("FS_SCHEDULE_UNKNOWN_NAME", {
      message: `The plan of "${problem.name}" does not leave a job ${job} out.`,
      fix: "Ask for a job of `plan.unassigned`; for one that is planned, ask whyHere.",
      data: { job },
    });
  const [best = null] = recommendPlaces(problem, plan, job, { ...options, count: 1 });
  const reason = entry.reason.replace(/\.$/, "");
  const heading = `Job ${job} is left out at a price of ${price}${reason === "" ? "" : `: ${reason}`}.`;
  if (best === null)
    return { job, price, reason, best, difference: null, text: `${heading} No place was found for it.` };
  const { before, after, difference, text } = comparePlans(problem, plan, best.plan, options);
  const [change] = text.split("\n");
  const surprise =
    compareScores(after, before) < 0 ? " That is better: the plan was not searched to its end." : "";
  return {
    job,
    price,
    reason,
    best,
    difference,
    text: `${heading} In its best place it would last from ${best.start} to ${best.end}. ${change}${surprise}`,
  };
}
