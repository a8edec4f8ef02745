import type { StandardForm } from "../../model/index.js";
import { loadClarabel, type OpenClarabel } from "../../solve/index.js";
import { invalidOption } from "../invalid-option.js";
import type { DecisionLoss, LossBatch, LossContext } from "../losses/loss.js";
import { outcomeLayer } from "./outcome-layer.js";
import { regularisationScale } from "./regularised-decision.js";
import { SmoothDecision } from "./smooth-decision.js";

/** What tells one loss of a decision that is differentiated through from another. */
export interface LayerSettings {
  readonly owner: string;
  readonly name: string;
  readonly source: string;
  /** In multiples of the scale of the training truths. */
  readonly lambda: number;
  /** The same where unknown values are not in the objective alone. */
  readonly outcomeLambda: number;
  /** What the owner asks of a model that it does not take; null for one that it takes. */
  demand(form: StandardForm): string | null;
}

/** The loss of a decision that is differentiated through: what its losses have in common. */
export function layerLoss(settings: LayerSettings): DecisionLoss {
  const { owner, name, source } = settings;
  let openClarabel: OpenClarabel | null = null;
  return {
    name,
    source,
    takesOutcomes: true,
    async load() {
      openClarabel ??= await loadClarabel();
    },
    begin(context) {
      if (openClarabel === null)
        throw invalidOption(
          owner,
          "begin",
          "called too early",
          "the loss to train, or await its load() first",
        );
      const outcomes = context.outcomes ?? null;
      const form = outcomes?.form ?? formOf(owner, context);
      const demanded = settings.demand(form);
      if (demanded !== null) throw invalidOption(owner, "through", form.name, demanded);
      return outcomes === null
        ? costLayer(settings, context, form, openClarabel)
        : outcomeLayer(settings, context, outcomes, openClarabel);
    },
  };
}

function formOf(owner: string, { oracle, session, form: formOfProblem }: LossContext): StandardForm {
  const form = session?.solver.form ?? formOfProblem?.() ?? null;
  if (form !== null && form.slots.count === oracle.dimension) return form;
  throw invalidOption(
    owner,
    "through",
    "a problem that is an oracle alone",
    "a problem that has a model (decisionProblem, or oracleProblem with build), all of whose slots are predicted, or a loss that needs no model: regularisedFrankWolfe, perturbedOptimizer, spoPlus",
  );
}

/** Where only costs are unknown, the decision for the prediction is worth what it costs under the truth. */
function costLayer(
  { owner, lambda }: LayerSettings,
  { oracle, truths: allTruths, optima: allOptima }: LossContext,
  form: StandardForm,
  open: OpenClarabel,
): (batch: LossBatch) => void {
  const strength = lambda * regularisationScale(allTruths, allOptima).strength;
  const decision = new SmoothDecision(owner, form, strength, open);
  const { dimension } = oracle;
  const sign = oracle.sense === "minimize" ? 1 : -1;
  return ({ rows, predictions, truths, optima, losses, cotangents }) => {
    for (let row = 0; row < rows; row++) {
      const from = row * dimension;
      decision.solve(predictions.subarray(from, from + dimension));
      const { objective, slope } = decision.worth(truths.subarray(from, from + dimension));
      losses[row] = sign * (objective - optima.objectives[row]);
      decision.pullBack(
        slope.map((value) => sign * value),
        cotangents,
        from,
      );
    }
  };
}
