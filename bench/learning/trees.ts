import { fitBoostedTrees, predictTrees, type FitBoostedTreesOptions } from "../../src/learn/index.js";
import type { LearningPart } from "../learning.js";
import { askPeer } from "../peer.js";
import { cpuMs, median, type BenchOptions, type BenchRow } from "../suite.js";
import { classesOf, treeBenchData } from "./tree-data.js";

const COLUMNS = 20;
const ROWS = 50_000;
const TEST_ROWS = 10_000;
const TREES = 200;
const REPETITIONS = 5;
/** Of the data that losses are averaged over. */
const SEEDS = [7, 8, 9];

interface Task {
  readonly name: "depth 6" | "31 leaves" | "binary" | "classes" | "quantile";
  readonly peer: "xgboost" | "scikit-learn";
  readonly metric: "rmse" | "logLoss" | "pinball";
  readonly options: FitBoostedTreesOptions;
  /** Classes that the answers are cut into; 0 for the answers themselves. */
  readonly classes: number;
  readonly repetitions: number;
}

const DEEP = { maxLeaves: 31, maxDepth: Infinity } as const;
// The peer's defaults: it bounds hessians, not rows.
const CLASSES = { minRowsPerLeaf: 1, minHessianPerLeaf: 1 } as const;
const TASKS: readonly Task[] = [
  { name: "depth 6", peer: "xgboost", metric: "rmse", options: {}, classes: 0, repetitions: REPETITIONS },
  { name: "31 leaves", peer: "scikit-learn", metric: "rmse", options: DEEP, classes: 0, repetitions: 1 },
  {
    name: "binary",
    peer: "xgboost",
    metric: "logLoss",
    options: { ...CLASSES, loss: "logistic" },
    classes: 2,
    repetitions: 1,
  },
  {
    name: "classes",
    peer: "xgboost",
    metric: "logLoss",
    options: { ...CLASSES, loss: { softmax: 5 } },
    classes: 5,
    repetitions: 1,
  },
  {
    name: "quantile",
    peer: "scikit-learn",
    metric: "pinball",
    options: { ...DEEP, loss: { quantile: 0.9 }, lambda: 0 },
    classes: 0,
    repetitions: 1,
  },
];

interface PeerAnswer {
  readonly versions: Record<string, string>;
  readonly seconds: readonly number[];
  readonly loss: number;
}

/** Boosted trees beside xgboost and scikit-learn, on one thread. */
export const treesPart: LearningPart = {
  async run({ onNote }: BenchOptions) {
    const rows: BenchRow[] = [];
    let versions: Record<string, string> = {};
    const all = treeBenchData(ROWS + TEST_ROWS, SEEDS[0]!);
    for (const task of TASKS) {
      onNote(`boosted trees, ${task.name}`);
      const made = task.classes > 0 ? classesOf(all.target, task.classes, all.target) : all.target;
      const features = all.features.subarray(0, ROWS * COLUMNS);
      const testFeatures = all.features.subarray(ROWS * COLUMNS);
      const target = made.subarray(0, ROWS);
      const testTarget = made.subarray(ROWS);
      const data = { features, rows: ROWS, columns: COLUMNS, target };
      const options = { ...task.options, trees: TREES };
      let fit = fitBoostedTrees(data, { ...options, trees: 20 });
      const times: number[] = [];
      for (let repetition = 0; repetition < task.repetitions; repetition++)
        times.push(
          await cpuMs(() => {
            fit = fitBoostedTrees(data, options);
          }),
        );
      const predicted = predictTrees(fit.ensemble, testFeatures, TEST_ROWS);
      const question = { task: task.name, columns: COLUMNS, trees: TREES };
      const answer = askPeer<PeerAnswer>(
        "trees_boosting.py",
        {
          ...question,
          repetitions: task.repetitions,
          features: base64(features),
          target: base64(target),
          testFeatures: base64(testFeatures),
          testTarget: base64(testTarget),
        },
        onNote,
      );
      versions = { ...versions, ...answer?.versions };
      const name = `boosted trees, ${task.name}`;
      const { peer } = task;
      let loss = lossOf(task, predicted, testTarget) / SEEDS.length;
      let peerLoss = answer && answer.loss / SEEDS.length;
      // Where bins fall moves a loss by a percent: figures are means over several draws of the data.
      for (const seed of SEEDS.slice(1)) {
        const other = treeBenchData(ROWS + TEST_ROWS, seed);
        const truths = task.classes > 0 ? classesOf(other.target, task.classes, other.target) : other.target;
        const [rowsBefore, rowsAfter] = [
          other.features.subarray(0, ROWS * COLUMNS),
          other.features.subarray(ROWS * COLUMNS),
        ];
        const { ensemble } = fitBoostedTrees(
          { ...data, features: rowsBefore, target: truths.subarray(0, ROWS) },
          options,
        );
        loss +=
          lossOf(task, predictTrees(ensemble, rowsAfter, TEST_ROWS), truths.subarray(ROWS)) / SEEDS.length;
        const own = askPeer<PeerAnswer>(
          "trees_boosting.py",
          {
            ...question,
            repetitions: 1,
            features: base64(rowsBefore),
            target: base64(truths.subarray(0, ROWS)),
            testFeatures: base64(rowsAfter),
            testTarget: base64(truths.subarray(ROWS)),
          },
          onNote,
        );
        peerLoss = peerLoss === null || own === null ? null : peerLoss + own.loss / SEEDS.length;
      }
      rows.push(
        row(name, "fitCpuSeconds", median(times) / 1000, "s", peer, answer && median(answer.seconds)),
        row(name, task.metric, loss, "1", peer, peerLoss),
      );
      if (task.name !== "depth 6") continue;
      const plain: number[] = [];
      for (let repetition = 0; repetition < 3; repetition++)
        plain.push(await cpuMs(() => void fitBoostedTrees(data, { ...options, kernels: "typescript" })));
      const peerSeconds = answer && median(answer.seconds);
      rows.push(
        row(`${name}, plain TypeScript`, "fitCpuSeconds", median(plain) / 1000, "s", peer, peerSeconds),
      );
      const weights = target.map((_, at) => 1 + (at % 2));
      const holes = features.map((value, at) => (at % 17 === 0 ? Number.NaN : value));
      const full: number[] = [];
      for (let repetition = 0; repetition < 3; repetition++)
        full.push(await cpuMs(() => void fitBoostedTrees({ ...data, features: holes, weights }, options)));
      rows.push(
        row(
          `${name}, with weights and missing values`,
          "fitCpuSeconds",
          median(full) / 1000,
          "s",
          peer,
          peerSeconds,
        ),
      );
    }
    rows.push(await singleRow(all.features, all.target));
    rows.push(...(await growth(onNote)));
    return { rows, versions };
  },
};

