import { mean, quantileOfSorted, randomStream, variance } from "../../../math/index.js";
import type { WorkRecord } from "../machine-life.js";

/** What is known of real over planned working time of one family on one machine. */
export interface DurationRow {
  readonly machine: string;
  /** null for work without a family. */
  readonly family: string | null;
  readonly records: number;
  /** Mean of real over planned time. */
  readonly mean: number;
  /** Quantiles 0.1, 0.5 and 0.9. */
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** How long work really takes: the distribution of real over planned working time. */
export interface DurationForecast {
  /** One row for each machine and family that was seen. */
  readonly rows: readonly DurationRow[];
  /** Mean of real over planned time; for families and machines not seen, that of the machine or of the plant. */
  meanFactor(machine: string, family?: string | null): number;
  /** Quantiles of real over planned time, [levels]; levels from 0 to 1. */
  factorQuantiles(
    machine: string,
    family: string | null | undefined,
    levels: readonly number[],
  ): Float64Array;
  /** Random factors, [work, count] row-major. */
  factorSamples(
    work: readonly { readonly machine: string; readonly family?: string | null | undefined }[],
    options: { readonly count: number; readonly seed: number },
  ): Float64Array;
}

/** A centre and a spread of the logarithm of real over planned time. */
interface Cell {
  readonly records: number;
  readonly centre: number;
  readonly spread: number;
}

/** Records that the plant's spread counts for in the spread of a machine. */
const SPREAD_RECORDS = 20;
const LISTED_LEVELS = [0.1, 0.5, 0.9];

/**
 * The distribution of real over planned time by machine and family, on the logarithmic scale: means shrunk from the
 * family on its machine to the machine and from the machine to the plant, by how much of the difference between means is
 * more than chance (empirical Bayes; Efron and Morris, "Data analysis using Stein's estimator and its generalizations",
 * JASA 1975); spreads by machine, shrunk to the plant's; the shape is that of all standardised residuals. Without records
 * every factor is 1.
 */
export function durationForecast(work: readonly WorkRecord[]): DurationForecast {
  const logs = Float64Array.from(work, ({ planned, actual }) => Math.log(actual / planned));
  const plant = logs.length === 0 ? 0 : mean(logs);
  const machines = groups(work.map(({ machine }) => machine));
  const families = groups(work.map(({ machine, family }) => keyOf(machine, family)));
  const machineMeans = shrunkMeans(logs, machines, () => plant);
  const machineOf = new Map(work.map(({ machine, family }) => [keyOf(machine, family), machine]));
  const cellMeans = shrunkMeans(logs, families, (key) => machineMeans.get(machineOf.get(key)!)!);
  const residuals = logs.map((log, at) => log - cellMeans.get(keyOf(work[at].machine, work[at].family))!);
  const pooled = residuals.length < 2 ? 0 : variance(residuals);
  const cells = new Map<string, Cell>();
  const shape = new Float64Array(residuals.length);
  for (const [machine, members] of machines) {
    const own = members.reduce((sum, at) => sum + residuals[at] ** 2, 0);
    const spread = Math.sqrt((own + SPREAD_RECORDS * pooled) / (members.length + SPREAD_RECORDS));
    for (const at of members) shape[at] = spread > 0 ? residuals[at] / spread : 0;
    cells.set(machine, { records: members.length, centre: machineMeans.get(machine)!, spread });
  }
  for (const [key, members] of families) {
    const { spread } = cells.get(machineOf.get(key)!)!;
    cells.set(key, { records: members.length, centre: cellMeans.get(key)!, spread });
  }
  shape.sort();
  const unseen: Cell = { records: 0, centre: plant, spread: Math.sqrt(pooled) };
  const cellOf = (machine: string, family: string | null | undefined): Cell =>
    cells.get(keyOf(machine, family ?? null)) ?? cells.get(machine) ?? unseen;
  const at = ({ centre, spread }: Cell, z: number): number => Math.exp(centre + spread * z);
  const meanOf = (cell: Cell): number => (shape.length === 0 ? 1 : mean(shape.map((z) => at(cell, z))));
  const quantilesOf = (cell: Cell, levels: readonly number[]): Float64Array =>
    Float64Array.from(levels, (level) => (shape.length === 0 ? 1 : at(cell, quantileOfSorted(shape, level))));
  return {
    rows: Array.from(families, ([key, members]) => {
      const { machine, family } = work[members[0]];
      const cell = cells.get(key)!;
      const [low, median, high] = quantilesOf(cell, LISTED_LEVELS);
      return { machine, family, records: members.length, mean: meanOf(cell), low, median, high };
    }),
    meanFactor: (machine, family) => meanOf(cellOf(machine, family)),
    factorQuantiles: (machine, family, levels) => quantilesOf(cellOf(machine, family), levels),
    factorSamples(wanted, { count, seed }) {
      const stream = randomStream(seed).split("durations");
      return Float64Array.from({ length: wanted.length * count }, (_, index) => {
        const { machine, family } = wanted[Math.floor(index / count)];
        return shape.length === 0 ? 1 : at(cellOf(machine, family), shape[stream.integer(shape.length)]);
      });
    },
  };
}

/** JSON keeps machine and family apart, whatever characters are in their names. */
function keyOf(machine: string, family: string | null): string {
  return JSON.stringify([machine, family]);
}

function groups(keys: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  keys.forEach((key, at) => {
    const members = found.get(key);
    if (members) members.push(at);
    else found.set(key, [at]);
  });
  return found;
}

/** Means of groups, each shrunk towards what `towards` gives for it. */
function shrunkMeans(
  logs: Float64Array,
  members: ReadonlyMap<string, readonly number[]>,
  towards: (key: string) => number,
): Map<string, number> {
  const all = Array.from(members, ([key, rows]) => ({
    key,
    count: rows.length,
    target: towards(key),
    mean: rows.reduce((sum, at) => sum + logs[at], 0) / rows.length,
  }));
  let squares = 0;
  let freedom = 0;
  for (const group of all) {
    for (const at of members.get(group.key)!) squares += (logs[at] - group.mean) ** 2;
    freedom += group.count - 1;
  }
  const within = freedom > 0 ? squares / freedom : 0;
  // The expected square of (mean - target) is the real difference's plus within / count.
  const excess = all.reduce(
    (sum, { count, mean: own, target }) => sum + (own - target) ** 2 - within / count,
    0,
  );
  const between = Math.max(0, excess / Math.max(1, all.length));
  return new Map(
    all.map(({ key, count, mean: own, target }) => {
      const noise = within / count;
      const share = between + noise > 0 ? between / (between + noise) : 1;
      return [key, target + share * (own - target)];
    }),
  );
}
