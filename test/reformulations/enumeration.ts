import * as fc from "fast-check";
import {
  add,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  sum,
  total,
  type Constraint,
  type Expression,
  type IndexSet,
  type Model,
  type Variable,
} from "../../src/model/index.js";
import { HighsSession, isSolved, solutionOf, type Solved } from "../../src/solve/index.js";

/** Random whole-number variables, and linear expressions of them. */
export interface Case {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** [parts, variables] */
  readonly factors: readonly (readonly number[])[];
  readonly constants: readonly number[];
  /** Objective: weights of the variables, and of the results per part. */
  readonly weights: readonly number[];
  readonly prices: readonly number[];
  readonly sense: "minimize" | "maximize";
}

const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const list = (length: number, min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(whole(min, max), { minLength: length, maxLength: length });

/** Cases with so many variables and parts. */
export function cases(variables: number, parts: number): fc.Arbitrary<Case> {
  return fc.record({
    lower: list(variables, -3, 1),
    upper: list(variables, 1, 3),
    factors: fc.array(list(variables, -2, 2), { minLength: parts, maxLength: parts }),
    constants: list(parts, -4, 4),
    weights: list(variables, -4, 4),
    prices: list(parts, -4, 4),
    sense: fc.constantFrom("minimize", "maximize"),
  });
}

/** A case as a model without an objective: the variables, and the parts as one expression over `part`. */
export interface Built {
  readonly m: Model;
  readonly x: Variable<readonly [IndexSet<"item">], "kg">;
  readonly part: IndexSet<"part">;
  readonly parts: Expression<"part", "kg">;
}

export function build({ lower, upper, factors, constants }: Case): Built {
  const item: IndexSet<"item"> = indexSet("item", lower.length);
  const part: IndexSet<"part"> = indexSet("part", factors.length);
  const m = model("case");
  const x = m.variable("x", { over: [item], unit: "kg", domain: "integer", lower, upper });
  const matrix = parameter({ over: [part, item], data: factors.flat() });
  const shift = parameter({ over: [part], data: constants, unit: "kg" });
  const parts = add(sum(mul(matrix, x), item), shift) as Expression<"part", "kg">;
  return { m, x, part, parts };
}

/** Sets the objective: weights of the variables and prices of a result over the parts. */
export function setObjective(
  { m, x, part }: Built,
  { sense, weights, prices }: Case,
  result: Expression,
): void {
  const plain = { ...result, unit: undefined } as Expression;
  const price = parameter({ over: [part], data: prices });
  const weight = parameter({ over: x.over, data: weights });
  const priced = result.over.length === 0 ? mul(prices[0], plain) : mul(price, plain);
  m[sense](
    add(total(mul(weight, { ...x, unit: undefined } as Expression)), total(priced)) as Expression<never>,
  );
}

/** Every point of the grid between the bounds. */
export function grid(lower: readonly number[], upper: readonly number[]): number[][] {
  let points: number[][] = [[]];
  for (const [k, low] of lower.entries()) {
    const next: number[][] = [];
    for (const point of points)
      for (let value = low; value <= upper[k]; value++) next.push([...point, value]);
    points = next;
  }
  return points;
}

/** Values of the parts at a point. */
export function partsAt({ factors, constants }: Case, point: readonly number[]): number[] {
  return factors.map((row, k) => dot(row, point) + constants[k]);
}

export function dot(first: readonly number[], second: readonly number[]): number {
  return first.reduce((partial, value, k) => partial + value * second[k], 0);
}

/** The best objective over all points; `truth` gives the results' values at a point, or null where it is forbidden. */
export function bestByEnumeration(
  given: Case,
  points: readonly (readonly number[])[],
  truth: (point: readonly number[]) => readonly number[] | null,
): number | null {
  let best: number | null = null;
  for (const point of points) {
    const results = truth(point);
    if (results === null) continue;
    const value = dot(given.weights, point) + dot(given.prices.slice(0, results.length), results);
    if (best === null || (given.sense === "minimize" ? value < best : value > best)) best = value;
  }
  return best;
}

/** The verified optimum, or null when the model is infeasible. */
export async function optimumOf(m: Model): Promise<Solved | null> {
  const session = await HighsSession.open(standardForm(m));
  try {
    const solution = solutionOf(session);
    if (isSolved(solution) && solution.status === "optimal") return solution;
    if (solution.status === "infeasible") return null;
    throw new Error(`unexpected ${solution.status}: ${"reason" in solution ? solution.reason : ""}`);
  } finally {
    session.dispose();
  }
}

/** Coefficient of a column in a row, its terms united. */
export function coefficient(constraint: Constraint, entry: number, column: number): number {
  const { starts, columns, coefficients } = constraint.difference.terms;
  let united = 0;
  for (let term = starts[entry]; term < starts[entry + 1]; term++)
    if (columns[term] === column) united += coefficients[term];
  return united;
}

export function constraintOf(m: Model, name: string): Constraint {
  const found = m.constraints.find((constraint) => constraint.name === name);
  if (found === undefined) throw new Error(`no constraint "${name}"`);
  return found;
}

export function variableOf(m: Model, name: string): Variable {
  const found = m.variables.find((variable) => variable.name === name);
  if (found === undefined) throw new Error(`no variable "${name}"`);
  return found;
}
