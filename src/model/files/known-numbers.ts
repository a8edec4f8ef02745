import { ForesolveError } from "../../errors.js";
import { entryName } from "../axes.js";
import { filledForm } from "../filled-form.js";
import type { UncertainParameter } from "../parameter.js";
import type { StandardForm } from "../standard-form.js";

/** Values of uncertain parameters, as `solve` takes them. */
export type ParameterValues = readonly (readonly [UncertainParameter, ArrayLike<number>])[];

/**
 * The form with its slots filled: the same columns and rows, no uncertain parameter left.
 *
 * @throws ForesolveError `FS_MODEL_VALUES_MISSING` when a parameter has no or the wrong number of values,
 * `FS_MODEL_NOT_FINITE` when one is not finite.
 */
export function withValues(form: StandardForm, values: ParameterValues = []): StandardForm {
  return form.slots.count === 0 ? form : filledForm(form, slotNumbers(form, values));
}

function slotNumbers(form: StandardForm, values: ParameterValues): Float64Array {
  const numbers = new Float64Array(form.slots.count);
  let next = 0;
  for (const parameter of form.uncertain) {
    const given = values.find(([candidate]) => candidate === parameter)?.[1];
    const entries = parameter.terms.coefficients.length;
    if (given?.length !== entries) {
      throw new ForesolveError("FS_MODEL_VALUES_MISSING", {
        message:
          `Model "${form.name}" has the uncertain parameter "${parameter.name}" with ${entries} value(s), ` +
          `for which ${given === undefined ? "none are" : `${given.length} were`} given.`,
        fix: "Pass values: [[parameter, numbers], ...] in the options, with one number per entry: a file holds numbers only.",
        data: {
          model: form.name,
          parameter: parameter.name,
          expected: entries,
          given: given?.length ?? 0,
        },
      });
    }
    for (let entry = 0; entry < entries; entry++) {
      if (!Number.isFinite(given[entry])) {
        throw new ForesolveError("FS_MODEL_NOT_FINITE", {
          message: `The value of ${entryName(parameter.name, parameter.over, entry)} is ${given[entry]}.`,
          fix: "Pass finite numbers.",
          data: { parameter: parameter.name, entry, value: given[entry] },
        });
      }
      numbers[next++] = given[entry];
    }
  }
  return numbers;
}
