import {
  equal,
  indexSet,
  model,
  mul,
  standardForm,
  sum,
  total,
  uncertainParameter,
  type Model,
  type StandardForm,
} from "../src/model/index.js";
import { HighsSession } from "../src/solve/index.js";
import {
  cpuMs,
  median,
  versions,
  type BenchOptions,
  type BenchReport,
  type BenchRow,
  type Suite,
} from "./suite.js";

const PLACES = 100;
const REPETITIONS = 9;
const WARM_UP_MS = 2000;
const CYCLES = 10_000;
/** Until the code is compiled and its feedback is complete: that is memory which is taken once. */
const WARM_UP_CYCLES = 4000;
const SAMPLES = 10;

/** Building models, changing their numbers, and giving memory back. */
export const modelingSuite: Suite = { name: "modeling", run };

async function run({ onNote }: BenchOptions): Promise<BenchReport> {
  onNote(`a transport model of ${PLACES}x${PLACES}, ${REPETITIONS} times`);
  const rows = [...(await building()), ...(await updating())];
  onNote(`${CYCLES} models built, solved and disposed of`);
  rows.push(...(await disposing()));
  return { suite: "modeling", versions: await versions(), rows };
}

/** Ships from sources to sinks at uncertain costs: 10,000 variables in 200 constraints. */
function transportModel(places: number): Model {
  const from = indexSet("from", places);
  const to = indexSet("to", places);
  const cost = uncertainParameter("cost", { over: [from, to], unit: "EUR/t" });
  const m = model("transport");
  const shipped = m.variable("shipped", { over: [from, to], unit: "t", lower: 0 });
  m.require("supply", equal(sum(shipped, to), 10));
  m.require("demand", equal(sum(shipped, from), 10));
  m.minimize(total(mul(cost, shipped)));
  return m;
}

async function building(): Promise<BenchRow[]> {
  const build = (): Promise<number> => {
    let form: StandardForm | null = null;
    const time = cpuMs(() => {
      form = standardForm(transportModel(PLACES));
    });
    if (form!.columns !== PLACES * PLACES) throw new Error("The transport model is not what it should be.");
    return time;
  };
  // The process's CPU time holds that of the threads which compile, for as long as there is something to compile.
  const first = await build();
  for (let spent = 0; spent < WARM_UP_MS;) spent += await build();
  const times: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) times.push(await build());
  const row = (metric: string, value: number, unit: string): BenchRow => ({
    case: "transport 100x100",
    metric,
    value,
    unit,
  });
  return [
    row("buildMs", median(times), "CPU ms, model and standard form, warm"),
    row("firstBuildMs", first, "CPU ms, model and standard form, in a new process"),
  ];
}

async function updating(): Promise<BenchRow[]> {
  const session = await HighsSession.open(standardForm(transportModel(PLACES)));
  const costs = new Float64Array(PLACES * PLACES);
  const change = (round: number): void => {
    for (let k = 0; k < costs.length; k++) costs[k] = 10 + ((k * 7919 + round * 104_729) % 1000) / 100;
  };
  change(0);
  session.setParameters(costs);
  session.run();
  const times: number[] = [];
  for (let repetition = -20; repetition < 10 * REPETITIONS; repetition++) {
    change(repetition);
    const time = await cpuMs(() => session.setParameters(costs));
    if (repetition >= 0) times.push(time);
  }
  session.dispose();
  return [
    { case: "transport 100x100", metric: "updateMs", value: median(times), unit: "CPU ms, 10,000 costs" },
  ];
}

async function disposing(): Promise<BenchRow[]> {
  const cycle = async (): Promise<void> => {
    const session = await HighsSession.open(standardForm(transportModel(4)));
    session.setParameters(new Float64Array(16).fill(1));
    session.run();
    session.dispose();
  };
  for (let k = 0; k < WARM_UP_CYCLES; k++) await cycle();
  const samples = [await memoryInUse()];
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (let k = 0; k < CYCLES / SAMPLES; k++) await cycle();
    samples.push(await memoryInUse());
  }
  const name = `${CYCLES} models`;
  const [first, last] = [samples[0], samples[SAMPLES]];
  const row = (metric: string, value: number, unit: string): BenchRow => ({
    case: name,
    metric,
    value,
    unit,
  });
  return [
    row("heapGrowthBytes", last.javaScript + last.outside - first.javaScript - first.outside, "bytes, all"),
    row("heapGrowthBytes, WebAssembly", last.outside - first.outside, "bytes, WebAssembly and buffers"),
    row("heapGrowthPerCycle", slope(samples) / (CYCLES / SAMPLES), "bytes, fitted over the samples"),
  ];
}

/** Least-squares growth from one sample to the next. */
function slope(samples: readonly Memory[]): number {
  const middle = (samples.length - 1) / 2;
  let [products, squares] = [0, 0];
  for (const [k, { javaScript, outside }] of samples.entries()) {
    products += (k - middle) * (javaScript + outside);
    squares += (k - middle) ** 2;
  }
  return products / squares;
}

interface Memory {
  readonly javaScript: number;
  /** WebAssembly memory and array buffers. */
  readonly outside: number;
}

/** Bytes in use after everything that can be freed has been. */
async function memoryInUse(): Promise<Memory> {
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // What is finalised in one round is freed in the next.
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => {
      setTimeout(resolve, 30);
    });
  }
  // `external` counts array buffers, too.
  const { heapUsed, external } = process.memoryUsage();
  return { javaScript: heapUsed, outside: external };
}
