import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { startCli } from "../../test/built-cli.js";
import { runCaptured } from "../../test/captured-output.js";
import { formatTimestamp } from "../data/index.js";
import { energy } from "../programs/index.js";
import type { RunRecord } from "../run/index.js";
import { EXIT } from "./exit-code.js";

const folder = mkdtempSync(join(tmpdir(), "foresolve-run-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A run of a few seconds. */
const SMALL = ["--test-days", "80", "--training-days", "150", "--epochs", "2"];

function recordIn(out: string): RunRecord {
  return JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as RunRecord;
}

/** Files that a reader of the folder would see; throws if one is not whole. */
function wholeFiles(out: string): readonly string[] {
  // A run that was killed before it got that far has made no folder either.
  if (!existsSync(out)) return [];
  const names = readdirSync(out).filter((name) => name === "run.json" || name === "report.html");
  for (const name of names) {
    const text = readFileSync(join(out, name), "utf8").trimEnd();
    const isWhole =
      name === "run.json" ? (JSON.parse(text) as RunRecord).policies.length > 5 : text.endsWith("</html>");
    if (!isWhole) throw new Error(`${name} is not whole: it ends with ${text.slice(-80)}`);
  }
  return names;
}

describe("a run on a file", async () => {
  const { table } = await energy.simulate(4);
  const file = join(folder, "market.csv");
  const column = (name: "da_price" | "load_forecast"): Float64Array => table.number(name);
  writeFileSync(
    file,
    [
      "datetime,da_price,load_forecast",
      ...Array.from(
        table.timestamp("datetime"),
        (time, row) => `${formatTimestamp(time)},${column("da_price")[row]},${column("load_forecast")[row]}`,
      ),
    ].join("\n"),
  );

  test("gives the same record for the same seed, whatever the threads do; and another one for another seed", async () => {
    const outs = ["a", "b", "c"].map((name) => join(folder, name));
    const run = (
      out: string,
      seed: string,
      environment: Record<string, string>,
    ): ReturnType<typeof startCli>["ended"] =>
      startCli(["run", "energy", "--data", file, "--out", out, "--seed", seed, ...SMALL], environment).ended;
    // Side by side the processes disturb each other; thread pools differ too.
    const ends = await Promise.all([
      run(outs[0], "7", {}),
      run(outs[1], "7", { UV_THREADPOOL_SIZE: "1" }),
      run(outs[2], "8", { UV_THREADPOOL_SIZE: "8" }),
    ]);
    for (const { exitCode, stderr } of ends) expect(exitCode, stderr).toBe(EXIT.ok);
    const [first, again, other] = outs.map((out) => ({ ...recordIn(out), timings: null }));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(first.data).toMatchObject({ simulated: false, description: "market.csv" });
    expect(JSON.stringify(first)).not.toContain(folder);
  }, 120_000);
});

test("without data it simulates, says so on every output, and compares all policies", async () => {
  const out = join(folder, "demo");
  const { exitCode, stdout, stderr } = await runCaptured("run", "energy", "--demo", "--out", out, ...SMALL);
  expect(exitCode).toBe(EXIT.ok);
  expect(stdout).toContain("SIMULATED DATA");
  expect(stderr).toContain("simulated");
  expect(readFileSync(join(out, "report.html"), "utf8")).toMatch(/simulated/i);
  const record = recordIn(out);
  expect(record.notes.join(" ")).toContain("simulated");
  expect(record.policies.map(({ name, kind }) => [name, kind])).toEqual([
    ["do nothing", "baseline"],
    ["yesterday's prices", "baseline"],
    ["last week's prices", "baseline"],
    ["mean of the last week", "baseline"],
    ["load-adjusted profile", "baseline"],
    ["mean profile", "baseline"],
    ["ridge", "two-stage"],
    ["boosted trees", "two-stage"],
    ["boosted trees + ridge", "two-stage"],
    ["ridge, SPO+", "decision-focused"],
    ["boosted trees + ridge, SPO+", "decision-focused"],
    ["perfect hindsight", "hindsight"],
  ]);
  const hindsight = record.policies.at(-1)!;
  for (const policy of record.policies) {
    expect(policy.objective).toBeLessThanOrEqual(hindsight.objective + 1e-6);
    expect(policy.regret).toBeCloseTo(hindsight.objective - policy.objective, 6);
    expect(policy.shareOfHindsight).toBeCloseTo(policy.objective / hindsight.objective, 9);
    expect(policy.interval === null).toBe(policy.name === record.strongestBaseline);
    expect(stdout).toContain(policy.name);
  }
  expect(record.policies[0]).toMatchObject({ objective: 0, forecast: null });
  expect(wholeFiles(out)).toEqual(["report.html", "run.json"]);
}, 60_000);

test("--json prints the record that it writes", async () => {
  const out = join(folder, "json");
  const { stdout } = await runCaptured(
    "run",
    "energy",
    "--demo",
    "--out",
    out,
    "--json",
    "--quiet",
    ...SMALL,
  );
  expect(JSON.parse(stdout)).toEqual(recordIn(out));
}, 60_000);

test("--json-lines prints progress as it happens and the record last", async () => {
  const { stdout, stderr } = await runCaptured(
    "run",
    "energy",
    "--demo",
    "--out",
    join(folder, "lines"),
    "--json-lines",
    ...SMALL,
  );
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; fraction?: number; record?: RunRecord });
  expect(events.at(-1)!.record!.program).toBe("energy");
  const fractions = events.filter((event) => event.type === "progress").map((event) => event.fraction!);
  expect(fractions.length).toBeGreaterThan(10);
  expect(
    fractions.every((fraction, k) => fraction >= 0 && fraction <= 1 && fraction >= (fractions[k - 1] ?? 0)),
  ).toBe(true);
  expect(stderr).not.toContain("%");
}, 60_000);

