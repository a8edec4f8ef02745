/**
 * Expressions against a naive evaluation that knows nothing of arrays: a function from labels to a number. Random
 * trees of add, subtract, mul, sum and shift over index sets of random sizes, in random orders of dimensions.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { positionOf, quadraticPart, rowDifference, slotPart, unsigned } from "../../test/form-values.js";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  labelsOf,
  model,
  mul,
  parameter,
  shift,
  standardForm,
  subtract,
  sum,
  uncertainParameter,
  type Expression,
  type IndexSet,
  type Model,
  type UncertainParameter,
} from "./index.js";

type Labels = Readonly<Record<string, string>>;
/** Values of the unknowns, and of the uncertain parameters, at one random point. */
interface Point {
  readonly columns: readonly number[];
  readonly uncertain: ReadonlyMap<UncertainParameter, readonly number[]>;
}
/** An expression and what it should mean. */
interface Meant {
  readonly expression: Expression;
  readonly sets: readonly IndexSet[];
  value(labels: Labels, point: Point): number;
}

type Leaf =
  | "parameter"
  | "variable"
  | "uncertain"
  | "uncertain x variable"
  | "expression with two terms"
  | "product of variables";
type Tree =
  | { readonly kind: "leaf"; readonly leaf: Leaf; readonly sets: readonly number[]; readonly numbers: number }
  | { readonly kind: "add"; readonly parts: readonly Tree[]; readonly constant: number }
  | { readonly kind: "subtract"; readonly first: Tree; readonly second: Tree }
  | { readonly kind: "scale"; readonly by: number; readonly operand: Tree }
  | {
      readonly kind: "mul";
      readonly sets: readonly number[];
      readonly numbers: number;
      readonly operand: Tree;
      readonly parameterFirst: boolean;
    }
  | { readonly kind: "sum"; readonly operand: Tree; readonly which: readonly number[] }
  | {
      readonly kind: "shift";
      readonly operand: Tree;
      readonly which: number;
      readonly steps: number;
      readonly fill: number;
    };

const SET_NAMES = ["a", "b", "c"];
const someSets = fc.shuffledSubarray([0, 1, 2], { minLength: 0, maxLength: 3 });
const smallNumber = fc.integer({ min: -4, max: 4 });
const { tree } = fc.letrec<{ tree: Tree; leaf: Tree }>((tie) => ({
  leaf: fc.record({
    kind: fc.constant("leaf" as const),
    leaf: fc.constantFrom<Leaf[]>(
      "parameter",
      "variable",
      "uncertain",
      "uncertain x variable",
      "expression with two terms",
      "product of variables",
    ),
    sets: someSets,
    numbers: fc.integer({ min: 0, max: 1000 }),
  }),
  tree: fc.oneof(
    { maxDepth: 4, depthSize: "medium", withCrossShrink: true },
    tie("leaf"),
    fc.record({
      kind: fc.constant("add" as const),
      parts: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
      constant: smallNumber,
    }),
    fc.record({ kind: fc.constant("subtract" as const), first: tie("tree"), second: tie("tree") }),
    fc.record({ kind: fc.constant("scale" as const), by: smallNumber, operand: tie("tree") }),
    fc.record({
      kind: fc.constant("mul" as const),
      sets: someSets,
      numbers: fc.integer({ min: 0, max: 1000 }),
      operand: tie("tree"),
      parameterFirst: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("sum" as const),
      operand: tie("tree"),
      which: fc.subarray([0, 1, 2]),
    }),
    fc.record({
      kind: fc.constant("shift" as const),
      operand: tie("tree"),
      which: fc.nat({ max: 2 }),
      steps: fc.integer({ min: -4, max: 4 }),
      fill: smallNumber,
    }),
  ),
}));
const sizes = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 4 }),
  // An index set without members is legal: a sum over it is zero.
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 2 }) },
    { weight: 1, arbitrary: fc.constant(0) },
  ),
);

/** Small whole numbers, so that every order of summation gives the same result to the last bit. */
function numberAt(seed: number, labels: Labels): number {
  let hash = seed + 17;
  for (const name of SET_NAMES) {
    for (const character of `${name}${labels[name] ?? "-"}`)
      hash = (hash * 31 + character.charCodeAt(0)) % 9973;
  }
  return (hash % 9) - 4;
}

/** Grows a model with the leaves of trees, and builds expressions together with their meaning. */
class Garden {
  readonly model: Model = model("garden");
  readonly #sets: readonly IndexSet[];
  readonly #parameters: readonly UncertainParameter[];

