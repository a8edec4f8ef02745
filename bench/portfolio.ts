import { randomStream } from "../src/math/index.js";
import {
  add,
  atLeast,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  sum,
  sumSquares,
  total,
  type Model,
} from "../src/model/index.js";
import { chooseSolver, isSolved, solutionOf, type Solution } from "../src/solve/index.js";
import { askPeer } from "./peer.js";
import { cpuMs, median, type BenchRow } from "./suite.js";

const REPETITIONS = 15;
/** WebAssembly is compiled anew, by threads whose time counts too, until its hot parts are known. */
const WARM_UP_MS = 2000;

/** Long-only mean-variance portfolio with a factor model of the risk. */
interface PortfolioCase {
  readonly assets: number;
  /** [assets, factors] row-major by asset */
  readonly exposures: readonly (readonly number[])[];
  /** [assets] variance of its own */
  readonly specific: readonly number[];
  /** [assets] expected return */
  readonly returns: readonly number[];
  readonly leastReturn: number;
}

/** A market drawn from a seed: one factor for every ten assets. */
export function drawPortfolio(seed: number, assets: number): PortfolioCase {
  const stream = randomStream(seed).split(`portfolio ${assets}`);
  const factors = assets / 10;
  const exposures = Array.from({ length: assets }, () =>
    Array.from({ length: factors }, () => stream.normal() / Math.sqrt(factors)),
  );
  const specific = Array.from({ length: assets }, () => 0.05 + 0.2 * stream.uniform());
  const returns = Array.from({ length: assets }, () => 0.1 * stream.uniform());
  return { assets, exposures, specific, returns, leastReturn: 0.06 };
}

/** The factors are columns of their own, so that the quadratic part has as many terms as there are columns. */
export function portfolioModel({ assets, exposures, specific, returns, leastReturn }: PortfolioCase): Model {
  const asset = indexSet("asset", assets);
  const factor = indexSet("factor", exposures[0]!.length);
  const m = model("portfolio");
  const weight = m.variable("weight", { over: [asset], lower: 0 });
  const exposure = parameter({ over: [asset, factor], data: exposures.flat() });
  const deviation = parameter({ over: [asset], data: specific.map(Math.sqrt) });
  m.require("budget", equal(total(weight), 1));
  m.require(
    "return",
    atLeast(total(mul(parameter({ over: [asset], data: [...returns] }), weight)), leastReturn),
  );
  m.minimize(
    add(
      sumSquares(m, "factor risk", [sum(mul(exposure, weight), asset)]),
      sumSquares(m, "specific risk", [mul(deviation, weight)]),
    ),
  );
  return m;
}

/** Portfolios in factor form against cvxopt on the same data: what building and what solving takes, and how far they differ. */
export async function measurePortfolios(onNote: (text: string) => void): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const assets of [100, 500]) {
    const name = `portfolio of ${assets} assets, factor form`;
    onNote(name);
    const drawn = drawPortfolio(1, assets);
    const peer = askPeer<{ version: string; seconds: number[]; objectives: number[] }>(
      "portfolio_cvxopt.py",
      { ...drawn, repetitions: 7 },
      onNote,
    );
    const buildTimes: number[] = [];
    const solveTimes: number[] = [];
    let solution: Solution | null = null;
    for (let spentMs = 0; solveTimes.length < REPETITIONS;) {
      let form: ReturnType<typeof standardForm>;
      const buildMs = await cpuMs(() => void (form = standardForm(portfolioModel(drawn))));
      const solveMs = await cpuMs(async () => {
        const session = await chooseSolver(form, "auto").open(form);
        solution = solutionOf(session);
        session.dispose();
      });
      spentMs += solveMs;
      if (spentMs < WARM_UP_MS) continue;
      buildTimes.push(buildMs);
      solveTimes.push(solveMs);
    }
    if (solution === null || !isSolved(solution)) throw new Error(`${name} was not solved.`);
    const value = median(solveTimes);
    rows.push({ case: name, metric: "buildMs", value: median(buildTimes), unit: "ms CPU" });
    if (peer === null) {
      rows.push({ case: name, metric: "cpuMs", value, unit: "ms CPU" });
      continue;
    }
    const peerName = `cvxopt ${peer.version}`;
    const peerValue = 1000 * median(peer.seconds);
    rows.push(
      {
        case: name,
        metric: "cpuMs",
        value,
        unit: "ms CPU",
        peer: peerName,
        peerValue,
        ratio: value / peerValue,
      },
      {
        case: name,
        metric: "objectiveError",
        value: Math.abs((solution as { objective: number }).objective - peer.objectives[0]!),
        unit: "difference",
        peer: peerName,
      },
    );
  }
  return rows;
}
