import { ForesolveError } from "../../errors.js";
import type { StandardForm } from "../../model/index.js";
import { requireCostOnly } from "../../solve/index.js";

/** The error of a model whose uncertain values, those of the first slots or of all, are not in the objective alone, with what can be done about it here. */
export function notCostOnly(form: StandardForm, fix: string, uncertain?: number): ForesolveError {
  try {
    requireCostOnly(form, uncertain);
  } catch (error) {
    if (!(error instanceof ForesolveError)) throw error;
    const { code, message, data } = error;
    return new ForesolveError(code, { message, fix, data });
  }
  throw new Error(`Model "${form.name}" has its uncertain values in the objective only.`);
}
