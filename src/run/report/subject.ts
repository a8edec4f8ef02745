import type { PolicySummary, ProgramOutcome } from "../../programs/index.js";

/** The policy that the report is about. */
export interface Subject {
  readonly policy: PolicySummary;
  /** "recommended": named so by the program. "best": it had the best objective of those that can be followed. */
  readonly role: "recommended" | "best";
}

/** The policy whose plan is recommended, or else the best one that is no hindsight; null when there is none. */
export function subjectOf(outcome: ProgramOutcome): Subject | null {
  const recommended = outcome.policies.find(
    ({ name, kind }) => name === outcome.recommended && kind !== "hindsight",
  );
  if (recommended !== undefined) return { policy: recommended, role: "recommended" };
  const best = bestPolicy(outcome);
  return best === null ? null : { policy: best, role: "best" };
}

/** The policy with the best objective, perfect hindsight apart. */
export function bestPolicy({ policies, objective }: ProgramOutcome): PolicySummary | null {
  const better = objective.sense === "maximize" ? 1 : -1;
  return policies
    .filter(({ kind }) => kind !== "hindsight")
    .reduce<PolicySummary | null>(
      (best, policy) => (best === null || better * (policy.objective - best.objective) > 0 ? policy : best),
      null,
    );
}
