import type { ProbeAnswer } from "./feasibility-probe.js";

/** A conflicting subset of requirements. */
export interface Conflict {
  /** Ascending. */
  readonly members: readonly number[];
  /** True when without any one member the others were shown to be satisfiable together. */
  readonly isMinimal: boolean;
}

/**
 * Shrinks a contradictory set until no member can be spared. The deletion filter of Chinneck and Dravnieks, "Locating
 * Minimal Infeasible Constraint Sets in Linear Programs", ORSA Journal on Computing 3 (1991): whatever can be left out
 * without making the rest satisfiable is left out. Two shortcuts: several members are tried at once, first half of
 * them, then ever fewer; and an answer that comes with a proof drops everything that the proof does not rest on.
 *
 * `firstChunk`: how many are tried at once at first; 1 where `start` is nearly minimal already. `ask` is about a subset of `start`; an "unknown" keeps what was to be left out, and costs the claim of minimality.
 */
export function minimalConflict(
  start: readonly number[],
  ask: (subset: readonly number[]) => ProbeAnswer,
  firstChunk: number = start.length >> 1,
): Conflict {
  let members = [...start];
  let unproven = 0;
  let size = Math.max(1, firstChunk);
  for (;;) {
    // Members before this position were shown to be needed, at this size of chunks.
    let position = 0;
    unproven = 0;
    while (position < members.length) {
      const chunk = members.slice(position, position + size);
      const rest = [...members.slice(0, position), ...members.slice(position + size)];
      const answer = ask(rest);
      if (answer.status !== "infeasible") {
        if (answer.status === "unknown") unproven += 1;
        position += chunk.length;
        continue;
      }
      // What was needed in a larger set is needed in every conflict within it, so that the position stands.
      const support = answer.support === null ? null : new Set(answer.support);
      const keeps = (member: number): boolean => support === null || support.has(member);
      position = members.slice(0, position).filter(keeps).length;
      members = rest.filter(keeps);
    }
    if (size === 1) break;
    size = Math.max(1, size >> 1);
  }
  return { members: members.toSorted((a, b) => a - b), isMinimal: unproven === 0 };
}