test("a refit through the test, a wearing battery and negative prices go through", async () => {
  const out = join(folder, "walk");
  const { exitCode } = await runCaptured(
    "run",
    "energy",
    "--demo",
    "--out",
    out,
    "--refit-every",
    "20",
    "--cycling-cost-usd-per-mwh",
    "4",
    "--power-mw",
    "2",
    "--epochs",
    "1",
    "--test-days",
    "30",
    "--training-days",
    "100",
    "--quiet",
  );
  expect(exitCode).toBe(EXIT.ok);
  const record = recordIn(out);
  expect(record.settings).toMatchObject({ refitEvery: 20, cyclingCostUsdPerMwh: 4, powerMw: 2 });
  expect(record.policies).toHaveLength(12);
}, 120_000);

describe("a run that is stopped", () => {
  test("by a deadline compares what there is, says what is missing, and exits with 4 under --strict", async () => {
    const out = join(folder, "deadline");
    const { exitCode, stdout, stderr } = await runCaptured(
      "run",
      "energy",
      "--demo",
      "--out",
      out,
      "--deadline",
      "100ms",
      "--strict",
    );
    expect(exitCode).toBe(EXIT.stoppedEarly);
    const record = recordIn(out);
    expect(record.stopped).toBe(true);
    expect(record.warnings.join(" ")).toContain("boosted trees");
    expect(record.policies.map((policy) => policy.kind)).not.toContain("decision-focused");
    expect(record.policies.filter((policy) => policy.kind === "baseline")).toHaveLength(6);
    expect(stdout).toContain("Stopped early");
    expect(stderr).toContain("warning");
  }, 60_000);

  test("by one Ctrl-C finishes with what it has, by a second one quits with 130", async () => {
    const once = startCli(["run", "energy", "--demo", "--out", join(folder, "once")]);
    await once.said(/growing trees/);
    once.child.kill("SIGINT");
    const first = await once.ended;
    expect(first.exitCode).toBe(EXIT.ok);
    expect(first.stderr).toContain("press Ctrl-C again");
    expect(recordIn(join(folder, "once")).stopped).toBe(true);

    const twice = startCli(["run", "energy", "--demo", "--out", join(folder, "twice")]);
    await twice.said(/growing trees/);
    twice.child.kill("SIGINT");
    await twice.said(/press Ctrl-C again/);
    twice.child.kill("SIGINT");
    expect((await twice.ended).exitCode).toBe(EXIT.interrupted);
  }, 120_000);

  test("by SIGKILL at any point leaves whole files or none, and an earlier result untouched until it is replaced", async () => {
    const arguments_ = [
      "run",
      "energy",
      "--demo",
      "--test-days",
      "20",
      "--training-days",
      "60",
      "--epochs",
      "1",
    ];
    const whole = startCli([...arguments_, "--out", join(folder, "whole")]);
    const began = performance.now();
    expect((await whole.ended).exitCode).toBe(EXIT.ok);
    const duration = performance.now() - began;
    const out = join(folder, "killed");
    let killed = 0;
    // Points all along the run, most of them around its end, where the files are written.
    for (const share of [0.2, 0.5, 0.8, 0.9, 0.94, 0.97, 1, 1.03]) {
      const run = startCli([...arguments_, "--out", out]);
      const timer = setTimeout(() => run.child.kill("SIGKILL"), duration * share);
      const { signal } = await run.ended;
      clearTimeout(timer);
      if (signal === "SIGKILL") killed++;
      expect(() => wholeFiles(out)).not.toThrow();
    }
    expect(killed).toBeGreaterThan(0);
    // The next run that gets through leaves both.
    expect((await startCli([...arguments_, "--out", out]).ended).exitCode).toBe(EXIT.ok);
    expect(wholeFiles(out)).toEqual(["report.html", "run.json"]);
  }, 180_000);
});

