import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { batteryProblem, DEFAULT_BATTERY, energy } from "../src/programs/index.js";
import { sampleData } from "../src/run/index.js";
import { isSolved, solutionOf, verifier } from "../src/solve/index.js";
import {
  cpuMs,
  median,
  versions,
  type BenchOptions,
  type BenchReport,
  type BenchRow,
  type Suite,
} from "./suite.js";

const DAYS = 365;
const HOURS = 24;
const REPETITIONS = 5;

/** The battery: deciding a year through a warm session against building each model anew, and the whole run. */
export const energySuite: Suite = { name: "energy", run };

async function run({ data, onNote }: BenchOptions): Promise<BenchReport> {
  const file = data ?? sampleData(energy) ?? undefined;
  if (file === undefined) onNote("no data at hand: measuring on simulated data");
  const input = file === undefined ? await energy.simulate(0) : await energy.read(file, {});
  const prices = input.table.number("da_price").slice(-DAYS * HOURS);
  const name = input.origin.simulated ? "simulated year" : "last year of the file";
  onNote(`deciding ${DAYS} days, warm and anew, ${REPETITIONS} times each, in turns`);
  const rows = [...(await redeciding(name, prices)), ...(await wholeRun(file, onNote))];
  return { suite: "energy", versions: await versions(), rows };
}

async function redeciding(name: string, prices: Float64Array): Promise<BenchRow[]> {
  const warm: number[] = [];
  const anew: number[] = [];
  const objectives = { warm: 0, anew: 0 };
  // The first repetition of each pays for compiling the code and is thrown away.
  for (let repetition = 0; repetition <= REPETITIONS; repetition++) {
    const warmMs = await cpuMs(async () => {
      objectives.warm = await decideWarm(prices);
    });
    const anewMs = await cpuMs(async () => {
      objectives.anew = await decideAnew(prices);
    });
    if (repetition === 0) continue;
    warm.push(warmMs);
    anew.push(anewMs);
  }
  const difference = Math.abs(objectives.warm - objectives.anew) / Math.abs(objectives.anew);
  return [
    {
      case: name,
      metric: "redecideMs",
      value: median(warm),
      unit: "CPU ms per 365 days",
      peer: "building each model anew",
      peerValue: median(anew),
      ratio: median(warm) / median(anew),
    },
    { case: name, metric: "objectiveError", value: difference, unit: "relative difference" },
  ];
}

async function decideWarm(prices: Float64Array): Promise<number> {
  const problem = batteryProblem(DEFAULT_BATTERY);
  const session = await problem.open();
  const check = verifier(problem.form);
  let sum = 0;
  for (let day = 0; day < DAYS; day++) {
    session.solver.setParameters(prices.subarray(day * HOURS, (day + 1) * HOURS));
    sum += objectiveOf(solutionOf(session.solver, {}, check));
  }
  session.dispose();
  return sum;
}

async function decideAnew(prices: Float64Array): Promise<number> {
  let sum = 0;
  for (let day = 0; day < DAYS; day++) {
    const session = await batteryProblem(DEFAULT_BATTERY).open();
    session.solver.setParameters(prices.subarray(day * HOURS, (day + 1) * HOURS));
    sum += objectiveOf(solutionOf(session.solver));
    session.dispose();
  }
  return sum;
}

function objectiveOf(solution: ReturnType<typeof solutionOf>): number {
  if (isSolved(solution)) return solution.objective;
  throw new Error(`The battery model was not solved: ${solution.reason}`);
}

/** The program as the command line runs it, in a process of its own: CPU time and memory count from its start. */
async function wholeRun(file: string | undefined, onNote: (text: string) => void): Promise<BenchRow[]> {
  onNote("the whole run, once, in a process of its own");
  const outcome = await new Promise<{
    cpuSeconds: number;
    peakMemoryMb: number;
    shares: Record<string, number>;
  }>((resolve, reject) => {
    const child = fork(
      fileURLToPath(new URL("./energy-run.js", import.meta.url)),
      file === undefined ? [] : [file],
      { stdio: ["ignore", "ignore", "inherit", "ipc"] },
    );
    child.on("message", (message) => resolve(message as never));
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`The run ended with exit code ${code} and no result.`)));
  });
  const name = file === undefined ? "simulated data" : "whole file";
  return [
    { case: name, metric: "cpuSeconds", value: outcome.cpuSeconds, unit: "CPU s, whole run" },
    { case: name, metric: "peakMemoryMb", value: outcome.peakMemoryMb, unit: "MB, whole run" },
    ...Object.entries(outcome.shares).map(([policy, share]) => ({
      case: policy,
      metric: "shareOfHindsight",
      value: 100 * share,
      unit: "%",
    })),
  ];
}
