import { ForesolveError } from "../errors.js";
import { energy, factory, type Program } from "../programs/index.js";

/** All programs, in the order in which they are listed. */
export const PROGRAMS: readonly Program[] = [energy as unknown as Program, factory as unknown as Program];

/**
 * The program of a name.
 *
 * @throws ForesolveError `FS_RUN_UNKNOWN_PROGRAM`.
 */
export function findProgram(name: string): Program {
  const program = PROGRAMS.find((candidate) => candidate.name === name);
  if (program !== undefined) return program;
  throw new ForesolveError("FS_RUN_UNKNOWN_PROGRAM", {
    message: `There is no program "${name}".`,
    fix: `Use one of: ${PROGRAMS.map((candidate) => candidate.name).join(", ")}.`,
    data: { program: name },
  });
}
