import {
  adjacentVertex,
  blackboxInterpolation,
  boostedDecisions,
  coneAlignedCosine,
  decisionWeightedSquaredError,
  implicitMle,
  adaptiveImplicitMle,
  listwiseRanking,
  maximumAPosteriori,
  maximumMargin,
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
  regularisedFenchelYoung,
  regularisedFrankWolfe,
  scoreFunction,
  spoPlus,
  spoTree,
  train,
  type DecisionLoss,
  type TrainableProblem,
} from "../../src/decide/index.js";
import {
  boostedTrees,
  distilled,
  logTransform,
  network,
  quadraticBasis,
  randomForest,
  ridge,
  type DifferentiablePredictor,
  type Example,
  type FittedPredictor,
  type Predictor,
} from "../../src/learn/index.js";
import type { CaseRow, CaseSets } from "./regret-case.js";

/** What a method is given. */
export interface MethodTask {
  readonly data: readonly Example<CaseRow>[];
  readonly problem: TrainableProblem<CaseSets>;
  readonly seed: number;
  /** Most epochs; the library's default when absent. */
  readonly epochs?: number;
  /** Train on all examples for exactly that many epochs, whether they help or not. */
  readonly isFixed?: boolean;
}

/** A way to come by a predictor. */
export interface Method {
  readonly name: string;
  fit(task: MethodTask): Promise<FittedPredictor<CaseRow, CaseSets>>;
  /** Runs only when asked for by name: it takes minutes. */
  readonly isSlow?: boolean;
  /** Others have published the time of its training: for a fixed number of epochs. */
  readonly hasPublishedTime?: boolean;
}

type Problem = TrainableProblem<CaseSets>;
type Trainable = DifferentiablePredictor<CaseRow, CaseSets, string>;

function linear(problem: Problem): Trainable {
  return ridge<CaseRow, CaseSets, string>({ target: targetOf(problem) });
}

function linearOnLog(problem: Problem): Trainable {
  return ridge<CaseRow, CaseSets, string>({ target: targetOf(problem), targetTransform: logTransform() });
}

function quadratic(problem: Problem): Trainable {
  return ridge<CaseRow, CaseSets, string>({ target: targetOf(problem), features: quadraticBasis() });
}

function hiddenLayers(problem: Problem): Trainable {
  return network<CaseRow, CaseSets, string>({ target: targetOf(problem) });
}

function targetOf({ uncertain }: Problem): { readonly over: CaseSets } {
  return { over: uncertain.over };
}

/** The ordinary fit of a predictor, all settings as they are by default. */
function twoStage(
  name: string,
  predictor: (problem: Problem) => Predictor<CaseRow, CaseSets, string>,
): Method {
  return { name, fit: ({ data, problem, seed }) => predictor(problem).fit(data, { seed }) };
}

/** A network has more parameters to move than a line: with the default of `train` it forgets its ordinary fit. */
const NETWORK_STEP = 0.003;

/** The shape of `spoTree`, grown on squared errors. */
const SINGLE_TREE = { trees: 1, bootstrap: false, columnFractionPerSplit: 1, minRowsPerLeaf: 5, maxDepth: 8 };

/** A predictor, the linear one if nothing is said, trained through a loss, all other settings as they are by default. */
function trained(
  name: string,
  loss: () => DecisionLoss,
  predictor: (problem: Problem) => Trainable = linear,
  learningRate?: number,
): Method {
  return {
    name,
    fit: ({ data, problem, seed, epochs, isFixed }) =>
      train(predictor(problem), {
        data,
        loss: loss(),
        through: problem,
        seed,
        ...(epochs !== undefined && { epochs }),
        ...(isFixed === true && { validationShare: 0 }),
        ...(learningRate !== undefined && { learningRate }),
      }),
  };
}

/** All methods; the first is what the others are compared with. */
export const METHODS: readonly Method[] = [
  twoStage("two-stage", linear),
  { ...trained("spo+", spoPlus), hasPublishedTime: true },
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
  { ...trained("pfyl-mul", () => perturbedFenchelYoung({ perturbation: "multiplicative" })), isSlow: true },
  { ...trained("rfy", regularisedFenchelYoung), isSlow: true },
  { ...trained("rfw", regularisedFrankWolfe), isSlow: true },
  { ...trained("max-margin", maximumMargin), isSlow: true },
  { ...trained("lava", adjacentVertex), isSlow: true },
  { ...trained("score", scoreFunction), isSlow: true },
  { ...trained("weighted-mse", decisionWeightedSquaredError), isSlow: true },
  { ...trained("qp", quadraticLayer), isSlow: true },
  // Still a linear predictor: the one on logarithms only tells it what to expect.
  trained("taught spo+", spoPlus, (problem) =>
    distilled({ student: linear(problem), teacher: linearOnLog(problem) }),
  ),
  twoStage("log", linearOnLog),
  trained("log spo+", spoPlus, linearOnLog),
  twoStage("quadratic", quadratic),
  trained("quadratic spo+", spoPlus, quadratic),
  twoStage("network", hiddenLayers),
  trained("network spo+", spoPlus, hiddenLayers, NETWORK_STEP),
  twoStage("trees", (problem) =>
    boostedTrees<CaseRow, CaseSets, string>({
      target: targetOf(problem),
      categorical: problem.uncertain.over.map(({ name }) => name),
    }),
  ),
  twoStage("tree", (problem) =>
    randomForest<CaseRow, CaseSets, string>({ target: targetOf(problem), ...SINGLE_TREE }),
  ),
  twoStage("spo-tree", (problem) => spoTree<CaseRow, CaseSets, string>({ through: problem })),
  {
    ...twoStage("forest", (problem) =>
      randomForest<CaseRow, CaseSets, string>({ target: targetOf(problem) }),
    ),
    isSlow: true,
  },
  {
    ...twoStage("row-trees", (problem) =>
      boostedDecisions<CaseRow, CaseSets, string>({ through: problem, loss: spoPlus(), lossTrees: 0 }),
    ),
    isSlow: true,
  },
  {
    ...twoStage("boosted spo+", (problem) =>
      boostedDecisions<CaseRow, CaseSets, string>({ through: problem, loss: spoPlus() }),
    ),
    isSlow: true,
  },
  {
    name: "auto",
    isSlow: true,
    fit: ({ data, problem, seed, epochs }) =>
      train(linear(problem), {
        data,
        loss: "auto",
        through: problem,
        seed,
        ...(epochs !== undefined && { epochs }),
      }),
  },
  {
    name: "auto-any",
    isSlow: true,
    fit: async ({ data, problem, seed, epochs }) => {
      const target = targetOf(problem);
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
