import type { StandardForm } from "../model/index.js";
import { loadClarabel, type OpenClarabel } from "../solve/index.js";
import { invalidOption } from "./invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { regularisationScale } from "./regularised-decision.js";
import { SmoothDecision } from "./smooth-decision.js";

/** The loss of a decision that is differentiated through: what its losses have in common. */
export function layerLoss(settings: {
  readonly owner: string;
  readonly name: string;
  readonly source: string;
  /** In multiples of the scale of the training truths. */
  readonly lambda: number;
  /** What the owner asks of a model that it does not take; null for one that it takes. */
  demand(form: StandardForm): string | null;
}): DecisionLoss {
  const { owner, name, source, lambda, demand } = settings;
  let openClarabel: OpenClarabel | null = null;
  return {
    name,
    source,
    async load() {
      openClarabel ??= await loadClarabel();
    },
    begin({ oracle, session, form: formOf, truths: allTruths, optima: allOptima }) {
      if (openClarabel === null)
        throw invalidOption(
          owner,
          "begin",
          "called too early",
          "the loss to train, or await its load() first",
        );
      const form = session?.solver.form ?? formOf?.() ?? null;
      if (form === null || form.slots.count !== oracle.dimension)
        throw invalidOption(
          owner,
          "through",
          "a problem that is an oracle alone",
          "a problem that has a model (decisionProblem, or oracleProblem with build), all of whose slots are predicted, or a loss that needs no model: regularisedFrankWolfe, perturbedOptimizer, spoPlus",
        );
      const demanded = demand(form);
      if (demanded !== null) throw invalidOption(owner, "through", form.name, demanded);
      const strength = lambda * regularisationScale(allTruths, allOptima).strength;
      const decision = new SmoothDecision(owner, form, strength, openClarabel);
      const { dimension } = oracle;
      const sign = oracle.sense === "minimize" ? 1 : -1;
      return ({ rows, predictions, truths, optima, losses, cotangents }) => {
        for (let row = 0; row < rows; row++) {
          const from = row * dimension;
          decision.solve(predictions, from);
          losses[row] = sign * (decision.objective(truths, from) - optima.objectives[row]);
          decision.pullBack(predictions, truths, from, cotangents);
        }
      };
    },
  };
}
