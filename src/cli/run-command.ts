import { join } from "node:path";
import { Option, type Command } from "commander";
import { ForesolveError } from "../errors.js";
import {
  findProgram,
  PROGRAMS,
  requireWritable,
  runProgram,
  sampleData,
  writeRun,
  type RunOptions,
} from "../run/index.js";
import type { Program, Setting } from "../programs/index.js";
import { addCheckOptions, checkSettingsOf, type CheckFlags } from "./check-command.js";
import { parseDuration } from "./duration.js";
import { EXIT } from "./exit-code.js";
import { onInterrupt } from "./interrupt.js";
import { parseNumber, parseSeed } from "./number-option.js";
import { writeJson, type Output } from "./output.js";
import { runText } from "./policy-table.js";
import { ProgressLine } from "./progress-line.js";
import { addReadingOptions, readSettingsOf, type ReadingFlags } from "./reading-options.js";

interface RunFlags extends CheckFlags, ReadingFlags {
  readonly data?: string;
  readonly demo?: boolean;
  readonly out?: string;
  readonly seed: number;
  readonly deadline?: number;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly quiet?: boolean;
  readonly [setting: string]: unknown;
}

/** Adds `run` with one sub-command per program; settings become flags. */
export function addRunCommand(cli: Command, output: Output): void {
  const run = cli
    .command("run")
    .summary("run a program: learn, decide, compare, report")
    .description("Runs a program on a file or on simulated data, and compares its policies.")
    .argument("[program]", `one of: ${PROGRAMS.map((program) => program.name).join(", ")}`)
    .action((name: string | undefined) => {
      if (name === undefined) run.help({ error: true });
      else findProgram(name);
    });
  for (const program of PROGRAMS) addProgram(run, program, output);
}

function addProgram(run: Command, program: Program, output: Output): void {
  const command = run
    .command(program.name)
    .description(program.summary)
    .option(
      `--data <${program.input.placeholder}>`,
      `${program.input.summary} (default: ${program.sample === null ? "" : "the data folder's, else "}simulated data)`,
    )
    .option("--demo", "run on simulated data even where real data are at hand")
    .option(
      "--out <folder>",
      "where run.json and report.html are written",
      join("foresolve-runs", program.name),
    )
    .addOption(
      new Option("--seed <number>", "seed of everything random").argParser(parseSeed("--seed")).default(0),
    )
    .addOption(
      new Option("--deadline <duration>", "finish with what there is after this time, such as 30s").argParser(
        parseDuration,
      ),
    )
    .option("--strict", "exit with 4 when the run was stopped before everything was trained")
    .option("--json", "print the run record as one JSON document")
    .option("--json-lines", "print events as they happen, one JSON document a line; the record last")
    .option("--quiet", "no progress");
  addReadingOptions(command);
  addCheckOptions(command);
  for (const setting of program.settings) command.addOption(settingOption(setting));
  command.action(async (flags: RunFlags) => {
    process.exitCode = await runCommand(program, flags, output);
  });
}

async function runCommand(program: Program, flags: RunFlags, output: Output): Promise<number> {
  const folder = flags.out!;
  if (flags.demo === true && flags.data !== undefined) throw demoWithData(flags.data);
  await requireWritable(folder);
  const progress = new ProgressLine(output.stderr, {
    quiet: flags.quiet === true || flags.jsonLines === true,
  });
  const data = flags.demo === true ? undefined : (flags.data ?? sampleData(program) ?? undefined);
  progress.note(data === undefined ? "data: none given, so they are simulated" : `data: ${data}`);
  if (flags.deadline !== undefined && flags.deadline <= program.finishingMs) {
    progress.warn(
      `the deadline leaves no time to train anything: comparing and reporting alone may need ${program.finishingMs / 1000} s`,
    );
  }
  const { signal, release } = onInterrupt((text) => progress.note(text));
  const options: RunOptions = {
    ...(data === undefined ? {} : { data }),
    ...(flags.deadline === undefined ? {} : { deadlineMs: flags.deadline }),
    seed: flags.seed,
    settings: Object.fromEntries(program.settings.map(({ name }) => [name, flags[name] as number])),
    reading: readSettingsOf(flags),
    checks: checkSettingsOf(flags),
    signal,
    onEvent(event) {
      if (flags.jsonLines === true) output.stdout.write(`${JSON.stringify(event)}\n`);
      progress.show(event);
    },
  };
  try {
    const record = await runProgram(program, options);
    const files = await writeRun(record, folder);
    progress.close();
    if (flags.json === true) writeJson(output, record);
    else if (flags.jsonLines === true) output.stdout.write(`${JSON.stringify({ type: "done", record })}\n`);
    else output.stdout.write(`${runText(record, files)}\n`);
    return record.stopped && flags.strict === true ? EXIT.stoppedEarly : EXIT.ok;
  } finally {
    progress.close();
    release();
  }
}

function demoWithData(file: string): ForesolveError {
  return new ForesolveError("FS_CLI_USAGE", {
    message: `--demo asks for simulated data and --data for "${file}".`,
    fix: "Leave one of the two out.",
    data: { file },
  });
}

function settingOption({ name, summary, unit, default: value, minimum, maximum }: Setting): Option {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const range = `${minimum} to ${maximum}${unit === undefined ? "" : ` ${unit}`}`;
  return new Option(`${flag} <number>`, `${summary} (${range})`).argParser(parseNumber(flag)).default(value);
}
