import { Command, CommanderError } from "commander";
import { ForesolveError } from "../errors.js";
import { FORESOLVE_VERSION } from "../run/index.js";
import { addBenchCommand } from "./bench-command.js";
import { addCheckCommand } from "./check-command.js";
import { EXIT, exitCodeOf } from "./exit-code.js";
import { addExplainCommand } from "./explain-command.js";
import { writeError, type Output } from "./output.js";
import { addRunCommand } from "./run-command.js";

/**
 * The command line. Prints results to stdout and everything else to stderr; returns the exit code.
 *
 * @param argv the arguments after the command's name
 */
export async function runCli(argv: readonly string[], output: Output): Promise<number> {
  const cli = new Command("foresolve")
    .description("Learn what is uncertain, decide with a solver, prove how good the decision is.")
    .version(FORESOLVE_VERSION)
    .option("--no-color", "no colours (so does the environment variable NO_COLOR)")
    .on("option:no-color", () => {
      process.env["NO_COLOR"] = "1";
    })
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.stdout.write(text),
      writeErr: (text) => output.stderr.write(text),
      // Usage errors are printed like all others, below.
      outputError: () => {},
    });
  addRunCommand(cli, output);
  addCheckCommand(cli, output);
  addBenchCommand(cli, output);
  addExplainCommand(cli, output);
  for (const command of cli.commands) inheritSettings(command, cli);
  const form = argv.includes("--json-lines") ? "json-lines" : argv.includes("--json") ? "json" : "none";
  process.exitCode = EXIT.ok;
  try {
    await cli.parseAsync(argv, { from: "user" });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    // Help that was printed for want of a command is its own explanation.
    if (error instanceof CommanderError && error.code === "commander.help") return EXIT.usage;
    const shown = error instanceof CommanderError ? usageError(error) : error;
    writeError(output, shown, form);
    return exitCodeOf(shown);
  }
}

function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}

function usageError(error: CommanderError): ForesolveError {
  return new ForesolveError("FS_CLI_USAGE", {
    message: `${error.message.replace(/^error: /, "").replaceAll("\n", " ")}.`.replace(/[.)]*\.$/, (end) =>
      end.includes(")") ? ")" : ".",
    ),
    fix: "See foresolve --help, or --help behind a command.",
    data: { commander: error.code },
    cause: error,
  });
}
