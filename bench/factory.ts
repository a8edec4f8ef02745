import { cmapssPlant, factory, readCmapss, runPlant } from "../src/programs/factory/index.js";
import type { PolicySummary, ProgramOutcome, RunContext, Verdict } from "../src/programs/index.js";
import { sampleData } from "../src/run/index.js";
import { measureRepair } from "./repair.js";
import { scheduleRows } from "./schedule-general.js";
import { cpuMs, versions, type BenchOptions, type BenchReport, type BenchRow, type Suite } from "./suite.js";

/** NASA's turbofan engines within the data folder. */
const CMAPSS = "factory/cmapss_train_FD001.txt.gz";
const PARTS = ["demo", "cmapss", "repair", "plans"] as const;
const RIVALS: ReadonlySet<string> = new Set(["point estimate, then optimise", "point estimate with margin"]);

/**
 * Costs of the policies of `run factory` over paths of breakdowns, on the demo plant and with the lives of turbofan
 * engines in its place, the latency of repairs, and plans of random shops of up to 100,000 operations (`--seconds`, 60 by default, for each).
 * `--methods demo,cmapss,repair,plans`, `--sample N` test episodes.
 */
export const factorySuite: Suite = { name: "factory", run };

async function run({
  data,
  methods = PARTS,
  sample,
  seconds = 60,
  seed = 0,
  onNote,
}: BenchOptions): Promise<BenchReport> {
  const rows: BenchRow[] = [];
  const settings = sample === undefined ? {} : { testEpisodes: sample };
  if (methods.includes("demo")) {
    onNote("the demo plant");
    const input = await factory.simulate(seed);
    rows.push(...(await measured("demo plant", (context) => factory.run(input, context), settings, seed)));
  }
  if (methods.includes("cmapss")) {
    const file = data ?? sampleData({ sample: CMAPSS });
    if (file === null) onNote("no C-MAPSS data at hand: left out");
    else {
      onNote("the demo plant with the lives of turbofan engines");
      const plant = cmapssPlant(await readCmapss(file), seed);
      rows.push(
        ...(await measured("C-MAPSS lives", (context) => runPlant(plant, true, context), settings, seed)),
      );
    }
  }
  if (methods.includes("repair")) rows.push(...(await measureRepair({ seed, onNote })));
  if (methods.includes("plans")) rows.push(...scheduleRows({ seconds, seed, onNote }));
  return { suite: "factory", versions: await versions(), rows };
}

async function measured(
  name: string,
  work: (context: RunContext) => Promise<ProgramOutcome>,
  settings: RunContext["settings"],
  seed: number,
): Promise<BenchRow[]> {
  let outcome: ProgramOutcome | undefined;
  const ms = await cpuMs(async () => {
    outcome = await work({ seed, settings, signal: new AbortController().signal, onEvent: () => {} });
  });
  const { policies, verdicts, split } = outcome!;
  return [
    ...policies.flatMap((policy) => policyRows(name, policy)),
    ...verdicts
      .filter(({ interval }) => RIVALS.has(interval.against))
      .flatMap((verdict) => advantageRows(name, verdict)),
    { case: name, metric: "episodes", value: split.test.rows, unit: "test episodes" },
    { case: name, metric: "cpuSeconds", value: ms / 1000, unit: "CPU s, whole run" },
  ];
}

function policyRows(
  name: string,
  { name: policy, objective, shareOfHindsight, figures }: PolicySummary,
): BenchRow[] {
  const of = `${name}: ${policy}`;
  return [
    { case: of, metric: "cost", value: objective, unit: "USD per episode" },
    {
      case: of,
      metric: "hindsightPercent",
      value: 100 * shareOfHindsight,
      unit: "% of the cost in hindsight",
    },
    { case: of, metric: "breakdowns", value: figures!["breakdowns"]!, unit: "per episode" },
  ];
}

/** By how much the first of a comparison is cheaper, with the interval of a paired bootstrap over episodes. */
function advantageRows(name: string, { comparison, interval, relative }: Verdict): BenchRow[] {
  const of = `${name}: ${comparison}`;
  const row = (metric: string, share: number): BenchRow => ({
    case: of,
    metric,
    value: 100 * share,
    unit: "% of the rival's cost",
    peer: interval.against,
  });
  const { estimate, lower, upper } = relative!;
  return [row("cheaperPercent", estimate), row("cheaperLower", lower), row("cheaperUpper", upper)];
}
