import { ForesolveError } from "../errors.js";
import type { StandardForm, UncertainParameter } from "../model/index.js";

/** Checks count and finiteness of the values for all slots. Throws `FS_SOLVE_WRONG_PARAMETERS`. */
export function requireParameters(form: StandardForm, values: ArrayLike<number>): void {
  if (values.length !== form.slots.count) {
    throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
      message: `Model "${form.name}" has ${form.slots.count} uncertain value(s) (${namesOf(form)}), but ${values.length} were given.`,
      fix: "Pass one value per entry of each uncertain parameter, in order.",
      data: { model: form.name, expected: form.slots.count, given: values.length },
    });
  }
  for (let slot = 0; slot < values.length; slot++) {
    if (!Number.isFinite(values[slot])) {
      throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
        message: `Value ${slot} of the uncertain parameters (${namesOf(form)}) of model "${form.name}" is ${values[slot]}.`,
        fix: "Pass finite numbers; a NaN here usually comes from a predictor that met a missing feature.",
        data: { model: form.name, slot, value: values[slot] },
      });
    }
  }
}

/** Values of single parameters, in any order, laid out as the form's slots. Throws `FS_SOLVE_WRONG_PARAMETERS`. */
export function slotValues(
  form: StandardForm,
  given: readonly (readonly [UncertainParameter, ArrayLike<number>])[],
): Float64Array {
  const values = new Float64Array(form.slots.count);
  let next = 0;
  for (const parameter of form.uncertain) {
    const numbers = given.find(([candidate]) => candidate === parameter)?.[1];
    const entries = parameter.terms.coefficients.length;
    if (numbers?.length !== entries) {
      throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
        message:
          `Model "${form.name}" has the uncertain parameter "${parameter.name}" with ${entries} value(s), ` +
          `for which ${numbers === undefined ? "none are" : `${numbers.length} were`} given.`,
        fix: "Pass values: [[parameter, numbers], ...] in the options, with one number per entry.",
        data: { model: form.name, parameter: parameter.name, expected: entries, given: numbers?.length ?? 0 },
      });
    }
    values.set(numbers, next);
    next += entries;
  }
  return values;
}

function namesOf(form: StandardForm): string {
  return form.uncertain.map((parameter) => parameter.name).join(", ");
}
