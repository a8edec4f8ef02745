import { ForesolveError } from "../../errors.js";
import type { Oracle, OracleBatch } from "../oracle.js";

/** What one problem family brings to an oracle: everything but the batch. */
export interface ProblemFamily {
  /** What the messages call it, such as "shortest path". */
  readonly name: string;
  readonly dimension: number;
  readonly sense: Oracle["sense"];
  /**
   * Writes the best decision for the costs from position `from` on to the same positions of `decision` (which hold
   * zeros), and returns its objective. `row` is for messages.
   */
  decide(costs: Float64Array, from: number, decision: Float64Array, row: number): number;
}

/** An oracle whose uncertain values are the costs of a decision's entries: the exposure is the decision itself. */
export function combinatorialOracle(family: ProblemFamily): Oracle {
  const { dimension, sense } = family;
  let solves = 0;
  return {
    dimension,
    sense,
    get solves() {
      return solves;
    },
    solveBatch(costs, out) {
      const rows = requireBatch(family, costs, out);
      out.exposures.fill(0, 0, costs.length);
      out.fixedCosts.fill(0, 0, rows);
      for (let row = 0; row < rows; row++) {
        const from = row * dimension;
        requireFinite(family, costs, from, row);
        out.objectives[row] = family.decide(costs, from, out.exposures, row);
        solves++;
      }
    },
  };
}

function requireBatch({ name, dimension }: ProblemFamily, costs: Float64Array, out: OracleBatch): number {
  const rows = costs.length / dimension;
  const room = Math.min(out.objectives.length, out.fixedCosts.length);
  if (Number.isInteger(rows) && room >= rows && out.exposures.length >= costs.length) return rows;
  throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
    message: `A batch of ${costs.length} costs for a ${name} oracle of dimension ${dimension} and room for ${room} row(s) do not fit together.`,
    fix: "Pass costs of rows x dimension numbers, and oracleBatch(rows, dimension) for the results.",
    data: { costs: costs.length, dimension, room },
  });
}

function requireFinite(
  { name, dimension }: ProblemFamily,
  costs: Float64Array,
  from: number,
  row: number,
): void {
  // Zero times anything finite is zero, times anything else it is not a number: one sum checks them all.
  let check = 0;
  for (let k = from; k < from + dimension; k++) check += costs[k] * 0;
  if (check === 0) return;
  const entry = costs.subarray(from, from + dimension).findIndex((cost) => !Number.isFinite(cost));
  throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
    message: `Cost ${entry} of row ${row} of a batch for a ${name} oracle is ${costs[from + entry]}.`,
    fix: "Pass finite numbers; a NaN here usually comes from a predictor that met a missing feature.",
    data: { row, entry, value: costs[from + entry] },
  });
}

/** The error of a structure that cannot be read as the problem it should be. */
export function invalidStructure(
  message: string,
  fix: string,
  data: Readonly<Record<string, unknown>>,
): ForesolveError {
  return new ForesolveError("FS_SOLVE_INVALID_STRUCTURE", { message, fix, data });
}

/** The error of a structure under which no decision is feasible, whatever the costs. */
export function noDecision(
  message: string,
  fix: string,
  data: Readonly<Record<string, unknown>>,
): ForesolveError {
  return new ForesolveError("FS_SOLVE_NO_DECISION", { message, fix, data });
}

/** Refuses a count that is not a whole number within its limits. */
export function requireCount(what: string, count: number, least: number, most: number = 2 ** 31 - 1): void {
  if (Number.isInteger(count) && count >= least && count <= most) return;
  throw invalidStructure(
    `${what} is ${count}.`,
    most < 2 ** 31 - 1
      ? `Pass a whole number from ${least} to ${most}.`
      : `Pass a whole number of at least ${least}.`,
    { what, count, least, most },
  );
}
