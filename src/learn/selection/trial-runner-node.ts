import { ForesolveError } from "../../errors.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { outcomeOf, type TrialOutcome, type TrialRunner } from "./trial-runner.js";

/** Where trials are judged in threads. */
export interface NodeTrialRunnerOptions {
  /** URL or absolute path of a module that exports `trial(settings, context)`, see `Trial`. */
  readonly module: string | URL;
  /** Number of threads. Results do not depend on it. Default: one less than the processors, at least 1. */
  readonly workers?: number;
}

/** A runner that has threads to end. */
export interface NodeTrialRunner extends TrialRunner {
  /** Ends the threads. */
  close(): void;
}

type Worker = InstanceType<ReturnType<typeof process.getBuiltinModule<"node:worker_threads">>["Worker"]>;

/** What a thread says: the outcome of the task that it was given. */
type Answer = { readonly loss: unknown; readonly failure: string | null };

// CommonJS without imports of ours: it runs from any bundle. Numbers, strings and plain objects cross.
const SCRIPT = `
const { parentPort, workerData } = require("node:worker_threads");
const loading = import(workerData.module);
parentPort.on("message", async ({ settings, context }) => {
  try {
    const { trial } = await loading;
    if (typeof trial !== "function") throw new Error("the module exports no function named trial");
    parentPort.postMessage({ loss: await trial(settings, context), failure: null });
  } catch (error) {
    parentPort.postMessage({ loss: null, failure: String(error?.message ?? error) });
  }
});
loading.catch(() => {});
`;

/**
 * Judges trials in Node's worker threads. Each thread imports the module once. A thread that ends in the middle of a
 * trial is replaced and the trial repeated once; a second loss of the same trial throws.
 *
 * `run` throws FS_LEARN_TRIAL_LOST, and the signal's reason.
 *
 * @throws FS_LEARN_INVALID_OPTION, also where there are no worker threads.
 */
export function nodeTrialRunner(options: NodeTrialRunnerOptions): NodeTrialRunner {
  const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  if (threads === undefined) throw invalidOption("runner", "nodeTrialRunner", "a runner for this platform");
  const processors = globalThis.process.getBuiltinModule("node:os").availableParallelism();
  const { workers = Math.max(1, processors - 1) } = options;
  requireOption("workers", workers, { low: 1, high: 1024, whole: true });
  const module = moduleUrl(options.module);
  const idle: Worker[] = [];
  const start = (): Worker => new threads.Worker(SCRIPT, { eval: true, workerData: { module } });

  const ask = (worker: Worker, task: unknown): Promise<Answer> =>
    new Promise((resolve, reject) => {
      let reason: string | null = null;
      const hear = (answer: Answer): void => {
        leave();
        resolve(answer);
      };
      const fail = (error: Error): void => void (reason = error.message);
      const end = (code: number): void => {
        leave();
        reject(new Error(reason ?? `it ended with code ${code}`));
      };
      const leave = (): void => {
        worker.off("message", hear);
        worker.off("error", fail);
        worker.off("exit", end);
      };
      worker.on("message", hear);
      worker.on("error", fail);
      worker.on("exit", end);
      worker.postMessage(task, []);
    });

  return {
    async run(tasks, { signal, onDone }) {
      signal?.throwIfAborted();
      const outcomes: TrialOutcome[] = [];
      const busy = new Set<Worker>();
      let next = 0;
      const halt = { stop: false };
      const abort = (): void => {
        halt.stop = true;
        for (const worker of busy) void worker.terminate();
      };
      signal?.addEventListener("abort", abort);
      const lane = async (): Promise<void> => {
        while (next < tasks.length && !halt.stop) {
          const index = next++;
          for (let attempt = 1; ; attempt++) {
            const worker = idle.pop() ?? start();
            busy.add(worker);
            try {
              const { loss, failure } = await ask(worker, tasks[index]);
              outcomes[index] = failure === null ? outcomeOf(loss) : { loss: null, failure };
              idle.push(worker);
              break;
            } catch (error) {
              if (halt.stop) return;
              if (attempt === 2) throw lost(index, error);
            } finally {
              busy.delete(worker);
            }
          }
          onDone?.();
        }
      };
      try {
        await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, lane));
      } catch (error) {
        abort();
        throw error;
      } finally {
        signal?.removeEventListener("abort", abort);
      }
      signal?.throwIfAborted();
      return outcomes;
    },
    close() {
      for (const worker of idle.splice(0)) void worker.terminate();
    },
  };
}

function moduleUrl(module: string | URL): string {
  if (module instanceof URL || /^[a-z][a-z0-9+.-]+:/i.test(module)) return String(module);
  return globalThis.process.getBuiltinModule("node:url").pathToFileURL(module).href;
}

function lost(trial: number, cause: unknown): ForesolveError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ForesolveError("FS_LEARN_TRIAL_LOST", {
    message: `the thread of trial ${trial} ended twice without an answer: ${reason}.`,
    fix: "Let the trial need less memory, and not end its process.",
    data: { trial, reason },
    cause,
  });
}
