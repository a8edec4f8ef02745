import { ForesolveError } from "../errors.js";

/**
 * Class numbers from truths over an axis of classes.
 *
 * @param truths [rows, classes] row-major, 1 at the class and 0 at the others
 * @throws FS_LEARN_INVALID_TRUTH
 */
export function classNumbers(truths: Float64Array, classes: number): Float64Array {
  const numbers = new Float64Array(truths.length / classes);
  for (let row = 0; row < numbers.length; row++) {
    const truth = truths.subarray(row * classes, (row + 1) * classes);
    const found = truth.indexOf(1);
    if (found < 0 || truth.some((value, at) => value !== (at === found ? 1 : 0)))
      throw new ForesolveError("FS_LEARN_INVALID_TRUTH", {
        message: `the truth of example ${row} does not name one class: ${[...truth].join(", ")}.`,
        fix: "Pass 1 at the class and 0 at the others.",
        data: { example: row },
      });
    numbers[row] = found;
  }
  return numbers;
}
