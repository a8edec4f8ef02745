import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { realisedObjectives, regretOf } from "../../src/decide/index.js";
import { oracleBatch } from "../../src/solve/index.js";
import { cpuMs, median, type BenchRow } from "../suite.js";
import type { Method, MethodTask } from "./methods.js";
import { examplesIn, problemOf, type RegretCase } from "./regret-case.js";

/** Settings of a measurement. */
export interface Measuring {
  readonly epochs: number | undefined;
  readonly repetitions: number;
  readonly onNote: (text: string) => void;
}

/** What is sent to the process that measures a cold start. */
export interface ColdTask {
  readonly method: string;
  readonly given: RegretCase;
  readonly options: TrainingLength;
}

/** How long a method trains. */
export type TrainingLength = Pick<MethodTask, "epochs" | "isFixed">;

/** Twenty epochs on all rows, without the choice of their number: what published figures of training time speak of. */
const PUBLISHED: TrainingLength = { epochs: 20, isFixed: true };

/** Trainings that take longer than this are measured only once. */
const LONG_S = 5;
/** Each takes a process of its own. */
const COLD_STARTS = 3;

/** Regret of a method on a case, and the CPU time of its training: cold, and warm. */
export async function measureMethod(
  method: Method,
  given: RegretCase,
  { epochs, repetitions, onNote }: Measuring,
): Promise<BenchRow[]> {
  onNote(`${given.name}: ${method.name}`);
  const problem = problemOf(given.structure);
  const data = examplesIn(given.train);
  const options: TrainingLength = epochs === undefined ? {} : { epochs };
  const fitted = await method.fit({ data, problem, seed: 0, ...options });
  const regret = await regretPercent(
    given,
    fitted.predict(examplesIn(given.test).map(({ features }) => features)),
  );
  const rows: BenchRow[] = [{ case: given.name, metric: `regret:${method.name}`, value: regret, unit: "%" }];
  for (const [suffix, length] of [
    ["", options],
    ["20", PUBLISHED],
  ] as const) {
    if (length.isFixed === true && method.hasPublishedTime !== true) continue;
    const warm: number[] = [];
    const cold: number[] = [];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      warm.push((await cpuMs(() => fitOnce(method, { data, problem, seed: 0, ...length }))) / 1000);
      if (repetition < COLD_STARTS)
        cold.push(await measureCold({ method: method.name, given, options: length }));
      if (warm[0]! > LONG_S) break;
    }
    rows.push(
      { case: given.name, metric: `cpuCold${suffix}:${method.name}`, value: median(cold), unit: "s" },
      { case: given.name, metric: `cpuWarm${suffix}:${method.name}`, value: median(warm), unit: "s" },
    );
  }
  return rows;
}

async function fitOnce(method: Method, task: MethodTask): Promise<void> {
  await method.fit(task);
}

/** `ratioOfSums` in percent of the decisions for predictions of the test rows. */
export async function regretPercent(given: RegretCase, predictions: Float64Array): Promise<number> {
  const { rows, dimension, costs } = given.test;
  const { oracle, dispose } = await problemOf(given.structure).open();
  const best = oracleBatch(rows, dimension);
  const decided = oracleBatch(rows, dimension);
  oracle.solveBatch(costs, best);
  oracle.solveBatch(predictions, decided);
  dispose();
  const { ratioOfSums } = regretOf(oracle.sense, realisedObjectives(decided, costs), best.objectives);
  return 100 * ratioOfSums;
}

/** CPU seconds of a training that is the first thing that a process does after its start-up. */
async function measureCold(task: ColdTask): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL("./cold-training.js", import.meta.url)), [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.on("message", (seconds) => resolve(seconds as number));
    child.on("error", reject);
    child.on("exit", (code) =>
      reject(new Error(`The training of ${task.method} ended with exit code ${code} and no result.`)),
    );
    child.send(task);
  });
}
