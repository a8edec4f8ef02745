import { ForesolveError } from "../errors.js";
import type { RunResult } from "./conclusion.js";
import type { FromSolver, LoadMessage, SolveMessage } from "./solver-message.js";
import type { SolverThread } from "./solver-thread.js";

/** A model for a pool of threads. */
export interface PoolTask {
  /** Asked for when a thread is free, as the time that is left has shrunk by then; null if it is too late. */
  message(): SolveMessage | null;
  /** A point that the solver came upon; not verified. */
  onIncumbent(columnValues: Float64Array, bound: number): void;
  onBound(bound: number): void;
}

/** A task in a pool. */
export interface PooledRun {
  /** Null when it was given up, or when its turn came too late. Rejected with what the solver or its thread failed of. */
  readonly result: Promise<RunResult | null>;
  /** Asks the solver to stop; its result may still come. */
  interrupt(): void;
  /**
   * Does not wait for the result any longer. A thread that then does not stop soon is ended; at once where it cannot be
   * told to and does not stop by itself, at its deadline.
   */
  giveUp(stopsByItself?: boolean): void;
}

interface Job extends PooledRun {
  readonly task: PoolTask;
  readonly settle: (result: RunResult | null) => void;
  readonly fail: (error: unknown) => void;
  flag: Int32Array | null;
  hasRestarted: boolean;
  isSettled: boolean;
}

interface Member {
  readonly thread: SolverThread;
  isReady: boolean;
  job: Job | null;
  drainTimer: ReturnType<typeof setTimeout> | null;
}

/** A solver that was told to stop and given up gets this long before its thread is ended. */
const DRAIN_MS = 1000;

/**
 * A bounded number of threads that stay warm, and the queue before them: first come, first served. A thread that dies is
 * replaced, and its task starts once more.
 */
export class SolverPool {
  readonly #size: number;
  readonly #start: () => SolverThread;
  readonly #load: () => Promise<LoadMessage>;
  readonly #queue: Job[] = [];
  readonly #members = new Set<Member>();

  constructor(size: number, start: () => SolverThread, load: () => Promise<LoadMessage>) {
    this.#size = size;
    this.#start = start;
    this.#load = load;
  }

  /** Threads that run, idle ones included. */
  get threads(): number {
    return this.#members.size;
  }

  /** Queues a task. */
  submit(task: PoolTask): PooledRun {
    let settle!: (result: RunResult | null) => void;
    let fail!: (error: unknown) => void;
    const result = new Promise<RunResult | null>((resolve, reject) => {
      settle = resolve;
      fail = reject;
    });
    const job: Job = {
      task,
      result,
      flag: null,
      hasRestarted: false,
      isSettled: false,
      settle(value) {
        job.isSettled = true;
        settle(value);
      },
      fail(error) {
        job.isSettled = true;
        fail(error);
      },
      interrupt() {
        if (job.flag !== null) Atomics.store(job.flag, 0, 1);
      },
      giveUp: (stopsByItself = false) => this.#giveUp(job, stopsByItself),
    };
    this.#queue.push(job);
    this.#advance();
    return job;
  }

