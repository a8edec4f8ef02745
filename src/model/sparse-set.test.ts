import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  entryCount,
  groupSum,
  indexSet,
  labelsOf,
  lift,
  model,
  mul,
  parameter,
  sparseSet,
  sum,
  type Expression,
} from "./index.js";

const from = indexSet("from", ["a", "b", "c"]);
const to = indexSet("to", ["a", "b"]);
const mode = indexSet("mode", ["road", "rail"]);
const hour = indexSet("hour", 2);

/** Value of each entry of an expression of known numbers, by its labels. */
function record(operand: Expression): Record<string, number> {
  const { starts, coefficients } = operand.terms;
  const values: Record<string, number> = {};
  for (let entry = 0; entry < entryCount(operand.over); entry++) {
    let value = 0;
    for (let term = starts[entry]; term < starts[entry + 1]; term++) value += coefficients[term];
    values[labelsOf(operand.over, entry).join(",")] = value;
  }
  return values;
}

const triples = from.keys.flatMap((f) => to.keys.flatMap((t) => mode.keys.map((k) => [f, t, k] as const)));
const some = fc.shuffledSubarray(triples);
const data = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 24, maxLength: 24 });

test("a sum over some components is the sum over the tuples that share the others", () => {
  fc.assert(
    fc.property(some, data, fc.subarray([0, 1, 2]), fc.boolean(), (tuples, data, kept, hourFirst) => {
      const route = sparseSet("route", [from, to, mode], tuples);
      const over = hourFirst ? [hour, route] : [route, hour];
      const value = (labels: readonly string[]): number => {
        const member = tuples.findIndex((tuple) => labels.includes(tuple.join("|")));
        return data[member * 2 + Number(labels.find((label) => label === "1") ?? 0)];
      };
      const flow = parameter({ over, data: (...labels: string[]) => value(labels) });
      const parents = kept.map((k) => route.parents[k]);
      const sums = groupSum(flow as Expression, route, ...parents);
      const expected: Record<string, number> = {};
      for (const at of hour.keys) {
        const groups = kept.reduce<string[][]>(
          (heads, k) => heads.flatMap((head) => route.parents[k].keys.map((key) => [...head, key])),
          [[]],
        );
        for (const group of groups) {
          const members = tuples.filter((tuple) => kept.every((k, place) => tuple[k] === group[place]));
          const labels = hourFirst ? [at, ...group] : [...group, at];
          expected[labels.join(",")] = members.reduce(
            (partial, tuple) => partial + value([tuple.join("|"), at]),
            0,
          );
        }
      }
      expect(record(sums)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("lifting takes the entry of each tuple's components", () => {
  fc.assert(
    fc.property(some, data, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }), (tuples, data, sets) => {
      const route = sparseSet("route", [from, to, mode], tuples);
      const all = [from, to, mode, hour];
      const over = sets.map((k) => all[k]);
      const operand = parameter({ over, data: data.concat(data).slice(0, entryCount(over)) });
      const hasParent = sets.some((k) => k < 3);
      fc.pre(hasParent);
      const values = record(operand);
      const lifted = lift(operand as Expression, route);
      const expected: Record<string, number> = {};
      for (const tuple of tuples) {
        for (const at of hour.keys) {
          const labels = [...tuple, at];
          const key = [tuple.join("|"), ...(sets.includes(3) ? [at] : [])].join(",");
          expected[key] = values[sets.map((k) => labels[k]).join(",")];
        }
      }
      expect(record(lifted)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("variables and constraints exist for the given tuples only", () => {
  const m = model("transport");
  const route = sparseSet(
    "route",
    [from, to],
    [
      ["a", "b"],
      ["c", "a"],
    ],
  );
  const flow = m.variable("flow", { over: [route, hour], lower: 0 });
  const distance = parameter({ over: [from, to], data: (f, t) => (f === "c" && t === "a" ? 7 : 3) });
  expect(m.columns).toBe(4);
  expect([...flow.at(route.key("c", "a"), "1").terms.columns]).toEqual([3]);
  expect(record(sum(mul(lift(distance, route), parameter({ over: [route], data: [1, 10] })), route))).toEqual(
    {
      "": 73,
    },
  );
  expect(groupSum(flow, route).over).toEqual([hour]);
  expect(() => flow.at("a|a", "0")).toThrow(expect.objectContaining({ code: "FS_MODEL_UNKNOWN_LABEL" }));
  expect(() => route.key("a", "a")).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_UNKNOWN_LABEL",
      message: 'Sparse set "route" does not have the tuple (a, a).',
    }),
  );
});

test("a sparse set can be computed by a test, and an empty one sums to zero", () => {
  const route = sparseSet("route", [from, to], (f, t) => f !== t);
  expect(route.keys).toEqual(["a|b", "b|a", "c|a", "c|b"]);
  const none = sparseSet("none", [from, to], []);
  const flow = model("m").variable("flow", { over: [none] });
  expect(record(add(groupSum(flow, none, to), 0))).toEqual({ a: 0, b: 0 });
});

test("missing, doubled and foreign tuples are errors that name them", () => {
  const make = (tuples: readonly (readonly string[])[]) => () =>
    sparseSet("route", [from, to], tuples as readonly (readonly ["a", "b"])[]);
  expect(
    make([
      ["a", "b"],
      ["b", "a"],
      ["a", "b"],
    ]),
  ).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_DUPLICATE_LABEL",
      message: 'Sparse set "route" has the tuple (a, b) twice (positions 0 and 2).',
    }),
  );
  expect(
    make([
      ["a", "b"],
      ["a", "c"],
    ]),
  ).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_UNKNOWN_LABEL",
      message:
        'Sparse set "route" has no place for the tuple (a, c) at position 1: "c" is not a member of index set "to".',
    }),
  );
  for (const tuple of [["a"], ["a", "b", "c"], []])
    expect(make([tuple])).toThrow(expect.objectContaining({ code: "FS_MODEL_UNKNOWN_LABEL" }));
  const duplicate = expect.objectContaining({ code: "FS_MODEL_DUPLICATE_SET" });
  expect(() => sparseSet("from", [from, to], [])).toThrow(duplicate);
  expect(() => sparseSet("route", [from, from], [])).toThrow(duplicate);

  const route = sparseSet("route", [from, to], [["a", "b"]]);
  const flow = model("m").variable("flow", { over: [route, to] });
  const unknown = expect.objectContaining({ code: "FS_MODEL_UNKNOWN_SET" });
  expect(() => groupSum(flow, route, to)).toThrow(duplicate);
  expect(() => groupSum(flow as Expression, route, mode as never)).toThrow(unknown);
  expect(() => lift(parameter({ over: [hour], data: [1, 2] }), route)).toThrow(unknown);
  expect(() => lift(flow, route)).toThrow(duplicate);
  const other = sparseSet("route", [from, to], [["b", "a"]]);
  const mismatch = expect.objectContaining({ code: "FS_MODEL_LABEL_MISMATCH" });
  expect(() => groupSum(flow, other, from)).toThrow(mismatch);
  expect(() => add(flow, model("m").variable("x", { over: [other] }))).toThrow(mismatch);
});
