import {
  add,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  sum,
  sumSquares,
  total,
  uncertainParameter,
  type IndexSet,
} from "../../model/index.js";
import { clarabelSolver, linearOracle } from "../../solve/index.js";
import type { TrainableProblem } from "../problem/decision-problem.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { numpyRandomState } from "./numpy-random-state.js";
import {
  drawMatrix,
  linearScores,
  requireSyntheticOptions,
  requireWhole,
  type SyntheticCase,
  type SyntheticOptions,
} from "./synthetic-case.js";

/** Assets to invest in. */
export type Assets = readonly [IndexSet<"asset", `${number}`>];

/** Risk of assets in factor form: the covariance is loadings · loadingsᵀ + specific² · identity. */
export interface FactorRisk {
  /** [assets, factors] */
  readonly loadings: Float64Array;
  readonly assets: number;
  /** Standard deviation of each asset that no factor explains. */
  readonly specific: number;
}

/** The limit of the variance of PyEPO's portfolios, in means of the entries of the covariance. */
const RISK_LIMIT = 2.25;

/**
 * The fully invested portfolio without short sales of the highest return, under a limit of its variance; the uncertain values
 * are the assets' returns. Solved by interior points, and every answer is verified: some milliseconds each.
 *
 * @param varianceLimit by default 2.25 means of the entries of the covariance, as in PyEPO
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` for a limit that is not above 0 and loadings that do not fit the assets; when it is
 * opened or asked for decisions, what the solver throws (`FS_SOLVE_NO_OPTIMUM` where no portfolio is so safe).
 * @example
 * import { portfolioProblem } from "foresolve/decide";
 *
 * const risk = { assets: 2, loadings: Float64Array.of(0.1, -0.1), specific: 0.01 };
 * portfolioProblem(risk, 0.005).uncertain.over[0].keys.length; // => 2
 */
export function portfolioProblem(
  risk: FactorRisk,
  varianceLimit: number = RISK_LIMIT * meanCovariance(risk),
): TrainableProblem<Assets> {
  const { assets, loadings, specific } = risk;
  requireWhole("portfolioProblem", "risk.assets", assets, 1);
  if (!Number.isInteger(loadings.length / assets))
    throw invalidOption(
      "portfolioProblem",
      "risk.loadings",
      `${loadings.length} number(s)`,
      `[assets, factors] row-major, a multiple of ${assets} assets`,
    );
  requireOption("portfolioProblem", "risk.specific", specific, { least: 0, below: Infinity });
  requireOption("portfolioProblem", "varianceLimit", varianceLimit, { above: 0, below: Infinity });
  const asset = indexSet("asset", assets);
  const factor = indexSet("factor", loadings.length / assets);
  const uncertain = uncertainParameter("return", { over: [asset] });
  const m = model("portfolio");
  const share = m.variable("share", { over: [asset], lower: 0 });
  m.require("fully invested", equal(total(share), 1));
  // In units of the limit, so that the solver sees numbers around 1.
  const unit = Math.sqrt(varianceLimit);
  const exposures = parameter({ over: [asset, factor], data: loadings.map((loading) => loading / unit) });
  m.require(
    "risk",
    atMost(
      add(
        sumSquares(m, "factor risk", [sum(mul(exposures, share), asset)]),
        sumSquares(m, "specific risk", [mul(specific / unit, share)]),
      ),
      1,
    ),
  );
  m.maximize(total(mul(uncertain, share)));
  const form = standardForm(m);
  return {
    name: "portfolio",
    uncertain,
    async open() {
      const session = await clarabelSolver.open(form);
      return { oracle: linearOracle(session), form: () => form, dispose: () => session.dispose() };
    },
  };
}

/** Mean of the entries of a covariance. */
function meanCovariance({ assets, loadings, specific }: FactorRisk): number {
  const factors = loadings.length / assets;
  let sumOfSquares = 0;
  for (let factor = 0; factor < factors; factor++) {
    let column = 0;
    for (let asset = 0; asset < assets; asset++) column += loadings[asset * factors + factor];
    sumOfSquares += column * column;
  }
  return (sumOfSquares + assets * specific * specific) / (assets * assets);
}

/**
 * Portfolios whose returns follow a polynomial of the features and a factor model of the noise: the benchmark of
 * Elmachtoub and Grigas 2022, section 6.2, in the numbers of PyEPO's `data.portfolio`, bit for bit:
 *
 *     return = (0.05 x . b / √columns + 0.1 ^ (1 / degree)) ^ degree + loadings . f + 0.01 risk · ε
 *
 * with normal f and ε, and loadings uniform on ±0.0025 · risk. Rounded to single precision.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`.
 * @example
 * import { portfolioCase } from "foresolve/decide";
 *
 * portfolioCase({ rows: 3, assets: 6, degree: 1, seed: 0 }).dimension; // => 6
 */
export function portfolioCase(
  options: Omit<SyntheticOptions, "noise"> & {
    /** Default 50. */
    readonly assets?: number;
    /** Level of the noise, τ. Default 1. */
    readonly risk?: number;
  },
): SyntheticCase<Assets> & { readonly risk: FactorRisk } {
  const { assets = 50, risk = 1 } = options;
  const { rows, columns, degree, seed } = requireSyntheticOptions("portfolioCase", options);
  requireWhole("portfolioCase", "assets", assets, 2);
  requireWhole("portfolioCase", "risk", risk, 1);
  const random = numpyRandomState(seed);
  const weights = drawMatrix(assets, columns, random.coin);
  const spread = 2.5e-3 * risk;
  const loadings = drawMatrix(assets, columns, () => random.uniform(-spread, spread));
  const features = drawMatrix(rows, columns, random.normal);
  const conditionalMeans = linearScores(features, weights, rows, columns);
  const specific = 0.01 * risk;
  const costs = new Float64Array(rows * assets);
  for (let row = 0; row < rows; row++) {
    const shocks = drawMatrix(1, columns + assets, random.normal);
    for (let asset = 0; asset < assets; asset++) {
      const at = row * assets + asset;
      conditionalMeans[at] = (0.05 * conditionalMeans[at] + 0.1 ** (1 / degree)) ** degree;
      let common = 0;
      for (let k = 0; k < columns; k++) common += shocks[k] * loadings[asset * columns + k];
      costs[at] = Math.fround(conditionalMeans[at] + common + specific * shocks[columns + asset]);
    }
  }
  const factorRisk = { assets, loadings, specific };
  return {
    problem: portfolioProblem(factorRisk),
    rows,
    columns,
    features,
    dimension: assets,
    costs,
    conditionalMeans,
    risk: factorRisk,
  };
}
