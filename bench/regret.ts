import { ForesolveError } from "../src/errors.js";
import { elmachtoubGrigas } from "./regret/elmachtoub-grigas.js";
import { growth } from "./regret/growth.js";
import { measureMethod, regretPercent } from "./regret/measure.js";
import { METHODS } from "./regret/methods.js";
import { misfit } from "./regret/misfit.js";
import { readCases } from "./regret/read-cases.js";
import { drawCase, type RegretCase } from "./regret/regret-case.js";
import { versions, type BenchOptions, type BenchReport, type BenchRow, type Suite } from "./suite.js";

const REPETITIONS = 5;

/** Parts that are measured only when asked for: `--methods NAME`. */
const EXTRAS: Readonly<Record<string, (onNote: (text: string) => void) => Promise<BenchRow[]>>> = {
  "elmachtoub-grigas": elmachtoubGrigas,
  growth,
  misfit,
};

/**
 * Decision-focused learning: the test regret of each method and the CPU time of its training, cold and warm. On the cases of a
 * folder (`--data`), or on the same laws drawn by our own generators.
 */
export const regretSuite: Suite = { name: "regret", run };

async function run({ data, methods: wanted, epochs, onNote }: BenchOptions): Promise<BenchReport> {
  requireKnown(wanted);
  const methods = METHODS.filter(({ name, isSlow }) =>
    wanted === undefined ? isSlow !== true : wanted.includes(name),
  );
  const rows: BenchRow[] = [];
  if (methods.length > 0) {
    const cases = data === undefined ? drawnCases() : await readCases(data);
    for (const given of cases) {
      if (given.testMeans !== null)
        rows.push({
          case: given.name,
          metric: "regret:floor",
          value: await regretPercent(given, given.testMeans),
          unit: "%",
        });
      for (const method of methods)
        rows.push(...(await measureMethod(method, given, { epochs, repetitions: REPETITIONS, onNote })));
    }
    rows.push(...meansOverSeeds(rows));
  }
  for (const [name, extra] of Object.entries(EXTRAS))
    if (wanted?.includes(name) === true) rows.push(...(await extra(onNote)));
  return { suite: "regret", versions: await versions(), rows };
}

/** The published cases: 5x5 shortest paths and 32-item knapsacks with two limits, noise 0.5. */
function drawnCases(): RegretCase[] {
  const cases: RegretCase[] = [];
  for (const [problem, label] of [
    ["sp", "sp5x5"],
    ["ks", "ks32x2"],
  ] as const) {
    for (const degree of [4, 6]) {
      for (const seed of [0, 1])
        cases.push(
          drawCase(`${label}_deg${degree}_seed${seed}`, {
            problem,
            degree,
            noise: 0.5,
            seed,
            columns: 5,
            trainRows: 1000,
            testRows: 1000,
          }),
        );
    }
  }
  return cases;
}

/** Regrets of cases that differ by their seed only, averaged. */
function meansOverSeeds(rows: readonly BenchRow[]): BenchRow[] {
  const groups = new Map<string, BenchRow[]>();
  for (const row of rows) {
    const [, stem] = /^(.*)_seed\d+$/.exec(row.case) ?? [];
    if (stem === undefined || !row.metric.startsWith("regret:")) continue;
    const key = `${stem} ${row.metric}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...row, case: stem }]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({
      ...group[0]!,
      case: `${group[0]!.case}, mean over ${group.length} seeds`,
      value: group.reduce((sum, { value }) => sum + value, 0) / group.length,
    }));
}

function requireKnown(wanted: readonly string[] | undefined): void {
  const known = [...METHODS.map(({ name }) => name), ...Object.keys(EXTRAS)];
  const unknown = wanted?.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ForesolveError("FS_CLI_USAGE", {
    message: `The bench suite "regret" has no method "${unknown}".`,
    fix: `Use some of: ${known.join(", ")}.`,
    data: { method: unknown, known },
  });
}
