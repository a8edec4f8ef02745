import type { RandomStream } from "../../src/math/index.js";
import { MpsBuilder, type Entry } from "./mps-builder.js";

/** An integer from `from` to `to`, both included. */
export function between(stream: RandomStream, from: number, to: number): number {
  return from + stream.integer(to - from + 1);
}

/** Makes products on machines over periods, with stock, overtime and demand that may be lost at a price. */
export function production(
  stream: RandomStream,
  products: number,
  machines: number,
  periods: number,
): string {
  const b = new MpsBuilder();
  const usage = Array.from({ length: machines }, () =>
    Array.from({ length: products }, () => (stream.uniform() < 0.6 ? between(stream, 1, 9) : 0)),
  );
  let stocks: number[] | null = null;
  for (let period = 0; period < periods; period++) {
    const made = usage[0].map(() => b.column({ cost: between(stream, 5, 30) }));
    const stocked = usage[0].map(() => b.column({ cost: between(stream, 1, 4), upper: 60 }));
    const lost = usage[0].map(() => b.column({ cost: between(stream, 80, 150) }));
    for (const [product, column] of made.entries()) {
      const before: Entry[] = stocks === null ? [] : [[stocks[product], 1]];
      const flow: Entry[] = [[column, 1], [lost[product], 1], [stocked[product], -1], ...before];
      b.row("E", flow, between(stream, 0, 100));
    }
    for (const needs of usage) {
      const overtime = b.column({ cost: between(stream, 10, 20), upper: 80 });
      const used = needs.flatMap((need, product): Entry[] => (need === 0 ? [] : [[made[product], need]]));
      b.row("L", [...used, [overtime, -1]], products * between(stream, 60, 120));
    }
    stocks = stocked;
  }
  return b.text("production");
}

/** Blocks in a row, each tied to the next by what it passes on, as in multi-stage planning. */
export function staircase(stream: RandomStream, stages: number, rows: number, columns: number): string {
  const b = new MpsBuilder();
  let passed: number[] = [];
  for (let stage = 0; stage < stages; stage++) {
    const own = Array.from({ length: columns }, () =>
      b.column({ cost: between(stream, 1, 50), upper: between(stream, 50, 200) }),
    );
    for (let row = 0; row < rows; row++) {
      // What is short can always be bought, so that there is a plan.
      const bought = b.column({ cost: between(stream, 200, 400) });
      const entries = own.flatMap((column): Entry[] =>
        stream.uniform() < 5 / columns ? [[column, between(stream, 1, 12)]] : [],
      );
      const from = passed.flatMap((column): Entry[] =>
        stream.uniform() < 2 / columns ? [[column, -between(stream, 1, 4)]] : [],
      );
      b.row("G", [...entries, ...from, [bought, 1]], between(stream, 10, 300));
    }
    passed = own;
  }
  return b.text("staircase");
}

/** Ships from sources to sinks, where routes share depots of limited capacity. */
export function transport(stream: RandomStream, sources: number, sinks: number, depots: number): string {
  const b = new MpsBuilder();
  const routes = Array.from({ length: sources }, () =>
    Array.from({ length: sinks }, () => b.column({ cost: between(stream, 1, 99) })),
  );
  const demands = routes[0].map(() => between(stream, 5, 40));
  const supply = Math.ceil((1.3 * demands.reduce((sum, demand) => sum + demand, 0)) / sources);
  for (const row of routes)
    b.row(
      "L",
      row.map((column): Entry => [column, 1]),
      supply,
    );
  for (const [sink, demand] of demands.entries())
    b.row(
      "G",
      routes.map((row): Entry => [row[sink], 1]),
      demand,
    );
  for (let depot = 0; depot < depots; depot++) {
    const relief = b.column({ cost: 60 });
    const through = routes.flat().filter(() => stream.uniform() < 0.05);
    b.row("L", [...through.map((column): Entry => [column, 1]), [relief, -1]], between(stream, 5, 40));
  }
  return b.text("transport");
}

/** Several goods over one network, whose arcs they share. */
export function multicommodity(stream: RandomStream, nodes: number, arcs: number, goods: number): string {
  const b = new MpsBuilder();
  const ends = Array.from({ length: arcs }, (_, arc): readonly [number, number] => {
    // A ring first, so that every node can be reached.
    if (arc < nodes) return [arc, (arc + 1) % nodes];
    const tail = stream.integer(nodes);
    return [tail, (tail + 1 + stream.integer(nodes - 1)) % nodes];
  });
  const flows: number[][] = [];
  for (let good = 0; good < goods; good++) {
    const flow = ends.map(() => b.column({ cost: between(stream, 1, 50) }));
    const unmet = b.column({ cost: 2000 });
    const source = stream.integer(nodes);
    const sink = (source + 1 + stream.integer(nodes - 1)) % nodes;
    const amount = between(stream, 5, 30);
    for (let node = 0; node < nodes; node++) {
      const sign = +(node === source) - +(node === sink);
      const entries = ends.flatMap(([tail, head], arc): Entry[] =>
        tail === node ? [[flow[arc], 1]] : head === node ? [[flow[arc], -1]] : [],
      );
      b.row("E", sign === 0 ? entries : [...entries, [unmet, sign]], sign * amount);
    }
    flows.push(flow);
  }
  for (let arc = 0; arc < arcs; arc++)
    b.row(
      "L",
      flows.map((flow): Entry => [flow[arc], 1]),
      between(stream, 10, 60),
    );
  return b.text("multicommodity");
}
