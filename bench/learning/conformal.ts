import {
  adaptiveClasses,
  adaptiveConformal,
  adaptiveSets,
  conformal,
  conformalisedIntervals,
  conformalisedQuantiles,
  dynamicallyTunedConformal,
  ensembleBatchIntervals,
  fitBoostedTrees,
  leastAmbiguousClasses,
  leastAmbiguousSets,
  outOfBagResiduals,
  predictTrees,
  ridge,
  setContains,
  type ConformalMethod,
  type Example,
  type OnlineIntervals,
} from "../../src/learn/index.js";
import { randomStream, type RandomStream } from "../../src/math/index.js";
import type { LearningPart } from "../learning.js";
import { mean } from "../../src/math/index.js";
import type { BenchRow } from "../suite.js";

const SEEDS = 200;
const LEVEL = 0.9;
/** So that ⌈(n + 1) level⌉ / (n + 1) is the level itself, for all of them and for every other one. */
const CALIBRATION = 199;
const FITTED = 200;
const FRESH = 200;

interface Row {
  readonly x: number;
  readonly z: number;
}
const target = { over: [{ name: "entry", keys: ["a", "b"] }] } as const;

/** A curve that a line cannot follow, errors that grow with x, and two entries that err together. */
function truthAt({ x, z }: Row, stream: RandomStream): [number, number] {
  const shared = stream.normal();
  const spread = 0.3 + x;
  return [
    Math.sin(4 * x) + z + spread * shared,
    2 * x - z + 3 * spread * (0.7 * shared + 0.7 * stream.exponential()),
  ];
}

function examplesOf(count: number, stream: RandomStream, draw = () => stream.uniform()): Example<Row>[] {
  return Array.from({ length: count }, () => {
    const features = { x: draw(), z: stream.uniform() };
    return { features, truth: truthAt(features, stream) };
  });
}

const base = ridge<Row, typeof target.over>({ target, penalty: 1e-3 });
const METHODS: readonly [string, ConformalMethod<Row>, number][] = [
  ["split", "split", 1],
  ["normalised, learned", { normalised: base }, 1],
  ["Mondrian, two groups", { mondrian: ({ x }) => (x < 0.5 ? "low" : "high") }, 1],
  ["weighted, covariate shift", { weighted: ({ x }) => 2 * x }, 1],
  ["CV+, 10 folds", { crossValidation: 10 }, 1],
  // A fit for every example: a tenth of the examples, and the same number of seeds.
  ["jackknife+", "jackknife+", 0.1],
];

/** Average over seeds of the share of new truths that are covered. */
export const conformalPart: LearningPart = {
  async run({ onNote }) {
    const rows: BenchRow[] = [];
    const report = (name: string, value: number): void => {
      rows.push({ case: name, metric: "coverage", value, unit: `share, nominal ${LEVEL}` });
    };
    for (const [name, method, size] of METHODS) {
      onNote(`conformal: ${name}`);
      const single: number[] = [];
      const box: number[] = [];
      const ellipsoid: number[] = [];
      const upper: number[] = [];
      for (let seed = 0; seed < SEEDS; seed++) {
        const stream = randomStream(seed).split(name);
        const folds = method === "jackknife+" || (typeof method === "object" && "crossValidation" in method);
        const count = Math.round((folds ? CALIBRATION : CALIBRATION + FITTED) * size);
        const fitted = await conformal(base, {
          method,
          level: LEVEL,
          share: CALIBRATION / (CALIBRATION + FITTED),
        }).fit(examplesOf(count, stream));
        const shifted = typeof method === "object" && "weighted" in method;
        // Density 2x on [0, 1] for the shift.
        const fresh = examplesOf(FRESH, stream, () =>
          shifted ? Math.sqrt(stream.uniform()) : stream.uniform(),
        );
        const asked = fresh.map((example) => example.features);
        const found = fitted.intervals(asked);
        const high = fitted.quantiles(asked, [LEVEL]);
        fresh.forEach(({ truth }, row) => {
          for (let entry = 0; entry < 2; entry++) {
            const at = row * 2 + entry;
            single.push(Number(truth[entry]! >= found.lower[at]! && truth[entry]! <= found.upper[at]!));
            upper.push(Number(truth[entry]! <= high[at]!));
          }
        });
        if (method !== "split") continue;
        const boxes = fitted.sets(asked);
        const ellipsoids = fitted.sets(asked, { kind: "ellipsoid" });
        fresh.forEach(({ truth }, row) => {
          box.push(Number(setContains(boxes[row]!, truth)));
          ellipsoid.push(Number(setContains(ellipsoids[row]!, truth)));
        });
      }
      report(`conformal: ${name}`, mean(single));
      report(`conformal: ${name}, one-sided quantile`, mean(upper));
      if (box.length > 0) {
        report("conformal: box over two entries", mean(box));
        report("conformal: ellipsoid over two entries", mean(ellipsoid));
      }
    }
    onNote("conformal: quantiles, classes, series");
    report("conformal: conformalised quantiles of boosted trees", overSeeds(SEEDS, quantileCoverage));
    report(
      "conformal: classes, LAC",
      overSeeds(SEEDS, (stream) => classCoverage(stream, false)),
    );
    report(
      "conformal: classes, APS",
      overSeeds(SEEDS, (stream) => classCoverage(stream, true)),
    );
    report("conformal: EnbPI, autoregressive series", overSeeds(SEEDS, ensembleCoverage));
    const online: readonly [string, () => OnlineIntervals][] = [
      ["ACI", () => adaptiveConformal({ level: LEVEL })],
      ["DtACI", () => dynamicallyTunedConformal({ level: LEVEL })],
    ];
    for (const [name, method] of online) {
      // Worst of the seeds: the promise of the long run is for every series.
      let worst = LEVEL;
      for (let seed = 0; seed < 10; seed++) {
        const share = longRun(method(), randomStream(seed).split("drifting"));
        if (Math.abs(share - LEVEL) > Math.abs(worst - LEVEL)) worst = share;
      }
      report(`conformal: ${name}, drifting series of 10,000, worst of 10`, worst);
    }
    return { rows, versions: {} };
  },
};