  constructor(sizes: readonly number[]) {
    this.#sets = SET_NAMES.map((name, axis) =>
      indexSet(
        name,
        Array.from({ length: sizes[axis] }, (_, position) => `${name}${position}`),
      ),
    );
    // Few parameters in several shapes, so that the same one turns up in many places of a tree.
    this.#parameters = [[], [0], [1, 0], [2, 1]].map((axes, number) =>
      uncertainParameter(`uncertain ${number}`, { over: axes.map((axis) => this.#sets[axis]) }),
    );
  }

  get parameters(): readonly UncertainParameter[] {
    return this.#parameters;
  }

  build(tree: Tree): Meant {
    switch (tree.kind) {
      case "leaf":
        return this.#leaf(
          tree.leaf,
          tree.sets.map((axis) => this.#sets[axis]),
          tree.numbers,
        );
      case "add": {
        const parts = tree.parts.map((part) => this.build(part));
        return {
          expression: add(
            parts[0].expression,
            ...parts.slice(1).map((part) => part.expression),
            tree.constant,
          ),
          sets: parts.flatMap((part) => part.sets),
          value: (labels, point) =>
            parts.reduce((value, part) => value + part.value(labels, point), tree.constant),
        };
      }
      case "subtract": {
        const [first, second] = [this.build(tree.first), this.build(tree.second)];
        return {
          expression: subtract(first.expression, second.expression),
          sets: [...first.sets, ...second.sets],
          value: (labels, point) => first.value(labels, point) - second.value(labels, point),
        };
      }
      case "scale": {
        const operand = this.build(tree.operand);
        return {
          expression: mul(tree.by, operand.expression),
          sets: operand.sets,
          value: (labels, point) => tree.by * operand.value(labels, point),
        };
      }
      case "mul": {
        const operand = this.build(tree.operand);
        const factor = this.#leaf(
          "parameter",
          tree.sets.map((axis) => this.#sets[axis]),
          tree.numbers,
        );
        const [first, second] = tree.parameterFirst ? [factor, operand] : [operand, factor];
        return {
          expression: mul(first.expression, second.expression),
          sets: [...first.sets, ...second.sets],
          value: (labels, point) => first.value(labels, point) * second.value(labels, point),
        };
      }
      case "sum": {
        const operand = this.build(tree.operand);
        const away = this.#sets.filter(
          (set, axis) => tree.which.includes(axis) && operand.expression.over.includes(set),
        );
        return {
          expression: sum(operand.expression, ...away),
          sets: operand.sets.filter((set) => !away.includes(set)),
          value: (labels, point) => sumOver(away, labels, (all) => operand.value(all, point)),
        };
      }
      case "shift": {
        const operand = this.build(tree.operand);
        const { over } = operand.expression;
        if (over.length === 0) return operand;
        const set = over[tree.which % over.length];
        return {
          expression: shift(operand.expression, set, tree.steps, { fill: tree.fill }),
          sets: operand.sets,
          value(labels, point) {
            const label = set.keys[set.keys.indexOf(labels[set.name]) - tree.steps];
            return label === undefined ? tree.fill : operand.value({ ...labels, [set.name]: label }, point);
          },
        };
      }
    }
  }

  #leaf(leaf: Leaf, over: readonly IndexSet[], numbers: number): Meant {
    const pick = (labels: Labels): string[] => over.map((set) => labels[set.name]);
    const known = (labels: Labels): number =>
      numberAt(numbers, Object.fromEntries(over.map((set) => [set.name, labels[set.name]])));
    const variable = (): Meant => {
      const made = this.model.variable(`x${this.model.variables.length}`, { over });
      return {
        expression: made,
        sets: over,
        value: (labels, point) => point.columns[made.at(...pick(labels)).terms.columns[0]],
      };
    };
    const uncertain = (): Meant => {
      const made = this.#parameters[numbers % this.#parameters.length];
      return {
        expression: made,
        sets: made.over,
        value: (labels, point) => point.uncertain.get(made)![positionOf(made.over, labels)],
      };
    };
    switch (leaf) {
      case "parameter":
        return {
          expression: parameter({
            over,
            data: (...labels: string[]) =>
              known(Object.fromEntries(over.map((set, axis) => [set.name, labels[axis]]))),
          }),
          sets: over,
          value: known,
        };
      case "variable":
        return variable();
      case "uncertain":
        return uncertain();
      case "uncertain x variable": {
        const [first, second] = [uncertain(), variable()];
        return {
          expression: mul(first.expression, second.expression),
          sets: [...first.sets, ...second.sets],
          value: (labels, point) => first.value(labels, point) * second.value(labels, point),
        };
      }
      case "product of variables": {
        const [first, second] = [variable(), numbers % 2 === 0 ? this.#sumOf(over) : variable()];
        return {
          expression: mul(first.expression, second.expression),
          sets: [...first.sets, ...second.sets],
          value: (labels, point) => first.value(labels, point) * second.value(labels, point),
        };
      }
      case "expression with two terms": {
        const made = variable();
        return {
          expression: add(mul(2, made.expression), made.expression, numbers % 5),
          sets: made.sets,
          value: (labels, point) => 3 * made.value(labels, point) + (numbers % 5),
        };
      }
    }
  }

  /** Over fewer sets, and with a constant, so that a product has linear terms too. */
  #sumOf(over: readonly IndexSet[]): Meant {
    return this.#leaf("expression with two terms", over.slice(1), 7);
  }

  point(seed: number): Point {
    return {
      columns: Array.from({ length: this.model.columns }, (_, column) => ((column * 7 + seed) % 11) - 5),
      uncertain: new Map(
        this.#parameters.map((made, number) => [
          made,
          Array.from(
            { length: made.terms.coefficients.length },
            (_, entry) => ((entry * 5 + number * 3 + seed) % 7) - 3,
          ),
        ]),
      ),
    };
  }
}

