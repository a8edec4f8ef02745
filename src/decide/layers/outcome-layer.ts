import { filledForm } from "../../model/index.js";
import type { OpenClarabel } from "../../solve/index.js";
import type { LayerSettings } from "./layer-loss.js";
import type { LossBatch, LossContext, Outcomes } from "../losses/loss.js";
import { RealisedOutcome } from "./realised-outcome.js";
import { relaxation } from "./relaxation.js";
import { objectiveAt, SmoothDecision } from "./smooth-decision.js";
import { truthRange } from "./truth-range.js";

/** Truths whose best plans tell the scale of the term. */
const SCALED_BY = 50;

/**
 * Where unknown values are in constraints too, the decision for the prediction is worth what comes of its first stage under the truth.
 * Slope of the realised cost by the prediction: (subgradient of the realised cost by the first stage) x (derivative of the
 * first stage by the prediction). Predictions beyond the range of the training truths are decided on as at its edge, so that none asks
 * for what cannot be (a demand below 0); their slope is that at the edge where it leads back, and 0 where it leads further away.
 */
export function outcomeLayer(
  { owner, outcomeLambda }: LayerSettings,
  { oracle: { dimension, sense }, truths: allTruths }: LossContext,
  outcomes: Outcomes,
  open: OpenClarabel,
): (batch: LossBatch) => void {
  const { form, stages } = outcomes;
  const strength = outcomeLambda * scaleOf(outcomes, allTruths, dimension, open);
  const decision = new SmoothDecision(owner, form, strength, open);
  const realised = new RealisedOutcome(form, stages, open);
  const sign = sense === "minimize" ? 1 : -1;
  const { lowest, highest } = truthRange(allTruths, dimension);
  const slopes = new Float64Array(form.slots.count);
  return ({ rows, examples, predictions, truths, optima, losses, cotangents }) => {
    for (let row = 0; row < rows; row++) {
      const from = row * dimension;
      const asked = predictions.slice(from, from + dimension);
      const values = asked.map((value, k) => Math.min(highest[k], Math.max(lowest[k], value)));
      decision.solve(outcomes.slotsOf(values, examples[row]));
      const truth = outcomes.slotsOf(truths.subarray(from, from + dimension), examples[row]);
      realised.judge(decision.columnValues, truth);
      losses[row] = sign * (realised.objective - optima.objectives[row]);
      decision.pullBack(
        realised.slope.map((value) => sign * value),
        slopes,
        0,
      );
      for (let k = 0; k < dimension; k++) {
        const leadsAway = (asked[k] - values[k]) * slopes[k] < 0;
        cotangents[from + k] = leadsAway ? 0 : slopes[k];
      }
    }
  };
}

/** With this as strength, the term weighs half as much at the best plans for truths as what they cost. */
function scaleOf(
  { form, slotsOf }: Outcomes,
  truths: Float64Array,
  dimension: number,
  open: OpenClarabel,
): number {
  const session = open(relaxation(form));
  const examples = truths.length / dimension;
  const step = Math.max(1, Math.ceil(examples / SCALED_BY));
  let [sizes, squares] = [0, 0];
  for (let example = 0; example < examples; example += step) {
    const truth = slotsOf(truths.subarray(example * dimension, (example + 1) * dimension), example);
    session.setParameters(truth);
    if (session.run().status !== "optimal") continue;
    const { columnValues } = session;
    sizes += Math.abs(objectiveAt(filledForm(form, truth), columnValues));
    for (const value of columnValues) squares += value * value;
  }
  session.dispose();
  // Plans that are all 0, or cost nothing, have no scale.
  return sizes === 0 || squares === 0 ? 1 : sizes / squares;
}
