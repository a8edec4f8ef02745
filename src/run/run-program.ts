import { ForesolveError } from "../errors.js";
import {
  resolveSettings,
  type CheckSettings,
  type Program,
  type ProgramEvent,
  type InputReport,
  type ProgramInput,
  type ReadSettings,
  type SettingValues,
} from "../programs/index.js";
import { solverVersion } from "../solve/index.js";
import { RUN_RECORD_VERSION, type RunRecord } from "./run-record.js";
import { FORESOLVE_VERSION } from "./version.js";

/** Options of {@link runProgram}. */
export interface RunOptions {
  /** A file to run on; without it the program simulates its data. */
  readonly data?: string;
  /** Default 0. */
  readonly seed?: number;
  readonly settings?: SettingValues;
  /** How the file is written, where it is not by the book. */
  readonly reading?: ReadSettings;
  readonly checks?: CheckSettings;
  /** The run finishes with what it has, so that it ends within this many milliseconds. */
  readonly deadlineMs?: number;
  /** Aborting it has the same effect at once. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ProgramEvent) => void;
}

/** Timers count milliseconds in 32 bits; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs a program: input, quality gate, run, record.
 *
 * @throws ForesolveError `FS_RUN_DATA_BLOCKED` with the quality report in `data.report`, `FS_RUN_INVALID_SETTING`, and
 * what reading the input throws (`FS_DATA_*`).
 */
export async function runProgram<Input extends ProgramInput>(
  program: Program<Input>,
  options: RunOptions = {},
): Promise<RunRecord> {
  const { seed = 0, deadlineMs, onEvent = () => {} } = options;
  const startedAt = new Date();
  const started = performance.now();
  const startCpu = process.cpuUsage();
  const settings = resolveSettings(program.name, program.settings, options.settings ?? {});
  const stop = new AbortController();
  const forward = (): void => stop.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", forward, { once: true });
  if (options.signal?.aborted === true) forward();
  const timer =
    deadlineMs === undefined
      ? undefined
      : setTimeout(
          () => stop.abort(new DOMException("The deadline is near.", "TimeoutError")),
          Math.min(LONGEST_TIMER_MS, Math.max(0, deadlineMs - program.finishingMs)),
        );
  try {
    const input =
      options.data === undefined
        ? await program.simulate(seed)
        : await program.read(options.data, options.reading ?? {});
    const checks = program.check(input, options.checks ?? {});
    if (checks.blocked) throw blockedData(input, checks);
    const warnings: string[] = [];
    const { latencies, ...outcome } = await program.run(input, {
      seed,
      settings,
      signal: stop.signal,
      onEvent(event) {
        if (event.type === "warning") warnings.push(event.message);
        onEvent(event);
      },
    });
    const cpu = process.cpuUsage(startCpu);
    return {
      schemaVersion: RUN_RECORD_VERSION,
      program: program.name,
      versions: { foresolve: FORESOLVE_VERSION, node: process.versions.node, highs: await solverVersion() },
      seed,
      settings,
      deadlineMs: deadlineMs ?? null,
      data: input.origin,
      checks,
      warnings,
      ...outcome,
      timings: {
        startedAt: startedAt.toISOString(),
        elapsedMs: Math.round(performance.now() - started),
        cpuMs: Math.round((cpu.user + cpu.system) / 1000),
        // The system reports kilobytes.
        peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
        ...(latencies === undefined ? {} : { latencies }),
      },
    };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", forward);
  }
}

function blockedData(input: ProgramInput, report: InputReport): ForesolveError {
  const blocking = report.findings.filter((finding) => finding.severity === "block");
  const first = blocking[0];
  const others = blocking.length === 1 ? "" : ` (and ${blocking.length - 1} more)`;
  return new ForesolveError("FS_RUN_DATA_BLOCKED", {
    message: `The data (${input.origin.description}) are refused: ${first.message}${others}`,
    fix: `${first.fix} All findings: foresolve check.`,
    data: { report },
  });
}
