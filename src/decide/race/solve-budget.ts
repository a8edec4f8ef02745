import type { Oracle } from "../../solve/index.js";
import type { OracleSession, TrainableProblem } from "../problem/decision-problem.js";

/** Counts the solves of all sessions of a problem, and stops a training that would use more than its share. */
export class SolveBudget {
  readonly total: number;
  #used = 0;
  #limit = Infinity;
  #onLimit: () => void = () => {};

  constructor(total: number) {
    this.total = total;
  }

  get used(): number {
    return this.#used;
  }

  get left(): number {
    return Math.max(0, this.total - this.#used);
  }

  /** The same problem, whose oracles draw on this budget. */
  metered<P extends TrainableProblem>(problem: P): P {
    return {
      ...problem,
      open: async (): Promise<OracleSession> => {
        const session = await problem.open();
        const metered = (oracle: Oracle): Oracle => this.#meteredOracle(oracle);
        let known: Oracle | null = null;
        return {
          ...(session.solver !== undefined && { solver: session.solver }),
          get oracle() {
            return (known ??= metered(session.oracle));
          },
          ...(session.oracleOver !== undefined && {
            oracleOver(rows: readonly unknown[]) {
              const oracle = session.oracleOver!(rows);
              return Object.assign(metered(oracle), {
                focus: (examples: Int32Array) => oracle.focus(examples),
              });
            },
          }),
          dispose: () => session.dispose(),
        };
      },
    };
  }

  /** Counts solves that were made without its oracles. */
  charge(solves: number): void {
    this.#used += solves;
  }

  /** Runs `work` and calls `onLimit` once it has made so many solves: a training ends after the epoch it is in. */
  async within<T>(solves: number, onLimit: () => void, work: () => Promise<T>): Promise<T> {
    this.#limit = this.#used + solves;
    this.#onLimit = onLimit;
    try {
      return await work();
    } finally {
      this.#limit = Infinity;
      this.#onLimit = () => {};
    }
  }

  #meteredOracle(oracle: Oracle): Oracle {
    return {
      dimension: oracle.dimension,
      sense: oracle.sense,
      get solves() {
        return oracle.solves;
      },
      solveBatch: (costs, out) => {
        const before = oracle.solves;
        oracle.solveBatch(costs, out);
        this.#used += oracle.solves - before;
        if (this.#used < this.#limit) return;
        this.#limit = Infinity;
        this.#onLimit();
      },
    };
  }
}
