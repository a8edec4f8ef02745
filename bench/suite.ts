import { FORESOLVE_VERSION } from "../src/run/index.js";
import { solverVersion } from "../src/solve/index.js";

/** One measurement. */
export interface BenchRow {
  readonly case: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, in the same run on the same data. */
  readonly peer?: string;
  readonly peerValue?: number;
  /** Ours over the peer's. */
  readonly ratio?: number;
}

/** What a suite prints. */
export interface BenchReport {
  readonly suite: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly BenchRow[];
}

/** Options of a suite. */
export interface BenchOptions {
  readonly data?: string;
  /** Names of what is to be measured, where a suite has a choice; all of the quick ones by default. */
  readonly methods?: readonly string[];
  /** Most passes over the training data, where a suite trains. */
  readonly epochs?: number;
  /** Time for each case, where a suite searches as long as it is given: CPU seconds of one thread. */
  readonly seconds?: number;
  readonly threads?: number;
  /** Names of instances, families or ranges of them, where a suite has many; all by default. */
  readonly instances?: readonly string[];
  /** Draw this many of the instances. */
  readonly sample?: number;
  readonly seed?: number;
  readonly onNote: (text: string) => void;
}

/** A named set of measurements. */
export interface Suite {
  readonly name: string;
  run(options: BenchOptions): Promise<BenchReport>;
}

/** Versions of what is measured. */
export async function versions(): Promise<Record<string, string>> {
  return { foresolve: FORESOLVE_VERSION, node: process.versions.node, solver: await solverVersion() };
}

/** CPU milliseconds that some work takes in this process. */
export async function cpuMs(work: () => Promise<void> | void): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1000;
}

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
