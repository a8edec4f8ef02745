import type { Example } from "../../learn/index.js";
import { oracleBatch } from "../../solve/index.js";
import type { DecisionProblem } from "../problem/decision-problem.js";
import type { Decision } from "../policy/decision.js";
import { openJudge } from "../problem/judge.js";
import { ofExample } from "../problem/of-example.js";
import { realisedObjectives } from "./regret.js";

/** Best objectives in hindsight, [rows]. */
export async function bestObjectives(
  problem: DecisionProblem,
  data: readonly Example<unknown>[],
  truths: Float64Array,
): Promise<Float64Array> {
  if (!isObjectiveOnly(problem)) {
    const judge = await openJudge(problem);
    try {
      return Float64Array.from(data, ({ features, truth }, row) =>
        ofExample(row, () => judge.best(truth, features)),
      );
    } finally {
      judge.dispose();
    }
  }
  const session = await problem.open();
  try {
    const batch = oracleBatch(data.length, problem.form.slots.count);
    session.oracle.solveBatch(truths, batch);
    return batch.objectives;
  } finally {
    session.dispose();
  }
}

/** What decisions turn out to be worth, [rows]. */
export async function realisedOf(
  problem: DecisionProblem,
  decisions: readonly Decision[],
  data: readonly Example<unknown>[],
  truths: Float64Array,
): Promise<Float64Array> {
  if (!isObjectiveOnly(problem)) {
    const judge = await openJudge(problem);
    try {
      return Float64Array.from(decisions, ({ columnValues }, row) =>
        ofExample(row, () => judge.realisedCost(columnValues, data[row].truth, data[row].features)),
      );
    } finally {
      judge.dispose();
    }
  }
  const dimension = truths.length / decisions.length;
  const exposures = new Float64Array(truths.length);
  for (const [row, decision] of decisions.entries()) exposures.set(decision.exposure, row * dimension);
  const fixedCosts = Float64Array.from(decisions, (decision) => decision.fixedCost);
  return realisedObjectives({ exposures, fixedCosts }, truths);
}

/** Whether what a decision is worth can be read off its exposure to the truth. */
function isObjectiveOnly({ stages }: DecisionProblem): boolean {
  return stages === undefined;
}
