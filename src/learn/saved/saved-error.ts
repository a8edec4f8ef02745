import { ForesolveError } from "../../errors.js";

/** The error of a saved model that is not what was written. */
export function damaged(detail: string): ForesolveError {
  return new ForesolveError("FS_LEARN_SAVED_DAMAGED", {
    message: `this is not an undamaged saved model: ${detail}.`,
    fix: "Pass what savedModel or savedState returned, through JSON.stringify and JSON.parse, unchanged.",
    data: { detail },
  });
}

/** The error of a value that cannot be saved. */
export function notSavable(path: string, what: string): ForesolveError {
  return new ForesolveError("FS_LEARN_NOT_SAVABLE", {
    message: `${path === "" ? "the model" : `"${path}" of the model`} is ${what}, which cannot be saved.`,
    fix: "Save a fitted predictor as its fit returned it; states and rows hold numbers, strings, booleans, null, lists, plain objects and typed arrays only.",
    data: { path, what },
  });
}
