import { ForesolveError, type ErrorCode } from "../errors.js";

/** Exit codes of the command line; docs/cli.md lists them. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  dataRefused: 3,
  stoppedEarly: 4,
  infeasible: 5,
  acceptanceFailed: 6,
  engineMissing: 7,
  interrupted: 130,
} as const;

/** Codes whose exit code does not follow from their room. */
const SPECIAL: Partial<Record<ErrorCode, number>> = {
  FS_DATA_ENGINE_MISSING: EXIT.engineMissing,
  FS_RUN_DATA_BLOCKED: EXIT.dataRefused,
  FS_SOLVE_NO_OPTIMUM: EXIT.infeasible,
  FS_DECIDE_NO_DECISION: EXIT.infeasible,
};

/** The exit code that an error leads to. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof ForesolveError)) return EXIT.unexpected;
  const special = SPECIAL[error.code];
  if (special !== undefined) return special;
  if (error.code.startsWith("FS_DATA_")) return EXIT.dataRefused;
  if (error.code.startsWith("FS_RUN_") || error.code.startsWith("FS_CLI_")) return EXIT.usage;
  return EXIT.unexpected;
}
