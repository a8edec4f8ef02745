import { energySuite } from "./energy.js";
import { factorySuite } from "./factory.js";
import { jobshopSuite } from "./jobshop.js";
import { latencySuite } from "./latency.js";
import { learning } from "./learning.js";
import { modelingSuite } from "./modeling.js";
import { regretSuite } from "./regret.js";
import { solvingSuite } from "./solving.js";
import { recourseSuite } from "./recourse.js";
import type { Suite } from "./suite.js";

export type { BenchOptions, BenchReport, BenchRow, Suite } from "./suite.js";

/** All suites, in the order in which they are listed. */
export const SUITES: readonly Suite[] = [
  energySuite,
  modelingSuite,
  solvingSuite,
  learning,
  regretSuite,
  latencySuite,
  recourseSuite,
  jobshopSuite,
  factorySuite,
];
