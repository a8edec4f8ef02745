import { Writable } from "node:stream";
import type { Output } from "../src/cli/output.js";
import { runCli } from "../src/cli/cli.js";

/** What a command printed and how it ended. */
export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process and keeps what it prints. */
export async function runCaptured(...argv: readonly string[]): Promise<CliResult> {
  const stdout = new TextSink();
  const stderr = new TextSink();
  const before = process.exitCode;
  const exitCode = await runCli(argv, { stdout, stderr } as unknown as Output);
  process.exitCode = before;
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

class TextSink extends Writable {
  text = "";

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
