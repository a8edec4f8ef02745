import { ForesolveError } from "../../errors.js";
import { entryName } from "../axes.js";
import type { UncertainParameter } from "../parameter.js";
import type { SlotTerms } from "../slot-terms.js";
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
  const { slots } = form;
  if (slots.count === 0) return form;
  const numbers = slotNumbers(form, values);
  const none: SlotTerms = {
    targets: new Int32Array(0),
    slots: new Int32Array(0),
    coefficients: new Float64Array(0),
  };
  return {
    ...form,
    offset: added(Float64Array.of(form.offset), slots.offset, numbers)[0],
    cost: added(form.cost, slots.cost, numbers),
    rowLower: added(form.rowLower, slots.rowBounds, numbers),
    rowUpper: added(form.rowUpper, slots.rowBounds, numbers),
    matrix: { ...form.matrix, values: added(form.matrix.values, slots.matrix, numbers) },
    uncertain: [],
    slots: { count: 0, cost: none, offset: none, rowBounds: none, matrix: none },
    columnName: (column) => form.columnName(column),
    rowName: (row) => form.rowName(row),
  };
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

function added(base: Float64Array, terms: SlotTerms, numbers: Float64Array): Float64Array {
  const values = base.slice();
  for (let k = 0; k < terms.slots.length; k++)
    values[terms.targets[k]] += terms.coefficients[k] * numbers[terms.slots[k]];
  return values;
}
