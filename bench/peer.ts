import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { median } from "./suite.js";

/** What a peer made of the instances. */
export interface PeerOutcome {
  readonly solvesPerSecond: number;
  readonly version: string;
  /** One per row of costs. */
  readonly objectives: readonly number[];
}

/** Instances for a peer: what its script reads, and one row of costs per solve. */
export interface PeerInstances {
  readonly costs: readonly (readonly number[])[];
  readonly repetitions: number;
  readonly [name: string]: unknown;
}

/** Debian's Python, for which python3-scipy is made; another one on the path need not have it. */
const DEBIAN_PYTHON = "/usr/bin/python3";

/**
 * Runs a script of bench/peers on these instances; null with a note where it cannot run. CPU time as the script measures it, so
 * that starting Python does not count.
 */
export function runPeer(
  script: string,
  instances: PeerInstances,
  onNote: (text: string) => void,
  python?: string,
): PeerOutcome | null {
  const outcome = askPeer<{ version: string; seconds: number[]; objectives: number[] }>(
    script,
    instances,
    onNote,
    python,
  );
  if (outcome === null) return null;
  return {
    solvesPerSecond: instances.costs.length / median(outcome.seconds),
    version: outcome.version,
    objectives: outcome.objectives,
  };
}

/**
 * Gives a script of bench/peers the question as JSON on its standard input, on one thread, and returns the JSON that it prints; null
 * with a note where it cannot run, or where it says `{ "missing": "what to install" }`. Scripts report CPU times that they measure
 * themselves, so that starting Python and reading the question do not count.
 */
export function askPeer<Answer extends object>(
  script: string,
  question: unknown,
  onNote: (text: string) => void,
  python: string = existsSync(DEBIAN_PYTHON) ? DEBIAN_PYTHON : "python3",
): Answer | null {
  const path = scriptPath(script);
  if (path === null) {
    onNote(`${script}: the scripts of the peers are part of a checkout only`);
    return null;
  }
  const { error, status, stdout, stderr } = spawnSync(python, [path], {
    input: JSON.stringify(question),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
  });
  if (error !== undefined || status !== 0) {
    onNote(`${script}: ${error === undefined ? stderr.trim() : "python3 is not installed"}`);
    return null;
  }
  const answer = JSON.parse(stdout) as Answer | { readonly missing: string };
  if (!("missing" in answer)) return answer;
  onNote(`${script}: ${answer.missing}`);
  return null;
}

/** Python is not compiled: from the built bench the scripts lie in the sources. */
function scriptPath(script: string): string | null {
  const places = [`./peers/${script}`, `../../bench/peers/${script}`];
  const paths = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? null;
}
