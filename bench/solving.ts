import { randomStream, type RandomStream } from "../src/math/index.js";
import {
  add,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  sum,
  total,
  uncertainParameter,
} from "../src/model/index.js";
import {
  assignmentOracle,
  gridGraph,
  HighsSession,
  knapsackOracle,
  linearOracle,
  oracleBatch,
  shortestPathOracle,
  travellingSalesmanOracle,
  type GridGraph,
  type Oracle,
} from "../src/solve/index.js";
import { measureModelFiles } from "./model-files.js";
import { measureOverrun } from "./overrun.js";
import { runPeer, type PeerOutcome } from "./peer.js";
import { measurePortfolios } from "./portfolio.js";
import {
  cpuMs,
  median,
  versions,
  type BenchOptions,
  type BenchReport,
  type BenchRow,
  type Suite,
} from "./suite.js";

const REPETITIONS = 5;
/** Until the solver's code is compiled at its best; less is a measurement of the compiler. */
const WARM_UP_MS = 2000;
const UNIT = "solves per CPU second";

/**
 * Repeated solves with new random costs each time, as training through a problem needs them: linear programs in a warm
 * session and the combinatorial oracles, against scipy's solvers on the same instances.
 */
export const solvingSuite: Suite = { name: "solving", run };

async function run(options: BenchOptions): Promise<BenchReport> {
  const { onNote } = options;
  const stream = randomStream(1);
  const peerVersions = new Set<string>();
  const note = (peer: PeerOutcome | null): PeerOutcome | null => {
    if (peer !== null) peerVersions.add(peer.version);
    return peer;
  };
  const rows: BenchRow[] = [];
  for (const [size, instances] of [
    [5, 300],
    [20, 40],
  ] as const) {
    onNote(`shortest paths through a grid of ${size} x ${size}`);
    rows.push(...(await shortestPaths(size, instances, stream.split(`grid ${size}`), onNote, note)));
  }
  onNote("knapsacks");
  rows.push(...(await knapsacks(stream.split("knapsack"), onNote, note)));
  onNote("assignments");
  rows.push(...(await assignments(stream.split("assignment"), onNote, note)));
  onNote("round trips");
  rows.push(...(await roundTrips(stream.split("tour"))));
  rows.push(...(await measurePortfolios(onNote)));
  onNote("models of files");
  rows.push(...(await measureModelFiles(options, ({ version }) => peerVersions.add(version))));
  onNote("deadlines of hard integer models");
  rows.push(...(await measureOverrun()));
  const scipy = [...peerVersions].join(", ");
  return {
    suite: "solving",
    versions: { ...(await versions()), ...(scipy === "" ? {} : { scipy }) },
    rows,
  };
}

type Note = (peer: PeerOutcome | null) => PeerOutcome | null;

async function shortestPaths(
  size: number,
  instances: number,
  stream: RandomStream,
  onNote: (text: string) => void,
  note: Note,
): Promise<BenchRow[]> {
  const grid = gridGraph(size, size);
  const oracle = shortestPathOracle(grid);
  const { dimension } = oracle;
  const costs = draws(instances * dimension, () => stream.uniform());
  const peer = note(
    runPeer(
      "shortest_path_linprog.py",
      {
        costs: rowsOf(costs, dimension),
        repetitions: REPETITIONS,
        ...grid,
        tails: [...grid.tails],
        heads: [...grid.heads],
      },
      onNote,
    ),
  );
  const session = await HighsSession.open(standardForm(pathModel(grid)));
  const name = `shortest path ${size}x${size}`;
  const rows = await measured(`${name}, LP`, linearOracle(session), costs, "scipy linprog", peer);
  session.dispose();
  // The oracle is so quick that it needs more instances for the clock to count.
  const more = draws(Math.ceil(4e6 / dimension) * dimension, () => stream.uniform());
  more.set(costs);
  rows.push(...(await measured(`${name}, oracle`, oracle, more, "scipy linprog", peer)));
  return rows;
}

/** One unit of flow; as no cost can pull it round in circles, the arcs need no upper bounds. */
function pathModel({ nodes, tails, heads, source, target }: GridGraph): ReturnType<typeof model> {
  const arc = indexSet("arc", tails.length);
  const m = model("shortest path");
  const x = m.variable("x", { over: [arc], lower: 0 });
  // Row by row, so that only the arcs of a node stand in its row.
  for (let node = 0; node < nodes; node++) {
    const flows = arc.keys.flatMap((key, k) =>
      tails[k] === node ? [x.at(key)] : heads[k] === node ? [mul(-1, x.at(key))] : [],
    );
    m.require(
      `conservation at ${node}`,
      equal(add(flows[0], ...flows.slice(1)), +(node === source) - +(node === target)),
    );
  }
  m.minimize(total(mul(uncertainParameter("cost", { over: [arc] }), x)));
  return m;
}

