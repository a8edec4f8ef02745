import { register } from "node:module";

// A solver thread that runs the sources, as the tests that start it do.
register(new URL("./typescript-hooks.mjs", import.meta.url));
await import("../src/solve/solver-worker.ts");
