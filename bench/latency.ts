import { openJudge, policy, type Decision } from "../src/decide/index.js";
import { rulePredictor } from "../src/learn/index.js";
import { quantile, randomStream } from "../src/math/index.js";
import { verifier } from "../src/solve/index.js";
import { timedProblems, type TimedProblem } from "./latency/timed-problems.js";
import { versions, type BenchRow, type Suite } from "./suite.js";

/** A row carries what is predicted; what comes true is drawn around it. */
interface Row {
  readonly values: Float64Array;
}

/** What was measured of one problem, or of all. */
interface Measured {
  readonly name: string;
  readonly tookMs: number[];
  readonly cpuMs: number[];
  readonly sources: Map<string, number>;
  missing: number;
  unverified: number;
  regret: number;
  best: number;
  judged: number;
}

/** Options of {@link measureLatency}. */
export interface LatencyOptions {
  /** Default 10,000. */
  readonly decisions?: number;
  /** Default 20. */
  readonly deadlineMs?: number;
  /** Decisions per problem whose regret is measured, where the optimum can be known. Default 60. */
  readonly judged?: number;
  /** Rows on which each policy warms up. Default 10. */
  readonly history?: number;
  /** Default: all of `timedProblems`. */
  readonly problems?: readonly TimedProblem[];
  readonly onNote?: (text: string) => void;
}

/** The truth is the prediction times this much, up or down. */
const SURPRISE = 0.2;

/**
 * Asks for decisions under a deadline, one after the other, and looks at the clock around each: problems of mixed size, in blocks
 * per problem (a live system has one policy per problem, too).
 */
export async function measureLatency(options: LatencyOptions = {}): Promise<BenchRow[]> {
  const { decisions = 10_000, deadlineMs = 20, judged = 60, history = 10, onNote } = options;
  const problems = options.problems ?? timedProblems();
  const shares = problems.reduce((sum, { share }) => sum + share, 0);
  const all: Measured[] = [];
  for (const timed of problems) {
    const count = Math.max(1, Math.round((decisions * timed.share) / shares));
    onNote?.(`${timed.name}: ${count} decisions at ${deadlineMs} ms`);
    all.push(await measured(timed, { count, deadlineMs, history, judged: timed.isKnown ? judged : 0 }));
  }
  const together: Measured = {
    ...empty("all"),
    tookMs: all.flatMap(({ tookMs }) => tookMs),
    cpuMs: all.flatMap(({ cpuMs }) => cpuMs),
    missing: all.reduce((sum, { missing }) => sum + missing, 0),
    unverified: all.reduce((sum, { unverified }) => sum + unverified, 0),
  };
  for (const { sources } of all)
    for (const [source, count] of sources)
      together.sources.set(source, (together.sources.get(source) ?? 0) + count);
  return [together, ...all].flatMap(rowsOf);
}

/** Suite "latency": decisions under a deadline. */
export const latencySuite: Suite = {
  name: "latency",
  async run({ onNote }) {
    const rows = await measureLatency({ onNote });
    return { suite: "latency", versions: await versions(), rows };
  },
};

async function measured(
  { name, problem, values }: TimedProblem,
  {
    count,
    deadlineMs,
    history,
    judged,
  }: Required<Pick<LatencyOptions, "deadlineMs" | "history" | "judged">> & {
    readonly count: number;
  },
): Promise<Measured> {
  const stream = randomStream("latency").split(name);
  const draw = (): Row => ({ values: values(stream) });
  const predictor = rulePredictor({
    name: "believer",
    target: { over: problem.uncertain.over },
    predict: (row: Row) => row.values,
  });
  const live = policy({
    predictor: predictor as never,
    problem,
    history: Array.from({ length: history }, draw),
  });
  const check = verifier(problem.form);
  const result = empty(name);
  const kept: { readonly decision: Decision; readonly truth: Float64Array }[] = [];
  await live.open();
  for (let row = 0; row < count; row++) {
    const features = draw();
    const parameters = problem.slotsOf?.(features.values, features) ?? features.values;
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    let decision: Decision | null = null;
    try {
      decision = await live.decide(features as never, { deadlineMs, fallback: "proxy" });
    } catch {
      result.missing++;
    }
    result.tookMs.push(performance.now() - started);
    const cpu = process.cpuUsage(cpuBefore);
    result.cpuMs.push((cpu.user + cpu.system) / 1000);
    if (decision === null) continue;
    const source = decision.fallback ?? decision.source;
    result.sources.set(source, (result.sources.get(source) ?? 0) + 1);
    if (!check(parameters, decision.columnValues).ok) result.unverified++;
    if (kept.length < judged) {
      const truth = features.values.map((value) => value * (1 - SURPRISE + 2 * SURPRISE * stream.uniform()));
      kept.push({ decision, truth });
    }
  }
  live.dispose();
  if (kept.length === 0) return result;
  const judge = await openJudge(problem);
  for (const { decision, truth } of kept) {
    const best = judge.best(truth);
    result.regret += Math.abs(best - judge.realisedCost(decision.columnValues, truth));
    result.best += Math.abs(best);
    result.judged++;
  }
  judge.dispose();
  return result;
}

function empty(name: string): Measured {
  return {
    name,
    tookMs: [],
    cpuMs: [],
    sources: new Map(),
    missing: 0,
    unverified: 0,
    regret: 0,
    best: 0,
    judged: 0,
  };
}

function rowsOf(measured: Measured): BenchRow[] {
  const { name, tookMs, cpuMs, sources, missing, unverified, regret, best, judged } = measured;
  const row = (metric: string, value: number, unit: string): BenchRow => ({
    case: name,
    metric,
    value,
    unit,
  });
  return [
    row("decisions", tookMs.length, "decisions"),
    row("p50Ms", quantile(tookMs, 0.5), "ms"),
    row("p99Ms", quantile(tookMs, 0.99), "ms"),
    row("maxMs", quantile(tookMs, 1), "ms"),
    // What other processes take from this one is in the times above, but not in these.
    row("cpuP99Ms", quantile(cpuMs, 0.99), "ms"),
    row("missing", missing, "decisions"),
    row("unverified", unverified, "decisions"),
    ...[...sources]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([source, count]) => row(`share:${source}`, count / tookMs.length, "share")),
    ...(judged === 0 ? [] : [row("regretRatioOfSums", (100 * regret) / best, "%")]),
  ];
}
