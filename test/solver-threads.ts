import { configureScheduleThreads } from "../src/schedule/threads/schedule-threads.js";
import { configureSolverThreads } from "../src/solve/solver-threads.js";

// Built, a thread's script lies beside the code that starts it. Here it is TypeScript, which needs a guide.
configureSolverThreads({ workerUrl: new URL("./solver-worker.mjs", import.meta.url) });
configureScheduleThreads({ workerUrl: new URL("./schedule-worker.mjs", import.meta.url) });
