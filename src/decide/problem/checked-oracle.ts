import { ForesolveError } from "../../errors.js";
import { oracleBatch, type Oracle } from "../../solve/index.js";
import { realisedObjectives } from "../regret/regret.js";

/** Rows of the first batch that are solved by both. */
const COMPARED_ROWS = 3;

/** Objectives that differ by less, relative to 1 or their size, are the same. */
const TOLERANCE = 1e-6;

/**
 * An oracle whose first answers are compared with those of the model it stands for.
 *
 * @throws ForesolveError `FS_DECIDE_ORACLE_DISAGREES`, at once where dimension or sense differ, else from `solveBatch`.
 */
export function checkedOracle(oracle: Oracle, model: Oracle, name: string): Oracle {
  const { dimension } = model;
  if (oracle.dimension !== dimension || oracle.sense !== model.sense)
    throw disagreement(
      name,
      `The oracle of "${name}" would ${oracle.sense} over ${oracle.dimension} uncertain value(s), its model would ${model.sense} over ${dimension}.`,
      { oracle: oracle.dimension, model: dimension },
    );
  let isChecked = false;
  return {
    dimension,
    sense: oracle.sense,
    get solves() {
      return oracle.solves;
    },
    solveBatch(costs, out) {
      oracle.solveBatch(costs, out);
      const rows = Math.min(COMPARED_ROWS, costs.length / dimension);
      if (isChecked || rows === 0) return;
      const values = costs.subarray(0, rows * dimension);
      const expected = oracleBatch(rows, dimension);
      model.solveBatch(values, expected);
      const realised = realisedObjectives(
        {
          exposures: out.exposures.subarray(0, rows * dimension),
          fixedCosts: out.fixedCosts.subarray(0, rows),
        },
        values,
      );
      for (let row = 0; row < rows; row++) {
        const optimum = expected.objectives[row];
        // What the decision is worth counts as much as what the oracle says it is.
        for (const found of [out.objectives[row], realised[row]]) {
          if (Math.abs(found - optimum) <= TOLERANCE * Math.max(1, Math.abs(optimum))) continue;
          throw disagreement(
            name,
            `For row ${row} the oracle of "${name}" finds ${found} where the solver finds ${optimum} in its model.`,
            { row, oracle: found, model: optimum },
          );
        }
      }
      isChecked = true;
    },
  };
}

function disagreement(name: string, message: string, data: Record<string, unknown>): ForesolveError {
  return new ForesolveError("FS_DECIDE_ORACLE_DISAGREES", {
    message,
    fix: "Build oracle and model from the same data, with uncertain values in the same order; or leave the oracle out.",
    data: { problem: name, ...data },
  });
}
