import type { StandardForm } from "../../src/model/index.js";
import { formOf } from "../random-forms.js";

/** A problem with a known answer, which every solver that takes its class has to find. */
export interface ConformanceProblem {
  readonly name: string;
  readonly form: StandardForm;
  readonly status: "optimal" | "infeasible" | "unbounded";
  /** Null where there is no optimum. */
  readonly optimum: number | null;
  /** [rows] change of the optimum per unit of each row's limits, null for rows where it is not unique; null where there are none. */
  readonly duals: readonly (number | null)[] | null;
  /** Relative to max(1, |number|). */
  readonly tolerance: number;
}

type Triple = readonly [first: number, second: number, value: number];
type Parts = Partial<Parameters<typeof formOf>[0]>;

/** A form from plain numbers; columns are not negative and have no upper limit unless something else is said. */
export function formFrom(
  parts: Parts & {
    readonly cost: readonly number[];
    /** Rows as coefficients and limits. */
    readonly rows?: readonly (readonly [coefficients: readonly number[], lower: number, upper: number])[];
    /** Sum of value x first x second, added to the objective. */
    readonly squares?: readonly Triple[];
    /** The same, added to rows. */
    readonly rowSquares?: readonly (readonly [row: number, ...Triple])[];
    /** First row and number of rows of cones. */
    readonly cones?: readonly (readonly [firstRow: number, size: number])[];
  },
): StandardForm {
  const { cost, rows = [], squares = [], rowSquares = [], cones = [] } = parts;
  return {
    ...formOf({
      columnLower: cost.map(() => 0),
      columnUpper: cost.map(() => Infinity),
      ...parts,
      rowLower: rows.map(([, lower]) => lower),
      rowUpper: rows.map(([, , upper]) => upper),
      matrix: rows.map(([coefficients]) => coefficients),
    }),
    quadratic: {
      objective: {
        first: Int32Array.from(squares, ([first]) => first),
        second: Int32Array.from(squares, ([, second]) => second),
        values: Float64Array.from(squares, ([, , value]) => value),
      },
      rows: {
        rows: Int32Array.from(rowSquares, ([row]) => row),
        first: Int32Array.from(rowSquares, ([, first]) => first),
        second: Int32Array.from(rowSquares, ([, , second]) => second),
        values: Float64Array.from(rowSquares, ([, , , value]) => value),
      },
    },
    cones: cones.map(([firstRow, size]) => ({ kind: "secondOrder", firstRow, size })),
  };
}

/** All columns binary. */
export function binary(columns: number): Pick<Parts, "columnLower" | "columnUpper" | "integrality"> {
  return {
    columnLower: Array.from({ length: columns }, () => 0),
    columnUpper: Array.from({ length: columns }, () => 1),
    integrality: Array.from({ length: columns }, () => 1),
  };
}

/** A problem with an optimum. */
export function optimal(
  name: string,
  form: StandardForm,
  optimum: number,
  duals: ConformanceProblem["duals"] = null,
  tolerance = 1e-6,
): ConformanceProblem {
  return { name, form, status: "optimal", optimum, duals, tolerance };
}

/** A problem without one. */
export function without(
  name: string,
  status: "infeasible" | "unbounded",
  form: StandardForm,
): ConformanceProblem {
  return { name, form, status, optimum: null, duals: null, tolerance: 0 };
}
