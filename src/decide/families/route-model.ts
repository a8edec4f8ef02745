import {
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  subtract,
  sum,
  total,
  type IndexSet,
  type Model,
  type UncertainParameter,
} from "../../model/index.js";

/** Pairs of nodes: the upper triangle, row by row. */
export type Edges = readonly [IndexSet<"edge", `${number}`>];

/**
 * Routes from a depot, node 0, through all customers: every arc is driven or not, and what the vehicles carry flows from the depot to
 * the customers on driven arcs only, which rules out tours that never come by it (single-commodity flow; Gavish and Graves, "The
 * travelling salesman problem and related problems", MIT working paper OR 078-78, 1978). Weak as a relaxation: some ten nodes are
 * solved in seconds; the exact oracles are for more.
 */
export function routeModel(
  name: string,
  cost: UncertainParameter<Edges>,
  structure: {
    /** [customers] */
    readonly demands: ArrayLike<number>;
    readonly capacity: number;
    readonly vehicles: number;
  },
): Model {
  const { capacity, vehicles } = structure;
  const demands = Float64Array.from(structure.demands);
  const nodes = demands.length + 1;
  const m = model(name);
  const [edge] = cost.over;
  const arcs: (readonly [from: number, to: number])[] = [];
  for (let from = 0; from < nodes; from++)
    for (let to = 0; to < nodes; to++) if (from !== to) arcs.push([from, to]);
  const arc = indexSet("arc", arcs.length);
  const customer = indexSet("customer", demands.length);
  const byArc = (rows: number, valueOf: (row: number, from: number, to: number) => number): Float64Array =>
    Float64Array.from({ length: rows * arcs.length }, (_, at) =>
      valueOf(Math.floor(at / arcs.length), ...arcs[at % arcs.length]),
    );
  const edgeBetween = (from: number, to: number): number => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    return (low * (2 * nodes - low - 1)) / 2 + high - low - 1;
  };
  const into = parameter({
    over: [customer, arc],
    data: byArc(nodes - 1, (k, _, to) => (to === k + 1 ? 1 : 0)),
  });
  const outOf = parameter({
    over: [customer, arc],
    data: byArc(nodes - 1, (k, from) => (from === k + 1 ? 1 : 0)),
  });
  const driven = m.variable("driven", { over: [arc], domain: "binary" });
  m.require("reached", equal(sum(mul(into, driven), arc), 1));
  m.require("left", equal(sum(mul(outOf, driven), arc), 1));
  const leavesDepot = parameter({ over: [arc], data: byArc(1, (_, from) => (from === 0 ? 1 : 0)) });
  m.require("vehicles", atMost(total(mul(leavesDepot, driven)), vehicles));
  /** What is carried to customers, on driven arcs, within a limit. */
  const carry = (what: string, amounts: Float64Array, limit: number): void => {
    const carried = m.variable(what, { over: [arc], lower: 0 });
    m.require(`${what} on driven arcs`, atMost(subtract(carried, mul(limit, driven)), 0));
    m.require(
      `${what} delivered`,
      equal(
        sum(subtract(mul(into, carried), mul(outOf, carried)), arc),
        parameter({ over: [customer], data: amounts }),
      ),
    );
  };
  carry("load", demands, capacity);
  // Who takes nothing is not on a way that loads have to take.
  if (demands.includes(0))
    carry(
      "letters",
      demands.map(() => 1),
      demands.length,
    );
  const incidence = parameter({
    over: [edge, arc],
    data: byArc(edge.keys.length, (k, from, to) => (edgeBetween(from, to) === k ? 1 : 0)),
  });
  m.minimize(total(mul(cost, sum(mul(incidence, driven), arc))));
  return m;
}
