import {
  backtest,
  decisionProblem,
  outcomeOf,
  pairedInterval,
  policy,
  quadraticLayer,
  safetyMargin,
  scenarioPolicy,
  scoreFunction,
  train,
  type DecisionLoss,
  type JointProblem,
} from "../src/decide/index.js";
import { nearestNeighbours, ridge, type Example, type FittedPredictor } from "../src/learn/index.js";
import { randomStream } from "../src/math/index.js";
import {
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  subtract,
  total,
  type IndexSets,
} from "../src/model/index.js";
import { cpuMs, versions, type BenchRow, type Suite } from "./suite.js";

interface Row {
  readonly x: number;
  readonly y: number;
}

interface RecourseCase {
  readonly name: string;
  readonly problem: JointProblem;
  /** Positions of the values that a safety margin is for: those in constraints. */
  readonly atRisk: readonly number[];
  /** The expected values of a row; what comes true lies around them. */
  expected(row: Row): number[];
}

/** Options of {@link measureRecourse}. */
export interface RecourseOptions {
  /** Rows to fit on, to tune the margin on, and to test on. Default 300, 100, 300. */
  readonly rows?: readonly [train: number, validation: number, test: number];
  /** Most passes of the trainings through realised costs; each decides `SAMPLES` times or once a row. Default 5 and 20. */
  readonly epochs?: readonly [score: number, layer: number];
  /** Default 20. */
  readonly scenarios?: number;
  readonly onNote?: (text: string) => void;
}

/** Decisions per row and step of the training through realised costs by the score function. */
const SAMPLES = 3;

/** Spread of the truth around what is expected, as a share of it. */
const NOISE = 0.35;

/**
 * Two problems whose unknowns are in constraints, six ways to decide: for the prediction, for the prediction with a safety
 * margin that was tuned on validation, for predictions that were trained through realised costs, by their values alone (the score
 * function) or by their slopes (a quadratic layer), for scenarios of a distribution, and in hindsight. Data are simulated.
 */
export async function measureRecourse(options: RecourseOptions = {}): Promise<BenchRow[]> {
  const {
    rows: [fitted, tuned, tested] = [300, 100, 300],
    epochs = [5, 20],
    scenarios = 20,
    onNote,
  } = options;
  const result: BenchRow[] = [];
  for (const { name, problem, atRisk, expected } of [knapsack(), production()]) {
    onNote?.(name);
    const examples = draw(name, fitted + tuned + tested, expected);
    const fitting = examples.slice(0, fitted);
    const tuning = examples.slice(fitted, fitted + tuned);
    const data = examples.slice(fitted + tuned);
    const { target } = problem;
    const twoStage = await ridge<Row, typeof target.over, string>({ target }).fit(fitting);
    const safe = await safetyMargin({
      predictor: twoStage,
      problem,
      validation: tuning,
      entries: atRisk,
    });
    // All that a method may see beside the test rows: the margin took the validation rows, the neighbours take them as well.
    const neighbours = await nearestNeighbours<Row, typeof target.over, string>({
      target,
      neighbours: 40,
    }).fit([...fitting, ...tuning]);
    const trainedBy = async (loss: DecisionLoss, most: number): Promise<FittedPredictor<Row, IndexSets>> => {
      let trained: FittedPredictor<Row, IndexSets> | null = null;
      const milliseconds = await cpuMs(async () => {
        trained = await train(ridge<Row, typeof target.over, string>({ target }), {
          data: [...fitting, ...tuning],
          loss,
          through: problem,
          epochs: most,
        });
      });
      result.push({ case: name, metric: `cpu:${loss.name}`, value: milliseconds / 1000, unit: "s" });
      return trained!;
    };
    const byScore = await trainedBy(scoreFunction({ samples: SAMPLES }), epochs[0]);
    const byLayer = await trainedBy(quadraticLayer(), epochs[1]);
    const report = await backtest<Row>({
      problem,
      policies: [
        policy({ predictor: twoStage, problem, name: "two-stage" }),
        policy({ predictor: safe, problem, name: "margin" }),
        policy({ predictor: byScore, problem, name: "score" }),
        policy({ predictor: byLayer, problem, name: "qp" }),
        scenarioPolicy({ predictor: neighbours, problem, scenarios, name: "scenarios" }),
      ],
      data,
      blockLength: 1,
    });
    result.push({ case: name, metric: "margin", value: safe.margin, unit: "standard deviations" });
    const baseline = report.policies[0];
    const better = report.sense === "maximize" ? 1 : -1;
    for (const policyResult of report.policies.slice(0, -1)) {
      const { name: method, ratioOfSums, objectives } = policyResult;
      result.push({ case: name, metric: `regret:${method}`, value: 100 * ratioOfSums, unit: "%" });
      if (policyResult === baseline) continue;
      const interval = pairedInterval(
        objectives.map((value, row) => better * (value - baseline.objectives[row])),
        { against: baseline.name, blockLength: 1, level: 0.95, seed: 0 },
      );
      if (interval === null) continue;
      const perRow = (value: number): number => value / data.length;
      const against = { case: name, unit: "objective per row", peer: baseline.name };
      result.push(
        { ...against, metric: `advantage:${method}`, value: perRow(interval.estimate) },
        { ...against, metric: `advantageLower:${method}`, value: perRow(interval.lower) },
        { ...against, metric: `advantageUpper:${method}`, value: perRow(interval.upper) },
      );
      onNote?.(
        `${name}, ${method} against two-stage (95 % interval, ${data.length} rows): ${outcomeOf(interval)}`,
      );
    }
  }
  return result;
}

