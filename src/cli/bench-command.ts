import type { Command } from "commander";
import { SUITES, type Suite } from "../../bench/index.js";
import { ForesolveError } from "../errors.js";
import { parseCount, parseNumber, parseSeed } from "./number-option.js";
import type { Output } from "./output.js";
import { writeJson } from "./output.js";
import { textTable } from "./text-table.js";

interface Flags {
  readonly json?: boolean;
  readonly data?: string;
  readonly methods?: string;
  readonly epochs?: number;
  readonly seconds?: number;
  readonly threads?: number;
  readonly instances?: string;
  readonly sample?: number;
  readonly seed?: number;
}

/** Adds `bench`: measurements against named peers, in one run on the same data. */
export function addBenchCommand(cli: Command, output: Output): void {
  cli
    .command("bench")
    .summary("measure speed and quality")
    .description("Runs a suite of measurements. Times are CPU times; run it on an idle machine.")
    .argument("<suite>", `one of: ${SUITES.map((suite) => suite.name).join(", ")}`)
    .option("--json", "print one JSON document")
    .option("--data <path>", "data to measure on, where a suite takes a file, or a folder")
    .option("--methods <names>", "what to measure, separated by commas, where a suite has a choice")
    .option(
      "--epochs <count>",
      "most passes over the training data, where a suite trains",
      parseNumber("--epochs"),
    )
    .option(
      "--seconds <count>",
      "CPU seconds per instance, where a suite searches as long as it is given",
      parseCount("--seconds", { isWhole: false }),
    )
    .option("--threads <count>", "threads that search together", parseCount("--threads"))
    .option("--instances <names>", "instances, families or ranges (ta01,la,ta01-ta50), separated by commas")
    .option("--sample <count>", "draw this many of the instances", parseCount("--sample"))
    .option("--seed <number>", "seed of the search and of the sample", parseSeed("--seed"))
    .action(async (name: string, flags: Flags) => {
      const suite = findSuite(name);
      const { data, methods, epochs, seconds, threads, instances, sample, seed } = flags;
      const report = await suite.run({
        ...(data !== undefined && { data }),
        ...(methods !== undefined && { methods: listed(methods) }),
        ...(epochs !== undefined && { epochs }),
        ...(seconds !== undefined && { seconds }),
        ...(threads !== undefined && { threads }),
        ...(instances !== undefined && { instances: listed(instances) }),
        ...(sample !== undefined && { sample }),
        ...(seed !== undefined && { seed }),
        onNote: (text) => output.stderr.write(`${text}\n`),
      });
      if (flags.json === true) writeJson(output, report);
      else output.stdout.write(`${benchText(report.rows)}\n`);
    });
}

function listed(names: string): string[] {
  return names.split(",").map((name) => name.trim());
}

/**
 * The suite of a name.
 *
 * @throws ForesolveError `FS_CLI_UNKNOWN_SUITE`.
 */
function findSuite(name: string): Suite {
  const suite = SUITES.find((candidate) => candidate.name === name);
  if (suite !== undefined) return suite;
  throw new ForesolveError("FS_CLI_UNKNOWN_SUITE", {
    message: `There is no bench suite "${name}".`,
    fix: `Use one of: ${SUITES.map((candidate) => candidate.name).join(", ")}.`,
    data: { suite: name },
  });
}

function benchText(rows: Awaited<ReturnType<(typeof SUITES)[number]["run"]>>["rows"]): string {
  const number = (value: number | undefined): string =>
    value === undefined ? "-" : String(Number(value.toPrecision(5)));
  return textTable(
    [
      { title: "case", align: "left" },
      { title: "metric", align: "left" },
      { title: "value", align: "right" },
      { title: "unit", align: "left" },
      { title: "peer", align: "left" },
      { title: "peer's value", align: "right" },
      { title: "ratio", align: "right" },
    ],
    rows.map((row) => [
      row.case,
      row.metric,
      number(row.value),
      row.unit,
      row.peer ?? "-",
      number(row.peerValue),
      number(row.ratio),
    ]),
  );
}
