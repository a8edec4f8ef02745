import { ForesolveError } from "../errors.js";
import { paint } from "./paint.js";

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

/** In which form errors go to stdout too. */
export type ErrorForm = "json" | "json-lines" | "none";

/** An error as a reader wants it: code, what, the next step; as JSON on stdout too when asked for. */
export function writeError(output: Output, error: unknown, form: ErrorForm): void {
  const { stderr } = output;
  if (error instanceof ForesolveError) {
    const { code, message, fix, data } = error;
    writeErrorDocument(output, form, { code, message, fix, data });
    const label = paint(stderr, "red", `error ${code}:`);
    stderr.write(`${label} ${message}\n  fix: ${fix}\n  more: foresolve explain ${code}\n`);
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeErrorDocument(output, form, { code: "unexpected", message: text });
  const label = paint(stderr, "red", "unexpected error:");
  stderr.write(`${label} ${text}\n  This is a bug; please report it with the command that led to it.\n`);
}

function writeErrorDocument(output: Output, form: ErrorForm, error: Readonly<Record<string, unknown>>): void {
  if (form === "json") writeJson(output, { schemaVersion: OUTPUT_VERSION, ok: false, error });
  if (form === "json-lines") output.stdout.write(`${JSON.stringify({ type: "error", error })}\n`);
}
