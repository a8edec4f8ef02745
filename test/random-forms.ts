import fc from "fast-check";
import type { QuadraticTerms, StandardForm } from "../src/model/index.js";
import { noSlots } from "../src/model/filled-form.js";
import { noQuadraticPart } from "../src/model/quadratic-terms.js";

/** A standard form from plain rows of numbers; `null` in a dense matrix is an entry that is not there. */
export function formOf(parts: {
  readonly name?: string;
  readonly sense?: "minimize" | "maximize";
  readonly offset?: number;
  readonly cost: readonly number[];
  readonly columnLower: readonly number[];
  readonly columnUpper: readonly number[];
  readonly integrality?: readonly number[];
  readonly rowLower: readonly number[];
  readonly rowUpper: readonly number[];
  readonly matrix: readonly (readonly number[])[];
  readonly columnNames?: readonly string[];
  readonly rowNames?: readonly string[];
}): StandardForm {
  const columns = parts.cost.length;
  const rows = parts.rowLower.length;
  const starts = [0];
  const entryColumns: number[] = [];
  const values: number[] = [];
  for (const row of parts.matrix) {
    for (const [column, value] of row.entries()) {
      if (value === 0) continue;
      entryColumns.push(column);
      values.push(value);
    }
    starts.push(values.length);
  }
  return {
    name: parts.name ?? "form",
    sense: parts.sense ?? "minimize",
    columns,
    rows,
    offset: parts.offset ?? 0,
    cost: Float64Array.from(parts.cost),
    columnLower: Float64Array.from(parts.columnLower),
    columnUpper: Float64Array.from(parts.columnUpper),
    integrality: Uint8Array.from(parts.integrality ?? parts.cost.map(() => 0)),
    rowLower: Float64Array.from(parts.rowLower),
    rowUpper: Float64Array.from(parts.rowUpper),
    matrix: {
      starts: Int32Array.from(starts),
      columns: Int32Array.from(entryColumns),
      values: Float64Array.from(values),
    },
    quadratic: noQuadraticPart(),
    cones: [],
    variables: [],
    constraints: [],
    uncertain: [],
    slots: noSlots(),
    columnName: (column) => parts.columnNames?.[column] ?? `x${column}`,
    rowName: (row) => parts.rowNames?.[row] ?? `r${row}`,
  };
}

/** Everything of a form but its functions and handles, for comparison. */
export function plainForm(form: StandardForm): Record<string, unknown> {
  const { matrix } = form;
  return {
    name: form.name,
    sense: form.sense,
    offset: form.offset,
    cost: [...form.cost],
    columnLower: [...form.columnLower],
    columnUpper: [...form.columnUpper],
    integrality: [...form.integrality],
    rowLower: [...form.rowLower],
    rowUpper: [...form.rowUpper],
    starts: [...matrix.starts],
    columns: [...matrix.columns],
    values: [...matrix.values],
    objectiveProducts: productsOf(form.quadratic.objective),
    rowProducts: [...form.quadratic.rows.rows].map((row, k) => [row, ...productsOf(form.quadratic.rows)[k]]),
    columnNames: [...form.cost.keys()].map((column) => form.columnName(column)),
    rowNames: [...form.rowLower.keys()].map((row) => form.rowName(row)),
  };
}

function productsOf({ first, second, values }: QuadraticTerms): number[][] {
  return Array.from(values, (value, k) => [first[k], second[k], value]);
}

const names = (count: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(
    fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom(
        "output[unit=coal, hour=3]",
        "meet demand[day=2011-01-03 00:00]",
        "free",
        "st",
        "End",
        "inf",
        "info",
        "nan",
        "e5",
        "E12x",
        "3x",
        ".5",
        "'MARKER'",
        "*x",
        "$y",
        "a/b",
        "a~b%20c",
        "",
        " ",
        "RHS",
        "x:y",
        "obj",
        "OBJ",
        "x^2",
        "[x]",
        "\\@ names",
        "\n",
        "Kühlhaus Süd",
        "价格",
        "C0000002",
        "x".repeat(300),
      ),
    ),
    { minLength: count, maxLength: count },
  );

/** Random small forms: all kinds of rows and columns; `wild` numbers have any digits and magnitudes. */
export function randomForm(options: { readonly wild: boolean }): fc.Arbitrary<StandardForm> {
  const number = options.wild
    ? fc.oneof(
        fc.double({ noNaN: true, min: -1e19, max: 1e19 }).map((value) => value + 0),
        fc.integer({ min: -9, max: 9 }),
      )
    : fc.integer({ min: -6, max: 6 });
  const interval = fc
    .tuple(number, number, fc.constantFrom("both", "lower", "upper", "none", "equal", "standard"))
    .map(([first, second, kind]): [number, number] => {
      const [lower, upper] = [Math.min(first, second), Math.max(first, second)];
      if (kind === "none") return [-Infinity, Infinity];
      if (kind === "lower") return [lower, Infinity];
      if (kind === "upper") return [-Infinity, upper];
      if (kind === "equal") return [lower, lower];
      return kind === "standard" ? [0, Infinity] : [lower, upper];
    });
  const positive = options.wild
    ? fc.double({ noNaN: true, min: 1e-6, max: 1e6 })
    : fc.integer({ min: 1, max: 4 });
  const column = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(interval, fc.constantFrom(0, 0, 1)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(positive, positive)
        .map(([lower, width]): [[number, number], number] => [[lower, lower + width], 2]),
    },
    { weight: 1, arbitrary: fc.constant<[[number, number], number]>([[0, 1], 1]) },
  );
  return fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 5 }))
    .chain(([columns, rows]) =>
      fc.record({
        name: fc.oneof(fc.string(), fc.constantFrom("plan", "a model")),
        sense: fc.constantFrom("minimize" as const, "maximize" as const),
        offset: number,
        cost: fc.array(fc.oneof(number, fc.constant(0)), { minLength: columns, maxLength: columns }),
        kinds: fc.array(column, { minLength: columns, maxLength: columns }),
        sides: fc.array(interval, { minLength: rows, maxLength: rows }),
        matrix: fc.array(
          fc.array(fc.oneof(number, fc.constant(0)), { minLength: columns, maxLength: columns }),
          { minLength: rows, maxLength: rows },
        ),
        columnNames: names(columns),
        rowNames: names(rows),
      }),
    )
    .map(({ kinds, sides, ...rest }) =>
      formOf({
        ...rest,
        columnLower: kinds.map(([[lower]]) => lower),
        columnUpper: kinds.map(([[, upper]]) => upper),
        integrality: kinds.map(([, kind]) => kind),
        rowLower: sides.map(([lower]) => lower),
        rowUpper: sides.map(([, upper]) => upper),
      }),
    );
}
