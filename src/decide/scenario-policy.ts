import { ForesolveError } from "../errors.js";
import type { FittedDistributionalPredictor } from "../learn/index.js";
import type { IndexSets } from "../model/index.js";
import { HighsSession, isSolved, solutionOf, valuesOf, verifier } from "../solve/index.js";
import type { DecisionProblem } from "./decision-problem.js";
import { exposureOf } from "./exposure.js";
import { slackened } from "./judge.js";
import type { Policy, PolicyKind } from "./decision.js";
import { allColumns } from "./recourse.js";
import { scenarioForm } from "./scenario-form.js";
import { requireSameTarget } from "./target-check.js";

/** Options of {@link scenarioPolicy}. */
export interface ScenarioPolicyOptions<Row, S extends IndexSets, U extends string> {
  /** Any predictor that draws joint scenarios. */
  readonly predictor: FittedDistributionalPredictor<Row, S, U>;
  readonly problem: DecisionProblem<NoInfer<S>, NoInfer<U>>;
  /** Number of scenarios; the model grows with it. Default 20. */
  readonly scenarios?: number;
  /** Seed of the scenarios. Default 0. */
  readonly seed?: number;
  /** Default: the predictor's name and "scenarios". */
  readonly name?: string;
  /** Default "two-stage". */
  readonly kind?: PolicyKind;
}

/**
 * Decides for many scenarios at once instead of for one prediction: the first stage that is best on average over equally likely
 * scenarios, each with its own second stage and its own penalties (sample average approximation; Shapiro, Dentcheva and
 * Ruszczynski 2014, chapter 5). One warm session serves all rows. What the decision says of later stages, of `prediction` and of
 * penalties is for the mean of the scenarios; its `predictedObjective` is the mean over the scenarios.
 *
 * @throws ForesolveError `FS_DECIDE_TARGET_MISMATCH`, `FS_DECIDE_INVALID_OPTION` for a number of scenarios that is not a whole
 * number of at least 1; `decide` throws `FS_DECIDE_NO_DECISION` when no plan satisfies all scenarios (a recourse makes one).
 * @example
 * import { atLeast, model, mul } from "foresolve/model";
 * import { nearestNeighbours } from "foresolve/learn";
 * import { decisionProblem, scenarioPolicy } from "foresolve/decide";
 *
 * const supply = decisionProblem({
 *   uncertain: { demand: { over: [], unit: "MWh" } },
 *   build({ demand }) {
 *     const m = model("supply");
 *     const bought = m.variable("bought", { over: [], unit: "MWh", lower: 0 });
 *     m.require("demand", atLeast(bought, demand));
 *     m.minimize(mul(10, bought));
 *     return m;
 *   },
 *   recourse: { penalties: { demand: 100 } },
 * });
 * const days = Array.from({ length: 10 }, (_, day) => ({ features: { heat: 1 }, truth: [1 + day] }));
 * const predictor = await nearestNeighbours({ target: supply.target, neighbours: 10 }).fit(days);
 * const live = scenarioPolicy({ predictor, problem: supply, scenarios: 100 });
 * const decision = await live.decide({ heat: 1 });
 * decision.columnValues[0] >= 8; // => true
 * live.dispose();
 */
export function scenarioPolicy<Row, const S extends IndexSets, const U extends string>(
  options: ScenarioPolicyOptions<Row, S, U>,
): Policy<Row> {
  const { predictor, scenarios = 20, seed = 0, kind = "two-stage" } = options;
  const problem = options.problem as unknown as DecisionProblem;
  requireSameTarget(predictor, problem);
  if (!(Number.isInteger(scenarios) && scenarios >= 1)) {
    throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
      message: `Option scenarios of scenarioPolicy is ${scenarios}.`,
      fix: "Pass a whole number of at least 1; some dozens are common.",
      data: { option: "scenarios", value: scenarios },
    });
  }
  const name = options.name ?? `${predictor.name}, ${scenarios} scenarios`;
  const { form } = problem;
  const stages = problem.stages ?? allColumns(form);
  const joint = scenarioForm(form, stages, scenarios);
  const check = verifier(joint.form);
  let session: Promise<HighsSession> | null = null;
  const opened = (): Promise<HighsSession> => (session ??= HighsSession.open(joint.form));
  return {
    name,
    kind,
    open: async () => void (await opened()),
    async decide(row, { deadlineMs } = {}) {
      const started = performance.now();
      const solver = await opened();
      const drawn = predictor.scenarios([row], { count: scenarios, seed });
      const dimension = drawn.length / scenarios;
      const parameters = new Float64Array(joint.form.slots.count);
      const mean = new Float64Array(dimension);
      for (let scenario = 0; scenario < scenarios; scenario++) {
        const values = drawn.subarray(scenario * dimension, (scenario + 1) * dimension);
        parameters.set(problem.slotsOf?.(values, row) ?? values, scenario * form.slots.count);
        for (let entry = 0; entry < dimension; entry++) mean[entry] += values[entry] / scenarios;
      }
      solver.setParameters(parameters);
      const remainingMs = deadlineMs === undefined ? null : deadlineMs - (performance.now() - started);
      const solution = solutionOf(
        solver,
        remainingMs === null ? {} : { deadlineMs: Math.max(remainingMs, Number.MIN_VALUE) },
        check,
      );
      if (!isSolved(solution)) {
        throw new ForesolveError("FS_DECIDE_NO_DECISION", {
          message: `Policy "${name}" has no decision to give. ${solution.reason}`,
          fix: "Give the problem a recourse, so that every scenario can be met at a price; leave the model time enough.",
          data: { policy: name, model: form.name },
        });
      }
      const first = solution.columnValues.slice(0, form.columns);
      const columnValues = slackened(problem, first, problem.slotsOf?.(mean, row) ?? mean);
      return {
        source: solution.status === "optimal" ? "optimal" : "incumbent",
        predictedObjective: solution.objective,
        bound: Number.isFinite(solution.bound) ? solution.bound : null,
        prediction: mean,
        columnValues,
        value: (variable) => valuesOf(form, columnValues, variable),
        ...exposureOf(form, columnValues),
        because: [],
        elapsedMs: performance.now() - started,
      };
    },
    dispose() {
      const open = session;
      session = null;
      open?.then(
        (solver) => solver.dispose(),
        () => {},
      );
    },
  };
}
