import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url));

/** A process of the built command line, and its end. */
export interface CliProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<{
    readonly exitCode: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stdout: string;
    readonly stderr: string;
  }>;
  /** Resolves when stderr has said something that matches. */
  said(pattern: RegExp): Promise<void>;
}

/** Starts the built command line as a user does: in a process of its own. */
export function startCli(argv: readonly string[], environment: Record<string, string> = {}): CliProcess {
  if (!existsSync(MAIN)) throw new Error("The command line is not built: npm run build");
  const child = spawn(process.execPath, [MAIN, ...argv], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const { pattern, resolve } of waiting) if (pattern.test(stderr)) resolve();
  });
  return {
    child,
    ended: new Promise((resolve) => {
      child.on("close", (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
    }),
    said: (pattern) =>
      new Promise((resolve, reject) => {
        if (pattern.test(stderr)) resolve();
        waiting.push({ pattern, resolve });
        child.on("close", () => reject(new Error(`The process ended without saying ${pattern}:\n${stderr}`)));
      }),
  };
}
