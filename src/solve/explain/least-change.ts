import type { StandardForm } from "../../model/index.js";
import { extendedForm } from "./fixed-form.js";

/**
 * The form with the sum of absolute changes from a point as its objective, and with its own objective, without the
 * constant, between two limits. Behind its columns stand the changes upwards and those downwards.
 */
export function leastChange(
  form: StandardForm,
  from: ArrayLike<number>,
  objective: { readonly lower: number; readonly upper: number },
): StandardForm {
  const { columns } = form;
  const costly = [...form.cost.keys()].filter((column) => form.cost[column] !== 0);
  return extendedForm(form, {
    sense: "minimize",
    cost: new Float64Array(3 * columns).fill(1, columns),
    extraLower: Array.from({ length: 2 * columns }, () => 0),
    extraUpper: Array.from({ length: 2 * columns }, () => Infinity),
    terms: [],
    extraRows: [
      { columns: costly, values: costly.map((column) => form.cost[column]), ...objective },
      ...Array.from({ length: columns }, (_, column) => ({
        columns: [column, columns + column, 2 * columns + column],
        values: [1, -1, 1],
        lower: from[column],
        upper: from[column],
      })),
    ],
  });
}
