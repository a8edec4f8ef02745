import {
  compareRegrets,
  examplesOf,
  mixedFormsCase,
  realisedObjectives,
  regretOf,
  type MixedFormsCase,
  type Regret,
  type TrainableProblem,
} from "../../src/decide/index.js";
import { oracleBatch, type Oracle } from "../../src/solve/index.js";
import type { BenchRow } from "../suite.js";
import { METHODS } from "./methods.js";
import type { CaseSets } from "./regret-case.js";

const SEEDS = 5;
const TRAIN_ROWS = 1000;
const TEST_ROWS = 1000;

/** Predictors fitted in the ordinary way, and the same ones trained through decisions. */
const PAIRS: readonly (readonly [string, string])[] = [
  ["two-stage", "spo+"],
  ["log", "log spo+"],
  ["quadratic", "quadratic spo+"],
  ["network", "network spo+"],
  ["row-trees", "boosted spo+"],
  ["tree", "spo-tree"],
];

/** Without a counterpart. */
const OTHERS: readonly string[] = ["trees", "forest"];

/**
 * What training through decisions brings where no transform of the costs makes the predictor right: `mixedFormsCase`, five seeds. For each
 * predictor the regret of its ordinary fit and of the same one trained through SPO+, and how far the latter is ahead, in percentage
 * points, with the 95 % interval of a paired bootstrap over all test rows.
 */
export async function misfit(onNote: (text: string) => void): Promise<BenchRow[]> {
  const cases = Array.from({ length: SEEDS }, (_, seed) =>
    mixedFormsCase({ rows: TRAIN_ROWS + TEST_ROWS, seed }),
  );
  const name = `misfit sp5x5, ${SEEDS} seeds`;
  const rows: BenchRow[] = [];
  const regrets = new Map<string, Regret>();
  const judged = async (
    method: string,
    decide: (given: MixedFormsCase) => Promise<Float64Array>,
  ): Promise<void> => {
    onNote(`${name}: ${method}`);
    const regret = await pooled(cases, decide);
    regrets.set(method, regret);
    rows.push({ case: name, metric: `regret:${method}`, value: 100 * regret.ratioOfSums, unit: "%" });
  };
  await judged("floor", async ({ conditionalMeans, dimension }) =>
    conditionalMeans.subarray(TRAIN_ROWS * dimension),
  );
  for (const method of [...PAIRS.flat(), ...OTHERS])
    await judged(method, (given) => predictions(method, given));
  for (const [plain, trained] of PAIRS) {
    const { advantage } = compareRegrets(
      { name: trained, regret: regrets.get(trained)! },
      { name: plain, regret: regrets.get(plain)! },
      { blockLength: 1, level: 0.95, seed: 0 },
    );
    for (const figure of ["estimate", "lower", "upper"] as const)
      rows.push({
        case: name,
        metric: `advantage.${figure}:${trained} over ${plain}`,
        value: 100 * advantage![figure],
        unit: "points",
      });
  }
  return rows;
}

async function predictions(name: string, given: MixedFormsCase): Promise<Float64Array> {
  const { fit } = METHODS.find((candidate) => candidate.name === name)!;
  const problem = given.problem as unknown as TrainableProblem<CaseSets>;
  const fitted = await fit({ data: examplesOf(given, 0, TRAIN_ROWS), problem, seed: 0 });
  return fitted.predict(
    examplesOf(given, TRAIN_ROWS, TRAIN_ROWS + TEST_ROWS).map(({ features }) => features),
  );
}

/** Regret on the test rows of all cases together. */
async function pooled(
  cases: readonly MixedFormsCase[],
  decide: (given: MixedFormsCase) => Promise<Float64Array>,
): Promise<Regret> {
  const realised = new Float64Array(cases.length * TEST_ROWS);
  const best = new Float64Array(cases.length * TEST_ROWS);
  let sense: Oracle["sense"] = "minimize";
  for (const [position, given] of cases.entries()) {
    const { dimension } = given;
    const { oracle, dispose } = await given.problem.open();
    ({ sense } = oracle);
    const truths = given.costs.subarray(TRAIN_ROWS * dimension);
    const hindsight = oracleBatch(TEST_ROWS, dimension);
    const decided = oracleBatch(TEST_ROWS, dimension);
    oracle.solveBatch(truths, hindsight);
    oracle.solveBatch(await decide(given), decided);
    dispose();
    realised.set(realisedObjectives(decided, truths), position * TEST_ROWS);
    best.set(hindsight.objectives, position * TEST_ROWS);
  }
  return regretOf(sense, realised, best);
}
