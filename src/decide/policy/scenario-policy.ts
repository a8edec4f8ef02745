import { ForesolveError } from "../../errors.js";
import type { FittedDistributionalPredictor } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import { HighsSession, valuesOf } from "../../solve/index.js";
import { requireOption } from "../invalid-option.js";
import type { DecisionProblem } from "../problem/decision-problem.js";
import { exposureOf } from "../problem/exposure.js";
import { slackened } from "../problem/judge.js";
import type { DecideOptions, Policy, PolicyKind } from "./decision.js";
import { PredictThenOptimise } from "./predict-then-optimise.js";
import { allColumns } from "../problem/recourse.js";
import { scenarioForm, type ScenarioForm } from "../problem/scenario-form.js";
import { requireFitted, requireSameTarget } from "../problem/target-check.js";

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
 * penalties is for the mean of the scenarios; its `predictedObjective` is the mean over the scenarios. Deadlines and fallbacks are those
 * of `policy`.
 *
 * @throws ForesolveError `FS_DECIDE_TARGET_MISMATCH`, `FS_DECIDE_INVALID_OPTION` for a number of scenarios that is not a whole
 * number of at least 1 and for a predictor that draws none; `decide` throws `FS_DECIDE_NO_DECISION` when no plan satisfies all scenarios (a recourse makes one).
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
  requireFitted(predictor);
  requireOption("scenarioPolicy", "scenarios", scenarios, { least: 1, whole: true });
  if (typeof (predictor as Partial<typeof predictor>).scenarios !== "function") {
    throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
      message: `Predictor "${predictor.name}" of scenarioPolicy draws no scenarios.`,
      fix: "Pass a predictor of distributions, such as nearestNeighbours, or plan for the one prediction with policy().",
      data: { option: "predictor", value: predictor.name },
    });
  }
  const name = options.name ?? `${predictor.name}, ${scenarios} scenarios`;
  const { form } = problem;
  const stages = problem.stages ?? allColumns(form);
  const joint = scenarioForm(form, stages, scenarios);
  const inner = new PredictThenOptimise<Drawn<Row>>(
    name,
    kind,
    { predict: ([{ parameters }]) => parameters },
    jointly(problem, joint),
    [],
  );
  const draw = (row: Row): Drawn<Row> => {
    const drawn = predictor.scenarios([row], { count: scenarios, seed });
    const dimension = drawn.length / scenarios;
    const parameters = new Float64Array(joint.form.slots.count);
    const mean = new Float64Array(dimension);
    for (let scenario = 0; scenario < scenarios; scenario++) {
      const values = drawn.subarray(scenario * dimension, (scenario + 1) * dimension);
      parameters.set(problem.slotsOf?.(values, row) ?? values, scenario * form.slots.count);
      for (let entry = 0; entry < dimension; entry++) mean[entry] += values[entry] / scenarios;
    }
    return { row, parameters, mean };
  };
  return {
    name,
    kind,
    open: () => inner.open(),
    async decide(row, { deadlineMs, fallback } = {}) {
      const started = performance.now();
      const drawn = draw(row);
      const decision = await inner.decide(drawn, {
        // As it was given where it is no number: refusing it is not for here.
        ...(deadlineMs !== undefined && { deadlineMs: deadlineMs - (performance.now() - started) }),
        ...(fallback !== undefined && { fallback: inEachScenario(fallback, joint, form.columns) }),
      });
      const first = decision.columnValues.slice(0, form.columns);
      const columnValues = slackened(problem, first, problem.slotsOf?.(drawn.mean, row) ?? drawn.mean);
      return {
        ...decision,
        prediction: drawn.mean,
        columnValues,
        value: (variable) => valuesOf(form, columnValues, variable),
        ...exposureOf(form, columnValues),
        because: [],
        elapsedMs: performance.now() - started,
      };
    },
    dispose: () => inner.dispose(),
  };
}

/** A row and what may become of it. */
interface Drawn<Row> {
  readonly row: Row;
  /** [slots of the joint form] */
  readonly parameters: Float64Array;
  /** [entries] */
  readonly mean: Float64Array;
}

/** The joint model in place of a problem's own; what its scenarios pay for is decided like everything else. */
function jointly(problem: DecisionProblem, { form }: ScenarioForm): DecisionProblem {
  const { name, uncertain, model } = problem;
  return {
    name,
    uncertain,
    model,
    form,
    async open() {
      const solver = await HighsSession.open(form);
      return {
        solver,
        get oracle(): never {
          throw new Error(`The joint model of "${name}" has no oracle.`);
        },
        dispose: () => solver.dispose(),
      };
    },
  };
}

/** A fallback that answers for the problem's own variables: the same plan in every scenario. */
function inEachScenario<Row>(
  fallback: NonNullable<DecideOptions<Row>["fallback"]>,
  { form, columnOf }: ScenarioForm,
  columns: number,
): NonNullable<DecideOptions<Drawn<Row>>["fallback"]> {
  if (typeof fallback === "string") return fallback;
  return ({ row, mean }) => {
    const plan = typeof fallback === "function" ? fallback(row, mean) : fallback.plan(row);
    if (plan?.length === undefined || plan.length > columns) return plan;
    const all = new Float64Array(form.columns);
    for (let at = 0; at < columnOf.length; at++) all[columnOf[at]] = plan[at % columns] ?? 0;
    return all;
  };
}