/** Suite "recourse": unknowns in constraints. */
export const recourseSuite: Suite = {
  name: "recourse",
  async run({ onNote }) {
    const rows = await measureRecourse({ onNote });
    return { suite: "recourse", versions: await versions(), rows };
  },
};

function draw(name: string, count: number, expected: (row: Row) => number[]): Example<Row>[] {
  const stream = randomStream("recourse").split(name);
  return Array.from({ length: count }, () => {
    const features = { x: stream.uniform(), y: stream.uniform() };
    const truth = expected(features).map((value) => value * Math.exp(NOISE * stream.normal()));
    return { features, truth };
  });
}

/** Which items to load when weights are unknown; each unit of overweight costs more than the best item brings per unit. */
function knapsack(): RecourseCase {
  const count = 12;
  const item = indexSet("item", count);
  const stream = randomStream("recourse knapsack");
  const values = Float64Array.from({ length: count }, () => 8 + 8 * stream.uniform());
  const slopes = Array.from({ length: count }, () => [stream.uniform(), stream.uniform()] as const);
  const problem = decisionProblem({
    uncertain: { weight: { over: [item] } },
    build({ weight }) {
      const m = model("knapsack, weights unknown");
      const take = m.variable("take", { over: [item], domain: "binary" });
      m.require("capacity", atMost(total(mul(weight, take)), 40));
      m.maximize(total(mul(parameter({ over: [item], data: values }), take)));
      return m;
    },
    recourse: { penalties: { capacity: 6 } },
  });
  return {
    name: "knapsack, weights unknown",
    problem: problem as unknown as JointProblem,
    atRisk: [...item.keys.keys()],
    expected: ({ x, y }) => slopes.map(([a, b]) => 4 + 8 * a * x + 8 * b * y),
  };
}

/** How much to make of each product before its demand and its price are known; what is not sold is lost. */
function production(): RecourseCase {
  const count = 5;
  const product = indexSet("product", count);
  const stream = randomStream("recourse production");
  const cost = Float64Array.from({ length: count }, () => 2 + 4 * stream.uniform());
  const slopes = Array.from({ length: count }, () => [stream.uniform(), stream.uniform()] as const);
  const problem = decisionProblem({
    uncertain: { price: { over: [product] }, demand: { over: [product] } },
    build({ price, demand }) {
      const m = model("production, demand and price unknown");
      const made = m.variable("made", { over: [product], lower: 0 });
      const sold = m.variable("sold", { over: [product], lower: 0 });
      m.require("capacity", atMost(total(made), 60));
      m.require("demand", atMost(sold, demand));
      m.require("stock", atMost(subtract(sold, made), 0));
      m.maximize(
        subtract(total(mul(price, sold)), total(mul(parameter({ over: [product], data: cost }), made))),
      );
      return m;
    },
    recourse: { firstStage: ["made"] },
  });
  return {
    name: "production, demand and price unknown",
    problem: problem as unknown as JointProblem,
    atRisk: Array.from({ length: count }, (_, entry) => count + entry),
    expected: ({ x, y }) => [
      ...slopes.map(([a]) => 9 + 3 * a * y),
      ...slopes.map(([a, b]) => 5 + 15 * a * x + 10 * b * y),
    ],
  };
}