function overSeeds(seeds: number, coverage: (stream: RandomStream) => number): number {
  return mean(Array.from({ length: seeds }, (_, seed) => coverage(randomStream(seed))));
}

function quantileCoverage(stream: RandomStream): number {
  const sets = [FITTED, CALIBRATION, FRESH].map((count) => {
    const examples = examplesOf(count, stream);
    return {
      rows: count,
      columns: 2,
      features: Float64Array.from(examples.flatMap(({ features }) => [features.x, features.z])),
      target: Float64Array.from(examples, ({ truth }) => truth[0]!),
    };
  });
  const [fitted, calibration, fresh] = sets;
  const ends = [(1 - LEVEL) / 2, (1 + LEVEL) / 2].map((quantile) => {
    const { ensemble } = fitBoostedTrees(fitted!, { trees: 40, maxDepth: 3, loss: { quantile } });
    return [calibration!, fresh!].map((data) => predictTrees(ensemble, data.features, data.rows));
  });
  const calibrated = conformalisedQuantiles({
    lower: ends[0]![0]!,
    upper: ends[1]![0]!,
    truths: calibration!.target,
  });
  const { lower, upper } = conformalisedIntervals(
    calibrated,
    { lower: ends[0]![1]!, upper: ends[1]![1]! },
    LEVEL,
  );
  return mean(fresh!.target.map((truth, row) => Number(truth >= lower[row]! && truth <= upper[row]!)));
}

/** Five classes; the probabilities that are predicted are too sure of themselves. */
function classCoverage(stream: RandomStream, adaptive: boolean): number {
  const classes = 5;
  const draw = (count: number) => {
    const probabilities = new Float64Array(count * classes);
    const truths = new Int32Array(count);
    for (let row = 0; row < count; row++) {
      const weights = Array.from({ length: classes }, () => stream.exponential());
      let wanted = stream.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
      let label = 0;
      while (label < classes - 1 && wanted > weights[label]!) wanted -= weights[label++]!;
      truths[row] = label;
      const sharpened = weights.map((weight) => weight ** 2);
      const total = sharpened.reduce((sum, weight) => sum + weight, 0);
      sharpened.forEach((weight, other) => (probabilities[row * classes + other] = weight / total));
    }
    return { probabilities, classes, truths };
  };
  const calibration = draw(CALIBRATION);
  const fresh = draw(FRESH);
  const seed = stream.integer(2 ** 31);
  const sets = adaptive
    ? adaptiveSets(adaptiveClasses(calibration, seed), fresh.probabilities, LEVEL, seed)
    : leastAmbiguousSets(leastAmbiguousClasses(calibration), fresh.probabilities, LEVEL);
  return mean(Float64Array.from(fresh.truths, (label, row) => sets[row * classes + label]!));
}

/** An ensemble of 50 autoregressions on resampled steps of the series. */
function ensembleCoverage(stream: RandomStream): number {
  const steps = 300;
  const series = [0];
  for (let step = 0; step < 2 * steps; step++) series.push(0.8 * series[step]! + stream.normal());
  const models = 50;
  const inBag = new Uint8Array(models * steps);
  const slopes = Array.from({ length: models }, (_, model) => {
    let products = 0;
    let squares = 0;
    for (let draw = 0; draw < steps; draw++) {
      const step = stream.integer(steps);
      inBag[model * steps + step] = 1;
      products += series[step]! * series[step + 1]!;
      squares += series[step]! ** 2;
    }
    return products / squares;
  });
  const residuals = outOfBagResiduals({
    predictions: slopes.flatMap((slope) => series.slice(0, steps).map((value) => slope * value)),
    inBag,
    truths: series.slice(1, steps + 1),
  });
  const online = ensembleBatchIntervals({ level: LEVEL, residuals });
  const slope = mean(slopes);
  let covered = 0;
  for (let step = steps; step < 2 * steps; step++) {
    online.interval(slope * series[step]!);
    if (online.observe(series[step + 1]!)) covered++;
  }
  return covered / steps;
}

/** A prediction that is ever worse, in waves, with a jump in the middle. */
function longRun(online: OnlineIntervals, stream: RandomStream): number {
  const steps = 10_000;
  let covered = 0;
  for (let step = 0; step < steps; step++) {
    const spread = Math.exp(Math.sin(step / 300) + step / steps) * (step > steps / 2 ? 2 : 1);
    online.interval(0);
    if (online.observe(spread * stream.normal() + step / steps)) covered++;
  }
  return covered / steps;
}
