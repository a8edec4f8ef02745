import {
  classScores,
  rowDraws,
  scoreLimit,
  setsFrom,
  type ClassData,
  type ClassScores,
} from "./class-sets.js";

/**
 * Adaptive prediction sets (APS): classes join in order of probability until the level is reached, so that hard rows
 * get larger sets and easy ones smaller; with the random tie-break of the paper the coverage is exact (Romano, Sesia
 * and Candès, "Classification with valid and adaptive coverage", NeurIPS 2020, section 2.2 and theorem 1).
 *
 * @param seed of the random part of the scores
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { adaptiveClasses, adaptiveSets } from "foresolve/learn";
 *
 * const probabilities = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 0.9 : 0.1));
 * const truths = Array.from({ length: 20 }, () => 0);
 * const calibrated = adaptiveClasses({ probabilities, classes: 2, truths }, 7);
 * adaptiveSets(calibrated, [0.99, 0.01], 0.95, 1).length; // => 2
 */
export function adaptiveClasses(data: ClassData, seed = 0): ClassScores {
  const draw = rowDraws(seed, "adaptive sets: calibration");
  return classScores(data, (example, truth) =>
    massUpTo(data.probabilities, example * data.classes, data.classes, truth, draw()),
  );
}

/**
 * 1 where a class belongs to the row's set, [rows, classes] row-major; see {@link adaptiveClasses}.
 *
 * @throws FS_LEARN_INVALID_OPTION
 */
export function adaptiveSets(
  calibrated: ClassScores,
  probabilities: ArrayLike<number>,
  level: number,
  seed = 0,
): Uint8Array {
  const limit = scoreLimit(calibrated, level);
  const { classes } = calibrated;
  const draw = rowDraws(seed, "adaptive sets: new rows");
  const draws = Float64Array.from({ length: Math.floor(probabilities.length / classes) }, draw);
  return setsFrom(
    probabilities,
    classes,
    (row, label) => massUpTo(probabilities, row * classes, classes, label, draws[row]!) <= limit,
  );
}

/** Probability of the classes that are likelier than `label`, plus a random share of its own. */
function massUpTo(
  probabilities: ArrayLike<number>,
  start: number,
  classes: number,
  label: number,
  share: number,
): number {
  const own = probabilities[start + label]!;
  let above = 0;
  for (let other = 0; other < classes; other++) {
    const probability = probabilities[start + other]!;
    // Equal probabilities join in the order of the classes.
    if (probability > own || (probability === own && other < label)) above += probability;
  }
  return above + share * own;
}
