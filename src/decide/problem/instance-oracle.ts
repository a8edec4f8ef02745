import { ForesolveError } from "../../errors.js";
import { linearOracle, type HighsSession, type Oracle } from "../../solve/index.js";
import { inExample } from "./of-example.js";

/** An oracle over examples that differ in more than their costs: in capacities, demands or coefficients that are known of each. */
export interface InstanceOracle extends Oracle {
  /**
   * Says which examples the next batches are about, [examples]. A batch has one row for each, or the same number of rows for each, one
   * example after the other.
   */
  focus(examples: Int32Array): void;
}

/** An oracle that may have to be told which examples its batches are about. */
export type ExamplesOracle = Oracle & Partial<Pick<InstanceOracle, "focus">>;

/**
 * An oracle over one warm session in which a row's known values are set along with its costs.
 *
 * @param slots for each example the values of all slots, the uncertain ones first; those are overwritten
 * @throws ForesolveError `FS_SOLVE_NOT_COST_ONLY` when an uncertain value occurs in a constraint. `solveBatch` throws what
 * `linearOracle` does and names the example, and `FS_SOLVE_WRONG_PARAMETERS` for rows that do not fit the examples in focus.
 */
export function instanceOracle(
  session: HighsSession,
  dimension: number,
  slots: readonly Float64Array[],
): InstanceOracle {
  const { form } = session;
  let focused = new Int32Array(0);
  let rowsPerExample = 1;
  const exampleOf = (row: number): number => focused[Math.floor(row / rowsPerExample)];
  const linear = linearOracle(session, {
    dimension,
    slotsOf(costs, row) {
      const own = slots[exampleOf(row)];
      own.set(costs);
      return own;
    },
  });
  return {
    dimension,
    sense: linear.sense,
    get solves() {
      return linear.solves;
    },
    focus(examples) {
      focused = examples.slice();
    },
    solveBatch(costs, out) {
      if (costs.length === 0) return;
      rowsPerExample = costs.length / dimension / focused.length;
      if (!Number.isInteger(rowsPerExample))
        throw unfocused(form.name, costs.length / dimension, focused.length);
      try {
        linear.solveBatch(costs, out);
      } catch (error) {
        const row = error instanceof ForesolveError ? error.data["row"] : undefined;
        throw typeof row === "number" ? inExample(exampleOf(row), error) : error;
      }
    },
  };
}

/** The examples from one to before another, to focus on. */
export function examplesBetween(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, k) => from + k);
}

function unfocused(model: string, rows: number, examples: number): ForesolveError {
  return new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
    message: `A batch of ${rows} row(s) does not fit the ${examples} example(s) of model "${model}" that its oracle was told to focus on.`,
    fix: "Call oracle.focus with the examples of the rows first, and pass one row for each, or the same number for each.",
    data: { model, rows, examples },
  });
}
