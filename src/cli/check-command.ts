import { Option, type Command } from "commander";
import { ForesolveError } from "../errors.js";
import { parseTimestamp } from "../data/index.js";
import { findProgram, PROGRAMS } from "../run/index.js";
import type { CheckSettings, Program } from "../programs/index.js";
import { EXIT } from "./exit-code.js";
import { findingsText } from "./findings-text.js";
import { parseNumber } from "./number-option.js";
import { addReadingOptions, readSettingsOf, type ReadingFlags } from "./reading-options.js";
import { OUTPUT_VERSION, writeJson, type Output } from "./output.js";

/** Flags of the data checks, as commander names them. */
export interface CheckFlags {
  readonly maximumAge?: number;
  readonly now?: string;
}

/** Adds `check` with one sub-command per program. */
export function addCheckCommand(cli: Command, output: Output): void {
  const check = cli
    .command("check")
    .summary("look at data before anything is run on them")
    .description("Reads a program's input and reports what is wrong with it, row by row.")
    .argument("[program]", `one of: ${PROGRAMS.map((program) => program.name).join(", ")}`)
    .action((name: string | undefined) => {
      if (name === undefined) check.help({ error: true });
      else findProgram(name);
    });
  for (const program of PROGRAMS) addProgram(check, program, output);
}

/** The flags that say how old data may be; `run` has them too. */
export function addCheckOptions(command: Command): void {
  command
    .addOption(
      new Option("--maximum-age <days>", "warn of data whose last row is older").argParser(
        parseNumber("--maximum-age"),
      ),
    )
    .addOption(
      new Option("--now <time>", "measure the age from this time instead of the computer's clock").argParser(
        parseTime,
      ),
    );
}

/** What the flags mean to a program's checks. */
export function checkSettingsOf({ maximumAge, now }: CheckFlags): CheckSettings {
  return {
    ...(maximumAge === undefined ? {} : { maximumAgeDays: maximumAge }),
    ...(now === undefined ? {} : { now }),
  };
}

function addProgram(check: Command, program: Program, output: Output): void {
  const command = check
    .command(program.name)
    .description(`Checks the input of "${program.name}".`)
    .requiredOption(`--data <${program.input.placeholder}>`, program.input.summary)
    .option("--json", "print the report as one JSON document");
  addReadingOptions(command);
  addCheckOptions(command);
  command.action(
    async (flags: CheckFlags & ReadingFlags & { readonly data: string; readonly json?: boolean }) => {
      const input = await program.read(flags.data, readSettingsOf(flags));
      const report = program.check(input, checkSettingsOf(flags));
      if (flags.json === true)
        writeJson(output, { schemaVersion: OUTPUT_VERSION, ok: !report.blocked, data: input.origin, report });
      else output.stdout.write(`${findingsText(input.origin.description, report)}\n`);
      process.exitCode = report.blocked ? EXIT.dataRefused : EXIT.ok;
    },
  );
}

function parseTime(text: string): string {
  if (parseTimestamp(text) !== null) return text;
  throw new ForesolveError("FS_CLI_USAGE", {
    message: `--now is "${text}", which is not a time.`,
    fix: 'Write it as "2014-12-31" or "2014-12-31T18:00".',
    data: { text },
  });
}
