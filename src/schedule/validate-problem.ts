import { ForesolveError } from "../errors.js";
import { earliestTimes } from "./earliest-times.js";
import { operationGraph } from "./operation-graph.js";
import type { ScheduleProblem } from "./problem.js";
import { cycleFindings } from "./validate/cycle.js";
import type { Finding } from "./validate/finding.js";
import { hourFindings, leftOutWarnings } from "./validate/hours.js";
import { idFindings, nameFindings } from "./validate/names.js";
import { horizonFindings, numberFindings } from "./validate/numbers.js";
import { pinFindings } from "./validate/pins.js";
import { dateWarnings, type ProblemWarning } from "./validate/warning.js";

/**
 * Refuses problems that cannot be planned or are surely not meant, by the name and value of what is wrong: ids that
 * occur twice, unknown names, times that are no whole numbers, negative prices, calendars in disorder, precedences in a
 * ring, needs above a capacity, pins that nothing can satisfy, operations that no machine has hours for. All that is
 * found is in the error's `data.findings`; its message tells the first.
 *
 * What can be planned though it is seldom meant comes back as warnings. A due date before the release is one: overdue
 * orders and late material are a plant's everyday life, and the plan with the least tardiness is wanted all the more.
 *
 * Contradictions between several pins, or between pins and durations, are found by the search (status "infeasible").
 *
 * @throws FS_SCHEDULE_EMPTY, FS_SCHEDULE_DUPLICATE_ID, FS_SCHEDULE_UNKNOWN_NAME, FS_SCHEDULE_INVALID_TIME,
 * FS_SCHEDULE_INVALID_AMOUNT, FS_SCHEDULE_INVALID_PRICE, FS_SCHEDULE_INVALID_CURVE, FS_SCHEDULE_INVALID_CALENDAR,
 * FS_SCHEDULE_CYCLE, FS_SCHEDULE_NO_CAPACITY, FS_SCHEDULE_IMPOSSIBLE_PIN
 *
 * @example
 * import { validateProblem } from "foresolve/schedule";
 *
 * const warnings = validateProblem({
 *   name: "late material",
 *   machines: [{ id: "saw" }],
 *   jobs: [
 *     {
 *       id: "A12",
 *       release: 40,
 *       due: 30,
 *       operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }],
 *     },
 *   ],
 * });
 * warnings.map(({ kind, job }) => `${kind} ${job}`); // => ["due-before-release A12"]
 */
export function validateProblem(problem: ScheduleProblem): readonly ProblemWarning[] {
  refuse([...idFindings(problem), ...numberFindings(problem)]);
  refuse([...horizonFindings(problem), ...nameFindings(problem)]);
  const graph = operationGraph(problem);
  refuse([...cycleFindings(graph)]);
  const earliest = earliestTimes(graph, problem.machines);
  refuse([...pinFindings(problem), ...hourFindings(problem, graph, earliest)]);
  return [...dateWarnings(problem, graph, earliest), ...leftOutWarnings(problem, graph, earliest)];
}

/** What a message lists; all of it would drown the first. */
const MOST_FINDINGS = 100;

function refuse(findings: readonly Finding[]): void {
  const [first, ...others] = findings;
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` (${others.length} more in data.findings)`;
  throw new ForesolveError(first.code, {
    message: `${first.message}${more}`,
    fix: first.fix,
    data: {
      ...first.data,
      findings: findings.slice(0, MOST_FINDINGS).map(({ code, message, fix }) => ({ code, message, fix })),
    },
  });
}
