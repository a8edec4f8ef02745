import { ForesolveError } from "../../errors.js";
import { checkPlan } from "../check-plan.js";
import { formOf } from "../compile-problem.js";
import type { Plan } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import { schedule } from "../schedule.js";
import { validateProblem } from "../validate-problem.js";
import { RequirementList, type ScheduleRequirement } from "./requirement.js";
import { isImpossible } from "./time-windows.js";

/** Options of {@link minimalConflict}. */
export interface ConflictOptions {
  /** Steps of each search for a plan that shows that something can be kept. Default 300. */
  readonly maximumSteps?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** Whether a problem contradicts itself; plain data. */
export type ConflictAnswer =
  | {
      /** Proven: no plan keeps all members. */
      readonly status: "conflict";
      readonly members: readonly ScheduleRequirement[];
      /** True when for each member a plan was found that keeps all others. Otherwise some may not be needed. */
      readonly isMinimal: boolean;
      readonly text: string;
    }
  | {
      /** A plan that keeps all. */
      readonly status: "satisfiable";
      readonly plan: Plan;
      readonly text: string;
    }
  | {
      /** Neither a plan was found that keeps all, nor a proof that there is none. */
      readonly status: "unknown";
      readonly text: string;
    };

/**
 * Why no plan keeps all pins, deadlines and hours: a set of requirements that contradict each other, from which none can be
 * spared. Contradictions are proven by propagation of time windows, never guessed from searches that failed; there are
 * contradictions that it cannot prove ("unknown"). Method: QuickXplain, Junker, "Preferred explanations and relaxations
 * for over-constrained problems", AAAI 2004.
 *
 * Jobs that may be left out (`unassignedPrice`) contradict nothing, unless they are pinned. To plan in spite of a conflict,
 * give a job of it such a price: the plan then leaves out what costs least, and says why.
 *
 * @throws ForesolveError what `validateProblem` throws for other reasons than contradictions of this kind.
 * @example
 * import { minimalConflict } from "foresolve/schedule";
 *
 * const answer = await minimalConflict({
 *   name: "one saw",
 *   machines: [{ id: "saw", unavailable: [{ from: 0, until: 2 }] }],
 *   jobs: ["A", "B", "C"].map((id) => ({
 *     id,
 *     ...(id === "C" ? {} : { deadline: 9 }),
 *     operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 4 }] }],
 *   })),
 * });
 * answer.text.split("\n");
 * // => ["No plan can keep these 5 requirements together:", "- saw is unavailable from 0 until 2.", "- Job A must be planned.", "- Job A must end by 9.", "- Job B must be planned.", "- Job B must end by 9.", "Without any one of them, the others can be kept together."]
 */
export async function minimalConflict(
  problem: ScheduleProblem,
  options: ConflictOptions = {},
): Promise<ConflictAnswer> {
  const requirements = new RequirementList(problem);
  // Names, numbers and rings are looked at without what may contradict itself.
  const orders = requirements.all.flatMap(({ kind }, number) =>
    ["order", "task", "precedence", "resource"].includes(kind) ? [number] : [],
  );
  const bare = requirements.restricted(orders);
  if (bare.jobs.length > 0) validateProblem(bare);
  const contradicts = (numbers: readonly number[]): boolean =>
    isImpossible(formOf(requirements.restricted(numbers)));
  const all = requirements.all.map((_, number) => number);
  if (!contradicts(all)) {
    const plan = await planThatKeeps(problem, options);
    return plan === null
      ? {
          status: "unknown",
          text: "No plan was found that keeps all requirements, and no proof that there is none.",
        }
      : { status: "satisfiable", plan, text: "There is a plan that keeps all requirements." };
  }
  const members = quickXplain(all, contradicts).toSorted((a, b) => a - b);
  let isMinimal = true;
  for (const member of members) {
    const rest = requirements.restricted(members.filter((other) => other !== member));
    if (isMinimal) isMinimal = (await planThatKeeps(rest, options)) !== null;
  }
  const found = members.map((number) => requirements.all[number]);
  return { status: "conflict", members: found, isMinimal, text: textOf(found, isMinimal) };
}

/** A contradictory subset from which, as far as `contradicts` can tell, none can be spared. */
function quickXplain(all: readonly number[], contradicts: (subset: readonly number[]) => boolean): number[] {
  const explain = (
    background: readonly number[],
    isNew: boolean,
    candidates: readonly number[],
  ): number[] => {
    if (isNew && contradicts(background)) return [];
    if (candidates.length === 1) return [...candidates];
    const half = candidates.length >> 1;
    const [first, second] = [candidates.slice(0, half), candidates.slice(half)];
    const ofSecond = explain([...background, ...first], first.length > 0, second);
    const ofFirst = explain([...background, ...ofSecond], ofSecond.length > 0, first);
    return [...ofFirst, ...ofSecond];
  };
  return all.length === 0 ? [] : explain([], false, all);
}

/** A plan without any hard violation; null when none was found. */
async function planThatKeeps(
  problem: ScheduleProblem,
  { maximumSteps = 300, seed = 0 }: ConflictOptions,
): Promise<Plan | null> {
  if (problem.jobs.length === 0 && (problem.maintenance ?? []).length === 0)
    return { operations: [], maintenance: [], unassigned: [] };
  try {
    const solution = await schedule(problem, { maximumSteps, seed });
    if (!("plan" in solution)) return null;
    const { ok, score } = checkPlan(problem, solution.plan);
    return ok && score.hard === 0 ? solution.plan : null;
  } catch (error) {
    // What cannot be planned at all is refused by name before any search; here it only means that there is no plan.
    if (error instanceof ForesolveError) return null;
    throw error;
  }
}

function textOf(members: readonly ScheduleRequirement[], isMinimal: boolean): string {
  const heading =
    members.length === 1
      ? "No plan can keep this requirement:"
      : `No plan can keep these ${members.length} requirements together:`;
  const ending = !isMinimal
    ? "Some of them may not be needed for the contradiction."
    : members.length === 1
      ? "It contradicts what the rest of the problem is made of."
      : "Without any one of them, the others can be kept together.";
  return [heading, ...members.map(({ text }) => `- ${text}`), ending].join("\n");
}
