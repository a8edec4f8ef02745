import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import { ClosingLine } from "./test/closing-line.js";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const config: ViteUserConfig = defineConfig({
  resolve: {
    // Examples and tests import the package as a user does; here it resolves to the sources.
    alias: [
      { find: /^foresolve\/data\/duckdb$/, replacement: source("./src/data/duckdb.ts") },
      { find: /^foresolve\/model\/file-access$/, replacement: source("./src/model/file-access.ts") },
      { find: /^foresolve\/(\w+)$/, replacement: source("./src/$1/index.ts") },
      { find: /^foresolve$/, replacement: source("./src/index.ts") },
    ],
  },
  test: {
    // Solver threads run the sources too: Node 20 cannot read them by itself.
    setupFiles: [source("./test/solver-threads.ts")],
    reporters: ["default", new ClosingLine()],
    include: ["src/**/*.test.ts", "bench/**/*.test.ts", "test/**/*.test.ts"],
    // Two cores: more workers only add start-up time and distort nothing but the wall clock.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

export default config;
