import {
  blackboxInterpolation,
  coneAlignedCosine,
  implicitMle,
  adaptiveImplicitMle,
  listwiseRanking,
  maximumAPosteriori,
  negativeIdentity,
  noiseContrastive,
  pairwiseRanking,
  perturbationGradient,
  perturbedFenchelYoung,
  perturbedOptimizer,
  pointwiseRanking,
  predictorClasses,
  quadraticLayer,
  race,
  spoPlus,
  train,
  type DecisionLoss,
  type TrainableProblem,
} from "../../src/decide/index.js";
import {
  ridge,
  type DifferentiablePredictor,
  type Example,
  type FittedPredictor,
} from "../../src/learn/index.js";
import type { CaseRow, CaseSets } from "./regret-case.js";

/** What a method is given. */
export interface MethodTask {
  readonly data: readonly Example<CaseRow>[];
  readonly problem: TrainableProblem<CaseSets>;
  readonly seed: number;
  /** Most epochs; the library's default when absent. */
  readonly epochs?: number;
}

/** A way to come by a predictor. */
export interface Method {
  readonly name: string;
  fit(task: MethodTask): Promise<FittedPredictor<CaseRow, CaseSets>>;
  /** Runs only when asked for by name: it takes minutes. */
  readonly isSlow?: boolean;
}

type Linear = DifferentiablePredictor<CaseRow, CaseSets, string>;

function linear(problem: TrainableProblem<CaseSets>): Linear {
  return ridge<CaseRow, CaseSets, string>({ target: { over: problem.uncertain.over } });
}

/** A linear model trained through a loss, all settings as they are by default. */
function trained(name: string, loss: () => DecisionLoss): Method {
  return {
    name,
    fit: ({ data, problem, seed, epochs }) =>
      train(linear(problem), {
        data,
        loss: loss(),
        through: problem,
        seed,
        ...(epochs !== undefined && { epochs }),
      }),
  };
}

/** All methods; the first is what the others are compared with. */
export const METHODS: readonly Method[] = [
  { name: "two-stage", fit: ({ data, problem }) => linear(problem).fit(data) },
  trained("spo+", spoPlus),
  trained("pfyl", perturbedFenchelYoung),
  trained("dpo", perturbedOptimizer),
  trained("dbb", blackboxInterpolation),
  trained("nid", negativeIdentity),
  trained("pg", perturbationGradient),
  trained("imle", implicitMle),
  trained("aimle", adaptiveImplicitMle),
  trained("nce", noiseContrastive),
  trained("map", maximumAPosteriori),
  trained("ltr-point", pointwiseRanking),
  trained("ltr-pair", pairwiseRanking),
  trained("ltr-list", listwiseRanking),
  trained("cave", coneAlignedCosine),
  { ...trained("qp", quadraticLayer), isSlow: true },
  {
    name: "auto",
    isSlow: true,
    fit: async ({ data, problem, seed, epochs }) => {
      const { fitted } = await race({
        data,
        through: problem,
        predictors: [linear(problem)],
        seed,
        ...(epochs !== undefined && { epochs }),
      });
      return fitted;
    },
  },
  {
    name: "auto-any",
    isSlow: true,
    fit: async ({ data, problem, seed, epochs }) => {
      const target = { over: problem.uncertain.over };
      const { fitted } = await race({
        data,
        through: problem,
        predictors: predictorClasses<CaseRow, CaseSets, string>({ target, data }),
        seed,
        ...(epochs !== undefined && { epochs }),
      });
      return fitted;
    },
  },
];