/** One row at a time through 100 trees. */
async function singleRow(features: Float64Array, target: Float64Array): Promise<BenchRow> {
  const rows = 5000;
  const data = {
    features: features.subarray(0, rows * COLUMNS),
    rows,
    columns: COLUMNS,
    target: target.subarray(0, rows),
  };
  const { ensemble } = fitBoostedTrees(data, { trees: 100 });
  const out = new Float64Array(1);
  const pass = (): void => {
    for (let at = 0; at < rows; at++)
      predictTrees(ensemble, features.subarray(at * COLUMNS, (at + 1) * COLUMNS), 1, out);
  };
  pass();
  const times: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) times.push(await cpuMs(pass));
  return row(
    "boosted trees, 100 trees, one row",
    "rowMicroseconds",
    (median(times) * 1000) / rows,
    "µs",
    undefined,
    null,
  );
}

/** The cost of rows: it should grow as they do. */
async function growth(onNote: (text: string) => void): Promise<BenchRow[]> {
  const found: BenchRow[] = [];
  for (const rows of [1e4, 1e5, 1e6]) {
    onNote(`boosted trees, ${rows} rows`);
    const { features, target } = treeBenchData(rows, 8);
    const data = { features, rows, columns: COLUMNS, target };
    const milliseconds = await cpuMs(() => void fitBoostedTrees(data, { trees: 10 }));
    found.push(
      row(
        `boosted trees, 10 trees, ${rows} rows`,
        "fitCpuSeconds",
        milliseconds / 1000,
        "s",
        undefined,
        null,
      ),
    );
  }
  return found;
}

function lossOf({ metric, classes }: Task, predicted: Float64Array, truth: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < truth.length; at++) {
    if (metric === "rmse") sum += (predicted[at] - truth[at]) ** 2;
    else if (metric === "pinball")
      sum += Math.max(0.9 * (truth[at] - predicted[at]), -0.1 * (truth[at] - predicted[at]));
    else if (classes === 2) sum -= Math.log(truth[at] === 1 ? predicted[at] : 1 - predicted[at]);
    else sum -= Math.log(predicted[at * classes + truth[at]]);
  }
  const mean = sum / truth.length;
  return metric === "rmse" ? Math.sqrt(mean) : mean;
}

function row(
  name: string,
  metric: string,
  value: number,
  unit: string,
  peer: string | undefined,
  peerValue: number | null,
): BenchRow {
  const measured = { case: name, metric, value, unit };
  if (peer === undefined || peerValue === null) return measured;
  return { ...measured, peer, peerValue, ratio: value / peerValue };
}

function base64(values: Float64Array): string {
  return Buffer.from(Float32Array.from(values).buffer).toString("base64");
}