  /** Starts all threads, so that the first solve need not wait for one. */
  warmUp(): void {
    while (this.#members.size < this.#size && this.#enlist());
  }

  /** Ends all threads; what still waits for one is rejected. */
  close(): void {
    const waiting = [...this.#queue.splice(0), ...[...this.#members].map((member) => member.job)];
    for (const member of this.#members) this.#dismiss(member);
    for (const job of waiting) if (job !== null && !job.isSettled) job.fail(lost("the pool was closed"));
  }

  #advance(): void {
    this.#serve();
    // Whoever waits for a thread that is starting must not see the process end.
    const isAwaited = this.#queue.length > 0;
    for (const member of this.#members) if (!member.isReady) member.thread.setKeepsAlive(isAwaited);
  }

  #serve(): void {
    while (this.#queue.length > 0) {
      const idle = [...this.#members].find((member) => member.isReady && member.job === null);
      if (idle !== undefined) this.#assign(idle, this.#queue.shift()!);
      else {
        const starting = [...this.#members].filter((member) => !member.isReady).length;
        if (this.#members.size >= this.#size || starting >= this.#queue.length) return;
        if (!this.#enlist()) return;
      }
    }
  }

  /** Starts a thread; false when there is none to be had. */
  #enlist(): boolean {
    let thread: SolverThread;
    try {
      thread = this.#start();
    } catch (error) {
      this.#refuseAll(error instanceof Error ? error.message : String(error));
      return false;
    }
    const member: Member = { thread, isReady: false, job: null, drainTimer: null };
    this.#members.add(member);
    thread.onMessage((message) => this.#hear(member, message));
    thread.onEnd((reason) => this.#lose(member, reason));
    void this.#load().then((message) => {
      if (this.#members.has(member)) thread.post(message);
    });
    return true;
  }

  #assign(member: Member, job: Job): void {
    const message = job.task.message();
    if (message === null || job.isSettled) {
      if (!job.isSettled) job.settle(null);
      return;
    }
    job.flag = message.interrupt;
    member.job = job;
    member.thread.setKeepsAlive(true);
    member.thread.post(message);
  }

  #hear(member: Member, message: FromSolver): void {
    const { job } = member;
    if (message.kind === "ready") {
      member.isReady = true;
      member.thread.setKeepsAlive(false);
      this.#advance();
    } else if (message.kind === "failed") {
      const error = new ForesolveError(message.error.code, message.error);
      // After an error of its own the solver's memory is not to be trusted: the next task gets a new thread.
      this.#dismiss(member);
      if (job === null) this.#refuseAll(message.error.message);
      else if (!job.isSettled) job.fail(error);
      this.#advance();
    } else if (message.kind === "done") {
      this.#release(member);
      if (job !== null && !job.isSettled) job.settle(message.result);
      this.#advance();
    } else if (job !== null && !job.isSettled) {
      try {
        if (message.kind === "incumbent") job.task.onIncumbent(message.columnValues, message.bound);
        else job.task.onBound(message.bound);
      } catch (error) {
        // The caller's own function threw: that is the answer, and nobody wants the rest.
        job.fail(error);
        job.interrupt();
        this.#drain(member);
      }
    }
  }

  #release(member: Member): void {
    if (member.drainTimer !== null) clearTimeout(member.drainTimer);
    member.drainTimer = null;
    member.job = null;
    member.thread.setKeepsAlive(false);
  }

  #giveUp(job: Job, stopsByItself: boolean): void {
    if (job.isSettled) return;
    job.settle(null);
    const place = this.#queue.indexOf(job);
    if (place >= 0) this.#queue.splice(place, 1);
    this.#advance();
    job.interrupt();
    for (const member of this.#members) if (member.job === job) this.#drain(member, stopsByItself);
  }

  /** Lets a solver that nobody waits for come to its end, but not for ever. */
  #drain(member: Member, stopsByItself = false): void {
    member.thread.setKeepsAlive(false);
    const end = (): void => {
      this.#dismiss(member);
      this.#advance();
    };
    if (member.job?.flag === null && !stopsByItself) {
      end();
      return;
    }
    const timer = setTimeout(end, DRAIN_MS);
    member.drainTimer = timer;
    // Node's timers are objects that can be told not to keep the process alive; a browser's are numbers.
    if (typeof timer === "object") timer.unref();
  }

  #dismiss(member: Member): void {
    if (!this.#members.delete(member)) return;
    if (member.drainTimer !== null) clearTimeout(member.drainTimer);
    member.thread.terminate();
  }

  #lose(member: Member, reason: string): void {
    if (!this.#members.delete(member)) return;
    if (member.drainTimer !== null) clearTimeout(member.drainTimer);
    const { job } = member;
    if (!member.isReady) {
      // It never came up, and neither would the next one.
      this.#refuseAll(reason);
      return;
    }
    if (job !== null && !job.isSettled) {
      if (job.hasRestarted) job.fail(lost(reason));
      else {
        job.hasRestarted = true;
        this.#queue.unshift(job);
      }
    }
    this.#advance();
  }

  /** No thread can be had: whoever waits has to know, unless another thread is still there to serve them. */
  #refuseAll(reason: string): void {
    if ([...this.#members].some((member) => member.isReady)) return;
    for (const job of this.#queue.splice(0)) if (!job.isSettled) job.fail(noThread(reason));
  }
}

function lost(reason: string): ForesolveError {
  return new ForesolveError("FS_SOLVE_THREAD_LOST", {
    message: `A solver thread ended in the middle of a solve (${reason}), and so did the one that was started in its place.`,
    fix: "The model probably needs more memory than a thread may have (2 GB): make it smaller, or split it.",
    data: { reason },
  });
}

function noThread(reason: string): ForesolveError {
  return new ForesolveError("FS_SOLVE_NO_THREAD", {
    message: `No solver thread could be started: ${reason}`,
    fix: 'Name the script with configureSolverThreads({ workerUrl }), or solve with { thread: "caller" }.',
    data: { reason },
  });
}
