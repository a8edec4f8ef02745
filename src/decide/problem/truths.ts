import { ForesolveError } from "../../errors.js";
import type { Example } from "../../learn/index.js";
import { copyFinite } from "../../math/index.js";

/**
 * The truths of all examples as one flat array [rows, dimension].
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_TRUTH` on a wrong count or a value that is not finite; names the example.
 */
export function truthsOf(examples: readonly Example<unknown>[], dimension: number): Float64Array {
  const truths = new Float64Array(examples.length * dimension);
  for (const [row, { truth }] of examples.entries()) {
    // From JavaScript there may be none.
    const given = (truth as typeof truth | undefined)?.length ?? 0;
    if (given !== dimension) {
      throw new ForesolveError("FS_DECIDE_INVALID_TRUTH", {
        message: `Example ${row} has ${given} realised value(s), but the problem has ${dimension} uncertain ones.`,
        fix: "Give every example one realised value per entry of the uncertain parameter.",
        data: { example: row, given, expected: dimension },
      });
    }
    const entry = copyFinite(truth, truths, row * dimension);
    if (entry >= 0) {
      const value = truth[entry];
      throw new ForesolveError("FS_DECIDE_INVALID_TRUTH", {
        message: `Realised value ${entry} of example ${row} is ${value}.`,
        fix: "Leave examples with missing outcomes out; a decision cannot be judged by them.",
        data: { example: row, entry, value },
      });
    }
  }
  return truths;
}
