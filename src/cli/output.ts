import { ForesolveError } from "../errors.js";

/** Version of the JSON documents that commands print. */
export const OUTPUT_VERSION = 1;

/** Where a command writes: the result to stdout, everything else to stderr. */
export interface Output {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** One JSON document on stdout. */
export function writeJson({ stdout }: Output, document: unknown): void {
  stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** An error as a reader wants it: code, what, the next step; as JSON on stdout when asked for. */
export function writeError(output: Output, error: unknown, json: boolean): void {
  if (error instanceof ForesolveError) {
    const { code, message, fix, data } = error;
    if (json)
      writeJson(output, { schemaVersion: OUTPUT_VERSION, ok: false, error: { code, message, fix, data } });
    output.stderr.write(`error ${code}: ${message}\n  fix: ${fix}\n  more: foresolve explain ${code}\n`);
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json)
    writeJson(output, {
      schemaVersion: OUTPUT_VERSION,
      ok: false,
      error: { code: "unexpected", message: text },
    });
  output.stderr.write(
    `unexpected error: ${text}\n  This is a bug; please report it with the command that led to it.\n`,
  );
}