async function knapsacks(
  stream: RandomStream,
  onNote: (text: string) => void,
  note: Note,
): Promise<BenchRow[]> {
  const items = 32;
  const weights = Array.from({ length: 2 }, () =>
    Array.from({ length: items }, () => (300 + stream.integer(500)) / 100),
  );
  const draw = (count: number): Float64Array => draws(count * items, () => 1 + stream.integer(30));
  const rows: BenchRow[] = [];
  // Room for four to six items, as in the benchmark of PyEPO; and for half of them.
  for (const [name, capacities] of [
    ["knapsack 32x2", [20, 20]],
    ["knapsack 32x2, half fit", weights.map((row) => Math.floor(row.reduce((a, b) => a + b, 0) / 2))],
  ] as const) {
    const costs = draw(30);
    const peer = note(
      runPeer(
        "knapsack_milp.py",
        { costs: rowsOf(costs, items), repetitions: REPETITIONS, weights, capacities },
        onNote,
      ),
    );
    const item = indexSet("item", items);
    const limit = indexSet("limit", 2);
    const m = model("knapsack");
    const x = m.variable("x", { over: [item], domain: "binary" });
    const weight = parameter({ over: [limit, item], data: weights.flat() });
    m.require("capacity", atMost(sum(mul(weight, x), item), parameter({ over: [limit], data: capacities })));
    m.maximize(total(mul(uncertainParameter("value", { over: [item] }), x)));
    const session = await HighsSession.open(standardForm(m));
    rows.push(...(await measured(`${name}, HiGHS`, linearOracle(session), costs, "scipy milp", peer)));
    session.dispose();
    const oracle = knapsackOracle({ weights: weights.flat(), capacities });
    const more = draw(2000);
    more.set(costs);
    rows.push(...(await measured(`${name}, oracle`, oracle, more, "scipy milp", peer)));
  }
  return rows;
}

async function assignments(
  stream: RandomStream,
  onNote: (text: string) => void,
  note: Note,
): Promise<BenchRow[]> {
  const size = 50;
  const costs = draws(300 * size * size, () => stream.uniform());
  const peer = note(
    runPeer(
      "assignment_scipy.py",
      { costs: rowsOf(costs, size * size), repetitions: REPETITIONS, rows: size, columns: size },
      onNote,
    ),
  );
  const oracle = assignmentOracle({ rows: size, columns: size });
  return await measured("assignment 50x50, oracle", oracle, costs, "scipy linear_sum_assignment", peer);
}

/** Distances of random points in a square: no peer in scipy. */
async function roundTrips(stream: RandomStream): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [nodes, instances] of [
    [12, 300],
    [20, 60],
  ] as const) {
    const oracle = travellingSalesmanOracle({ nodes });
    const costs: number[] = [];
    for (let instance = 0; instance < instances; instance++) {
      const points = Array.from({ length: nodes }, () => [stream.uniform(), stream.uniform()]);
      for (let first = 0; first < nodes; first++)
        for (const other of points.slice(first + 1))
          costs.push(Math.hypot(points[first][0] - other[0], points[first][1] - other[1]));
    }
    rows.push(
      ...(await measured(`travelling salesman ${nodes} nodes`, oracle, Float64Array.from(costs), "", null)),
    );
  }
  return rows;
}

/** Rows for one solver: its speed, and how far its objectives are from the peer's on the instances they share. */
async function measured(
  name: string,
  oracle: Oracle,
  costs: Float64Array,
  peerName: string,
  peer: PeerOutcome | null,
): Promise<BenchRow[]> {
  const instances = costs.length / oracle.dimension;
  const batch = oracleBatch(instances, oracle.dimension);
  const times: number[] = [];
  const solveAll = (): void => oracle.solveBatch(costs, batch);
  const cold = await cpuMs(() => oracle.solveBatch(costs.subarray(0, oracle.dimension), batch));
  for (let spent = 0; spent < WARM_UP_MS;) spent += await cpuMs(solveAll);
  for (let repetition = 0; repetition < REPETITIONS; repetition++) times.push(await cpuMs(solveAll));
  const value = (1000 * instances) / median(times);
  const speed = { case: name, metric: "solvesPerSecond", value, unit: UNIT };
  const first = { case: name, metric: "firstSolveMs", value: cold, unit: "CPU ms, of a new session" };
  if (peer === null) return [speed, first];
  let error = 0;
  for (const [row, objective] of peer.objectives.entries()) {
    const difference = Math.abs(batch.objectives[row] - objective);
    error = Math.max(error, difference / Math.max(1, Math.abs(objective)));
  }
  return [
    {
      ...speed,
      peer: peerName,
      peerValue: peer.solvesPerSecond,
      ratio: value / peer.solvesPerSecond,
    },
    first,
    {
      case: name,
      metric: "objectiveError",
      value: error,
      unit: "largest relative difference",
      peer: peerName,
    },
  ];
}

function draws(count: number, draw: () => number): Float64Array {
  return new Float64Array(count).map(draw);
}

function rowsOf(costs: Float64Array, dimension: number): number[][] {
  return Array.from({ length: costs.length / dimension }, (_, row) =>
    Array.from(costs.subarray(row * dimension, (row + 1) * dimension)),
  );
}
