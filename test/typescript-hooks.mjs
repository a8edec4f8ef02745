import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transformSync } from "rolldown/utils";

// Module hooks for threads started by tests: sources name their neighbours by the names that they have when built.

export function resolve(specifier, context, next) {
  const isSource =
    context.parentURL?.endsWith(".ts") && specifier.startsWith(".") && specifier.endsWith(".js");
  return next(isSource ? specifier.replace(/\.js$/, ".ts") : specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const path = fileURLToPath(url);
  const { code, errors } = transformSync(path, await readFile(path, "utf8"));
  if (errors.length > 0) throw errors[0];
  return { format: "module", shortCircuit: true, source: code };
}
