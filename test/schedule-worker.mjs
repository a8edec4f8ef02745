import "./typescript-register.mjs";

// A search thread that runs the sources, as the tests that start it do.
await import("../src/schedule/threads/schedule-worker.ts");
