import { energySuite } from "./energy.js";
import { unknownSuite, type Suite } from "./suite.js";

export type { BenchOptions, BenchReport, BenchRow, Suite } from "./suite.js";

/** All suites, in the order in which they are listed. */
export const SUITES: readonly Suite[] = [energySuite];

/** The suite of a name. Throws `FS_CLI_UNKNOWN_SUITE`. */
export function findSuite(name: string): Suite {
  const suite = SUITES.find((candidate) => candidate.name === name);
  if (suite === undefined)
    throw unknownSuite(
      name,
      SUITES.map((candidate) => candidate.name),
    );
  return suite;
}
