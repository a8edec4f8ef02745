import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readMps, type StandardForm } from "../src/model/index.js";
import { readModelFile } from "../src/model/file-access.js";
import { HighsSession, verifier } from "../src/solve/index.js";
import { generatedInstances } from "./instances/generated-instances.js";
import { askPeer, type PeerOutcome } from "./peer.js";
import { cpuMs, median, type BenchOptions, type BenchRow } from "./suite.js";

/** Longer searches say more about luck than about speed. */
const LIMIT_SECONDS = 120;
/** Models that take longer than this are not repeated as often. */
const LONG_MS = 2000;

/** What one of the two made of a model. */
interface Measured {
  /** Medians of CPU time. */
  readonly cpuMs: number;
  /** Null where no optimum was proven in time. */
  readonly objective: number | null;
}

interface PeerAnswer {
  readonly version: string;
  readonly answers: readonly { readonly seconds: number[]; readonly objective: number | null }[];
}

/**
 * Solves the .mps and .mps.gz files of a folder, or generated models of like size, each from the arrays of its standard
 * form to the verified optimum, after a warm-up; scipy does the same with the same arrays. A model that is read wrongly
 * would show in its objective.
 */
export async function measureModelFiles(
  { data, onNote }: BenchOptions,
  note: (peer: Pick<PeerOutcome, "version">) => void,
): Promise<BenchRow[]> {
  const forms = (data === undefined ? generatedForms() : await formsOf(data)).filter((form) => {
    const { objective, rows } = form.quadratic;
    const isLinear = objective.values.length + rows.values.length + form.cones.length === 0;
    if (!isLinear) onNote(`${form.name}: is not linear, and left out`);
    return isLinear;
  });
  // Compiling is paid for by whoever comes first; a system that runs has long done so.
  for (const form of forms) await solveOnce(form);
  const ours: Measured[] = [];
  for (const form of forms) {
    onNote(`${form.name}: ${form.rows} rows, ${form.columns} columns`);
    ours.push(await measured(form));
  }
  const peer = askPeer<PeerAnswer>(
    "mps_scipy.py",
    {
      limitSeconds: LIMIT_SECONDS,
      forms: forms.map((form, k) => ({ ...arraysOf(form), repetitions: repetitionsFor(ours[k].cpuMs) })),
    },
    onNote,
  );
  if (peer !== null) note(peer);
  const theirs = peer?.answers.map(({ seconds, objective }, k): Measured => {
    const sign = forms[k].sense === "maximize" ? -1 : 1;
    return {
      cpuMs: 1000 * median(seconds),
      objective: objective === null ? null : sign * objective + forms[k].offset,
    };
  });
  const rows = forms.flatMap((form, k) => rowsOf(form.name, ours[k], theirs?.[k]));
  for (const [name, wantsInteger] of [
    ["linear models", false],
    ["integer models", true],
  ] as const) {
    const chosen = forms.flatMap((form, k) => (isInteger(form) === wantsInteger ? [k] : []));
    if (chosen.length > 0) {
      rows.push(
        ...summaryOf(
          name,
          chosen.map((k) => ours[k]),
          theirs === undefined ? undefined : chosen.map((k) => theirs[k]),
        ),
      );
    }
  }
  return rows;
}

function generatedForms(): StandardForm[] {
  return generatedInstances(1).map(({ name, text }) => ({ ...readMps(text), name }));
}

async function formsOf(folder: string): Promise<StandardForm[]> {
  const files = readdirSync(folder).filter((file) => /\.mps(\.gz)?$/i.test(file));
  return await Promise.all(
    files.toSorted().map(async (file) => ({
      ...(await readModelFile(join(folder, file))),
      name: file.replace(/\.mps(\.gz)?$/i, ""),
    })),
  );
}

async function measured(form: StandardForm): Promise<Measured> {
  const times: number[] = [];
  let objective: number | null = null;
  do {
    times.push(await cpuMs(async () => void (objective = await solveOnce(form))));
  } while (times.length < repetitionsFor(times[0]));
  return { cpuMs: median(times), objective };
}

/** The verified optimum; null where there is none, or not in time. */
async function solveOnce(form: StandardForm): Promise<number | null> {
  const session = await HighsSession.open(form);
  try {
    const { status } = session.run(isInteger(form) ? { deadlineMs: 1000 * LIMIT_SECONDS } : {});
    const verification = verifier(form)([], session.columnValues);
    return status === "optimal" && verification.ok ? verification.objective : null;
  } finally {
    session.dispose();
  }
}

function repetitionsFor(milliseconds: number): number {
  return milliseconds < LONG_MS ? 5 : 1;
}

function isInteger(form: StandardForm): boolean {
  return form.integrality.some((kind) => kind !== 0);
}

/** A minimisation; JSON has no infinity, so that null stands for it. */
function arraysOf(form: StandardForm): object {
  const sign = form.sense === "maximize" ? -1 : 1;
  const limits = (values: Float64Array): (number | null)[] =>
    Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  return {
    cost: Array.from(form.cost, (cost) => sign * cost),
    columnLower: limits(form.columnLower),
    columnUpper: limits(form.columnUpper),
    rowLower: limits(form.rowLower),
    rowUpper: limits(form.rowUpper),
    integrality: [...form.integrality],
    starts: [...form.matrix.starts],
    indices: [...form.matrix.columns],
    values: [...form.matrix.values],
  };
}

function rowsOf(name: string, ours: Measured, theirs: Measured | undefined): BenchRow[] {
  const time: BenchRow = { case: name, metric: "cpuMs", value: ours.cpuMs, unit: "CPU ms, warm" };
  if (theirs === undefined) return [time];
  const error =
    ours.objective === null || theirs.objective === null
      ? Infinity
      : Math.abs(ours.objective - theirs.objective) / Math.max(1, Math.abs(theirs.objective));
  return [
    { ...time, peer: "scipy", peerValue: theirs.cpuMs, ratio: ours.cpuMs / theirs.cpuMs },
    { case: name, metric: "objectiveError", value: error, unit: "relative difference", peer: "scipy" },
  ];
}

function summaryOf(
  name: string,
  ours: readonly Measured[],
  theirs: readonly Measured[] | undefined,
): BenchRow[] {
  const mean = (all: readonly Measured[]): number =>
    Math.exp(all.reduce((sum, one) => sum + Math.log(one.cpuMs), 0) / all.length);
  const solved = ours.filter(({ objective }) => objective !== null).length;
  const time = { case: name, metric: "cpuMs", value: mean(ours), unit: "CPU ms, geometric mean" };
  return [
    theirs === undefined
      ? time
      : { ...time, peer: "scipy", peerValue: mean(theirs), ratio: mean(ours) / mean(theirs) },
    { case: name, metric: "optimal", value: solved / ours.length, unit: "share, verified" },
  ];
}
