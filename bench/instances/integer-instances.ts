import type { RandomStream } from "../../src/math/index.js";
import { between } from "./linear-instances.js";
import { MpsBuilder, type Entry } from "./mps-builder.js";

/** Lots of several products that share a machine, with setups that cost time and money. */
export function lotSizing(stream: RandomStream, products: number, periods: number): string {
  const b = new MpsBuilder();
  const demands = Array.from({ length: products }, () =>
    Array.from({ length: periods }, () => between(stream, 0, 60)),
  );
  const capacity = Math.ceil(1.2 * products * 40);
  const lots = demands.map((row) => row.map(() => b.column({ cost: between(stream, 1, 5) })));
  const setups = demands.map((row) =>
    row.map(() => b.column({ cost: between(stream, 50, 300), upper: 1, isInteger: true })),
  );
  for (const [product, row] of demands.entries()) {
    const holding = between(stream, 1, 4);
    let stock: Entry[] = [];
    for (const [period, demand] of row.entries()) {
      const left = b.column({ cost: holding });
      const bought = b.column({ cost: 100 });
      b.row("E", [...stock, [lots[product][period], 1], [bought, 1], [left, -1]], demand);
      stock = [[left, 1]];
      const most = row.slice(period).reduce((sum, later) => sum + later, 0);
      b.row(
        "L",
        [
          [lots[product][period], 1],
          [setups[product][period], -most],
        ],
        0,
      );
    }
  }
  for (let period = 0; period < periods; period++) {
    const used = demands.flatMap((_, product): Entry[] => [
      [lots[product][period], 1],
      [setups[product][period], 10],
    ]);
    b.row("L", used, capacity);
  }
  return b.text("lot-sizing");
}

/** Which sites to open, and who is served from where. */
export function facilityLocation(stream: RandomStream, sites: number, customers: number): string {
  const b = new MpsBuilder();
  const point = (): readonly [number, number] => [between(stream, 0, 99), between(stream, 0, 99)];
  const homes = Array.from({ length: customers }, point);
  const demands = homes.map(() => between(stream, 5, 25));
  const all = demands.reduce((sum, demand) => sum + demand, 0);
  const served: Entry[][] = homes.map(() => []);
  for (let site = 0; site < sites; site++) {
    const [x, y] = point();
    const open = b.column({ cost: between(stream, 300, 700), upper: 1, isInteger: true });
    const load: Entry[] = [[open, -Math.ceil((all * between(stream, 25, 50)) / 100)]];
    for (const [customer, [cx, cy]] of homes.entries()) {
      const distance = Math.round(Math.hypot(cx - x, cy - y));
      const share = b.column({ cost: distance * demands[customer] * 0.25 });
      load.push([share, demands[customer]]);
      served[customer].push([share, 1]);
      b.row(
        "L",
        [
          [share, 1],
          [open, -1],
        ],
        0,
      );
    }
    b.row("L", load, 0);
  }
  for (const shares of served) b.row("E", shares, 1);
  return b.text("facility-location");
}

/** The cheapest sets that cover everything. */
export function setCover(stream: RandomStream, elements: number, sets: number): string {
  const b = new MpsBuilder();
  const cover: Entry[][] = Array.from({ length: elements }, () => []);
  for (let set = 0; set < sets; set++) {
    const column = b.column({ cost: between(stream, 10, 60), upper: 1, isInteger: true });
    // The first sets see to it that nothing is left uncovered.
    for (const [element, entries] of cover.entries())
      if (element % sets === set || stream.uniform() < 0.06) entries.push([column, 1]);
  }
  for (const entries of cover) b.row("G", entries, 1);
  return b.text("set-cover");
}

/** Jobs to agents of limited capacity. */
export function generalisedAssignment(stream: RandomStream, agents: number, jobs: number): string {
  const b = new MpsBuilder();
  const chosen: Entry[][] = Array.from({ length: jobs }, () => []);
  for (let agent = 0; agent < agents; agent++) {
    const load = chosen.map((entries): Entry => {
      const column = b.column({ cost: between(stream, 10, 50), upper: 1, isInteger: true });
      entries.push([column, 1]);
      return [column, between(stream, 5, 25)];
    });
    b.row("L", load, Math.ceil((0.8 * 15 * jobs) / agents));
  }
  for (const entries of chosen) {
    const left = b.column({ cost: 200, upper: 1, isInteger: true });
    b.row("E", [...entries, [left, 1]], 1);
  }
  return b.text("generalised-assignment");
}

/** One good through a network, whose arcs cost something as soon as they are used. */
export function fixedChargeNetwork(stream: RandomStream, nodes: number, arcs: number): string {
  const b = new MpsBuilder();
  const balance: Entry[][] = Array.from({ length: nodes }, () => []);
  const demands = balance.map((_, node) => (node === 0 ? 0 : between(stream, 0, 12)));
  const all = demands.reduce((sum, demand) => sum + demand, 0);
  for (let arc = 0; arc < arcs; arc++) {
    const tail = arc < nodes ? arc : stream.integer(nodes);
    const head = arc < nodes ? (arc + 1) % nodes : (tail + 1 + stream.integer(nodes - 1)) % nodes;
    const flow = b.column({ cost: between(stream, 1, 9) });
    const used = b.column({ cost: between(stream, 20, 120), upper: 1, isInteger: true });
    balance[tail].push([flow, 1]);
    balance[head].push([flow, -1]);
    b.row(
      "L",
      [
        [flow, 1],
        [used, -all],
      ],
      0,
    );
  }
  for (const [node, entries] of balance.entries()) b.row("E", entries, node === 0 ? all : -demands[node]);
  return b.text("fixed-charge-network");
}