describe("usage", () => {
  const usage = async (...argv: readonly string[]): Promise<string> => {
    const { exitCode, stderr } = await runCaptured(...argv);
    expect(exitCode).toBe(EXIT.usage);
    return stderr;
  };

  test("mistakes are answered with a code, the offending value and a fix", async () => {
    expect(await usage("run", "energie")).toMatch(/FS_RUN_UNKNOWN_PROGRAM.*energie.*fix: .*energy/s);
    expect(await usage("runn", "energy")).toMatch(/FS_CLI_USAGE.*runn/s);
    expect(await usage("run", "energy", "--sead", "1")).toMatch(/FS_CLI_USAGE.*--sead/s);
    expect(await usage("run", "energy", "--seed", "-1")).toMatch(/FS_CLI_USAGE.*-1/s);
    expect(await usage("run", "energy", "--power-mw", "much")).toMatch(/FS_CLI_USAGE.*"much"/s);
    expect(await usage("run", "energy", "--deadline", "soon")).toMatch(/FS_CLI_INVALID_DURATION.*soon/s);
    expect(await usage("run", "energy", "--demo", "--power-mw", "-3", "--out", join(folder, "x"))).toMatch(
      /FS_RUN_INVALID_SETTING.*-3/s,
    );
    expect(await usage("run", "energy", "--demo", "--data", "x.csv")).toMatch(/FS_CLI_USAGE.*x\.csv/s);
    expect(await usage("check", "energy")).toMatch(/FS_CLI_USAGE.*--data/s);
    expect(await usage("check", "energy", "--data", "x", "--now", "later")).toMatch(/FS_CLI_USAGE.*later/s);
    expect(await usage("bench", "nothing")).toMatch(/FS_CLI_UNKNOWN_SUITE.*nothing/s);
    expect(await usage("explain", "FS_NONSENSE")).toMatch(/FS_CLI_UNKNOWN_CODE.*FS_NONSENSE/s);
  });

  test("a data folder that is named but does not exist is an error, not a reason to simulate", async () => {
    const before = process.env["FORESOLVE_DATA"];
    process.env["FORESOLVE_DATA"] = join(folder, "no-such-folder");
    try {
      expect(await usage("run", "energy", "--out", join(folder, "x"))).toMatch(
        /FS_RUN_NO_DATA_FOLDER.*no-such-folder/s,
      );
    } finally {
      if (before === undefined) delete process.env["FORESOLVE_DATA"];
      else process.env["FORESOLVE_DATA"] = before;
    }
  });

  test("--json-lines answers a mistake with an event", async () => {
    const { stdout } = await runCaptured("run", "energy", "--seed", "x", "--json-lines");
    expect(JSON.parse(stdout)).toMatchObject({ type: "error", error: { code: "FS_CLI_USAGE" } });
  });

  test("results that cannot be written are refused before the work", async () => {
    const inTheWay = join(folder, "file");
    writeFileSync(inTheWay, "");
    expect(await usage("run", "energy", "--demo", "--out", inTheWay)).toMatch(/FS_RUN_OUTPUT_FAILED.*file/s);
  });

  test("help shows every command and every setting with its limits; explain prints the documentation", async () => {
    const { exitCode, stdout } = await runCaptured("--help");
    expect(exitCode).toBe(EXIT.ok);
    for (const command of ["run", "check", "bench", "explain"]) expect(stdout).toContain(command);
    const help = (await runCaptured("run", "energy", "--help")).stdout;
    for (const { name } of energy.settings)
      expect(help).toContain(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    expect((await runCaptured("explain", "fs_data_file_not_found")).stdout).toMatch(
      /FS_DATA_FILE_NOT_FOUND[\s\S]*Cause[\s\S]*Fix/,
    );
    expect((await runCaptured("explain", "time-gap")).stdout).toMatch(/time-gap[\s\S]*fix/i);
    expect((await runCaptured("explain", "sensor-gap")).stdout).toMatch(/sensor-gap[\s\S]*fix/i);
    expect((await runCaptured("--version")).stdout.trim()).toBe(
      (JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version,
    );
  });
});
