#!/usr/bin/env node
import { runCli } from "./cli.js";
import { EXIT } from "./exit-code.js";

// A reader that closes the pipe early (`foresolve ... | head -1`) has what it wanted.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.ok);
    throw error;
  });
}

process.exitCode = await runCli(process.argv.slice(2), process);
