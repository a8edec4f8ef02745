import "./typescript-register.mjs";

// A solver thread that runs the sources, as the tests that start it do.
await import("../src/solve/solver-worker.ts");
