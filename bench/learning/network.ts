import { networkTrainer, type NetworkLayer, type NetworkTrainer } from "../../src/learn/index.js";
import { randomStream } from "../../src/math/index.js";
import type { LearningPart } from "../learning.js";
import { askPeer } from "../peer.js";
import { cpuMs, median, type BenchRow } from "../suite.js";

/** Repetitions of each case, after one that warms up. */
const REPETITIONS = 7;
const ROWS = 8192;

/** A network that is trained for a number of steps. */
interface Case {
  readonly name: string;
  readonly inputs: number;
  readonly units: readonly number[];
  readonly batch: number;
  readonly steps: number;
  readonly learningRate: number;
}

const CASES: readonly Case[] = [
  {
    name: "20-64-64-1, batch 512",
    inputs: 20,
    units: [64, 64, 1],
    batch: 512,
    steps: 200,
    learningRate: 1e-3,
  },
  { name: "linear 5 to 40, batch 32", inputs: 5, units: [40], batch: 32, steps: 2000, learningRate: 1e-2 },
];

interface Answer {
  readonly version: string;
  readonly cases: readonly { readonly seconds: readonly number[]; readonly loss: number }[];
}

/** Steps of training (forward, backward, Adam, the copy of the batch) against PyTorch on one thread. */
export const networkPart: LearningPart = {
  async run({ onNote }) {
    const prepared = CASES.map(prepare);
    const answer = askPeer<Answer>(
      "network_torch.py",
      { repetitions: REPETITIONS, cases: prepared.map(({ question }) => question) },
      onNote,
    );
    const rows: BenchRow[] = [];
    for (const [index, { shape, run }] of prepared.entries()) {
      const ours = await run();
      const theirs = answer?.cases[index];
      const row = { case: shape.name, metric: "stepMicroseconds", value: ours.microseconds, unit: "µs" };
      if (answer === null || theirs === undefined) {
        rows.push(row);
        continue;
      }
      const peerValue = 1e6 * median(theirs.seconds);
      const peer = `torch ${answer.version}, one thread`;
      rows.push({ ...row, peer, peerValue, ratio: ours.microseconds / peerValue });
      // The same rows, start and batches: after the same number of steps the losses agree but for rounding.
      rows.push({
        case: shape.name,
        metric: "maxRelativeError",
        value: Math.abs(ours.loss - theirs.loss) / theirs.loss,
        unit: "of the loss",
        peer,
      });
    }
    return { rows, versions: answer === null ? {} : { torch: answer.version } };
  },
};

function prepare(shape: Case) {
  const { inputs, units, batch, steps, learningRate } = shape;
  const entries = units.at(-1)!;
  const layers = units.flatMap((count, index): NetworkLayer[] =>
    index + 1 < units.length
      ? [{ kind: "dense", units: count }, { kind: "relu" }]
      : [{ kind: "dense", units: count }],
  );
  const random = randomStream("bench network");
  const features = Float32Array.from({ length: ROWS * inputs }, () => random.normal());
  const truths = Float32Array.from({ length: ROWS * entries }, (_, at) => {
    const row = Math.floor(at / entries) * inputs;
    return Math.sin(2 * features[row]!) + features[row + 1]! * features[row + 2]! + 0.3 * random.normal();
  });
  const trainer: NetworkTrainer = networkTrainer({ inputs, entries, layers, batch });
  trainer.initialise(random.split("parameters"));
  const order = Int32Array.from({ length: ROWS }, (_, row) => row);
  const data = { features, truths, weights: null };
  const question = {
    inputs,
    units,
    batch,
    steps,
    learningRate,
    features: [...features],
    truths: [...truths],
    parameters: [...trainer.pass.parameters],
  };
  const run = async (): Promise<{ microseconds: number; loss: number }> => {
    const batches = Math.floor(ROWS / batch);
    const times: number[] = [];
    let first = Number.NaN;
    let step = 0;
    for (let repetition = 0; repetition <= REPETITIONS; repetition++) {
      let loss = 0;
      const ms = await cpuMs(() => {
        for (let count = 0; count < steps; count++, step++)
          loss = trainer.step(data, order, (step % batches) * batch, batch, learningRate);
      });
      if (repetition === 0) first = loss;
      else times.push((1000 * ms) / steps);
    }
    return { microseconds: median(times), loss: first };
  };
  return { shape, question, run };
}
