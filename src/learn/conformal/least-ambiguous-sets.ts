import { classScores, scoreLimit, setsFrom, type ClassData, type ClassScores } from "./class-sets.js";

/**
 * Least ambiguous set-valued classification (LAC): a class belongs to the set when its predicted probability is high
 * enough; on average the smallest sets of their level, though a set can be empty (Sadinle, Lei and Wasserman, "Least
 * ambiguous set-valued classifiers with bounded error levels", JASA 2019).
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { leastAmbiguousClasses, leastAmbiguousSets } from "foresolve/learn";
 *
 * const calibrated = leastAmbiguousClasses({
 *   probabilities: [0.9, 0.1, 0.25, 0.75, 0.5, 0.5],
 *   classes: 2,
 *   truths: [0, 1, 0],
 * });
 * leastAmbiguousSets(calibrated, [0.8, 0.2, 0.5, 0.5], 0.75); // => new Uint8Array([1, 0, 1, 1])
 */
export function leastAmbiguousClasses(data: ClassData): ClassScores {
  return classScores(data, (example, truth) => 1 - data.probabilities[example * data.classes + truth]!);
}

/**
 * 1 where a class belongs to the row's set, [rows, classes] row-major; see {@link leastAmbiguousClasses}.
 *
 * @throws FS_LEARN_INVALID_OPTION
 */
export function leastAmbiguousSets(
  calibrated: ClassScores,
  probabilities: ArrayLike<number>,
  level: number,
): Uint8Array {
  const limit = scoreLimit(calibrated, level);
  const { classes } = calibrated;
  return setsFrom(probabilities, classes, (row, label) => 1 - probabilities[row * classes + label]! <= limit);
}
