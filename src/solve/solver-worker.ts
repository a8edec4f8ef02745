import { ForesolveError } from "../errors.js";
import { backendFailure, highsRuntime } from "./highs-runtime.js";
import { restoredForm, type FromSolver, type SolveMessage, type ToSolver } from "./solver-message.js";
import { nodeThreads } from "./solver-thread-node.js";
import { configureSolverThreads } from "./solver-threads.js";
import { solverNamed } from "./solvers.js";

// The script of a solver thread. Nothing imports it: it is started, by Node or by a browser.

const nodePort = nodeThreads()?.parentPort ?? null;
const port: DedicatedWorker = nodePort ?? (globalThis as unknown as DedicatedWorker);

/** What a Web Worker's global scope is; the types of the house describe a page's. */
interface DedicatedWorker {
  postMessage(message: FromSolver, transfer: []): void;
}

function tell(message: FromSolver): void {
  port.postMessage(message, []);
}

async function hear(message: ToSolver): Promise<void> {
  try {
    if (message.kind === "solve") {
      await solve(message);
      return;
    }
    if (message.wasmUrl !== null) configureSolverThreads({ wasmUrl: message.wasmUrl });
    if (message.clarabelUrl !== null) configureSolverThreads({ clarabelUrl: message.clarabelUrl });
    await highsRuntime(message.wasmModule);
    tell({ kind: "ready" });
  } catch (thrown) {
    const error = thrown instanceof ForesolveError ? thrown : backendFailure("solving in a thread", thrown);
    tell({ kind: "failed", error: { code: error.code, message: error.message, fix: error.fix } });
  }
}

async function solve(task: SolveMessage): Promise<void> {
  const startedMs = performance.now();
  // Whoever sends a model has looked at it.
  const form = restoredForm(task.form);
  const session = await solverNamed(task.solver).open(form, { isKnownConvex: true });
  try {
    if (task.parameters.length > 0) session.setParameters(task.parameters);
    session.setStart?.(task.start);
    const openedMs = performance.now() - startedMs;
    const run = session.run({
      ...(task.deadlineMs === null ? {} : { deadlineMs: Math.max(1, task.deadlineMs - openedMs) }),
      ...(task.interrupt === null ? {} : { interrupt: task.interrupt }),
      onIncumbent: ({ columnValues, bound }) => tell({ kind: "incumbent", columnValues, bound }),
      onProgress: ({ bound }) => tell({ kind: "bound", bound }),
    });
    const { columnValues, rowDuals } = session;
    tell({ kind: "done", result: { ...run, columnValues, rowDuals } });
  } finally {
    session.dispose();
  }
}

if (nodePort === null) globalThis.addEventListener("message", (event) => void hear(event.data));
else nodePort.on("message", (message: ToSolver) => void hear(message));