function sumOver(away: readonly IndexSet[], labels: Labels, value: (all: Labels) => number): number {
  if (away.length === 0) return value(labels);
  const [first, ...rest] = away;
  let result = 0;
  for (const label of first.keys) result += sumOver(rest, { ...labels, [first.name]: label }, value);
  return result;
}

/** All entries of an expression at a point, from its terms as they are documented. */
function evaluate({ terms, uncertain }: Expression, point: Point): number[] {
  const slotValues = uncertain.flatMap((made) => point.uncertain.get(made)!);
  return Array.from({ length: terms.starts.length - 1 }, (_, entry) => {
    let value = 0;
    for (let term = terms.starts[entry]; term < terms.starts[entry + 1]; term++) {
      const slot = terms.slots === null ? -1 : terms.slots[term];
      value +=
        terms.coefficients[term] *
        (terms.columns[term] < 0 ? 1 : point.columns[terms.columns[term]]) *
        (terms.others === null || terms.others[term] < 0 ? 1 : point.columns[terms.others[term]]) *
        (slot < 0 ? 1 : slotValues[slot]);
    }
    return value;
  });
}

function meantEntries(meant: Meant, point: Point): number[] {
  const { over } = meant.expression;
  const entries = over.reduce((count, set) => count * set.keys.length, 1);
  return Array.from({ length: entries }, (_, entry) => {
    const labels = labelsOf(over, entry);
    return meant.value(Object.fromEntries(over.map((set, axis) => [set.name, labels[axis]])), point);
  });
}

test("every tree of operations means what its labels say", () => {
  fc.assert(
    fc.property(sizes, tree, fc.nat({ max: 50 }), (setSizes, grown, seed) => {
      const garden = new Garden(setSizes);
      const meant = garden.build(grown);
      const point = garden.point(seed);
      const names = meant.expression.over.map((set) => set.name);
      expect(names).toEqual([...new Set(meant.sets.map((set) => set.name))].filter((n) => names.includes(n)));
      expect(unsigned(evaluate(meant.expression, point))).toEqual(unsigned(meantEntries(meant, point)));
    }),
    { numRuns: 1500 },
  );
});

test("a standard form says the same as the expressions it was made of", () => {
  const relations = { atMost, atLeast, equal };
  const requirement = fc.record({
    sense: fc.constantFrom("atMost" as const, "atLeast" as const, "equal" as const),
    left: tree,
    right: smallNumber,
  });
  fc.assert(
    fc.property(
      sizes,
      tree,
      fc.array(requirement, { maxLength: 3 }),
      fc.nat({ max: 50 }),
      (setSizes, objective, requirements, seed) => {
        const garden = new Garden(setSizes);
        const goal = garden.build({ kind: "sum", operand: objective, which: [0, 1, 2] });
        const meant = requirements.map(({ left }) => garden.build(left));
        const m = garden.model;
        m.variable("there is one at least", { over: [] });
        m.minimize(goal.expression as Expression<never>);
        for (const [number, { sense, right }] of requirements.entries()) {
          m.require(`requirement ${number}`, relations[sense](meant[number].expression, right));
        }
        const form = standardForm(m);
        const point = garden.point(seed);
        const slots = form.uncertain.flatMap((made) => point.uncertain.get(made)!);
        expect(form.slots.count).toBe(slots.length);

        let value = form.offset + slotPart(form.slots.offset, 0, slots);
        for (let column = 0; column < form.columns; column++) {
          value += (form.cost[column] + slotPart(form.slots.cost, column, slots)) * point.columns[column];
        }
        const { first, second, values: factors } = form.quadratic.objective;
        for (const k of factors.keys()) value += quadraticPart(form.quadratic.objective, k, point);
        expect(value + 0).toBe(goal.value({}, point) + 0);
        const pairs = [...first.keys()].map((k) => first[k] * form.columns + second[k]);
        expect(pairs).toEqual([...new Set(pairs)].toSorted((a, b) => a - b));
        expect([...first].every((column, k) => column <= second[k] && factors[k] !== 0)).toBe(true);

        let row = 0;
        for (const [number, { sense, right }] of requirements.entries()) {
          for (const expected of meantEntries(meant[number], point)) {
            expect(rowDifference(form, row, point) + 0).toBe(expected - right + 0);
            expect([form.rowLower[row] === -Infinity, form.rowUpper[row] === Infinity]).toEqual([
              sense === "atMost",
              sense === "atLeast",
            ]);
            row++;
          }
        }
        expect(row).toBe(form.rows);
        for (let at = 0; at < form.rows; at++) {
          const columns = form.matrix.columns.subarray(form.matrix.starts[at], form.matrix.starts[at + 1]);
          expect(new Set(columns).size).toBe(columns.length);
        }
      },
    ),
    { numRuns: 500 },
  );
});
