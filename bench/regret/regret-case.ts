import {
  gridPathProblem,
  examplesOf,
  knapsackCase,
  knapsackProblem,
  shortestPathCase,
  shortestPathProblem,
  type TrainableProblem,
} from "../../src/decide/index.js";
import type { Example } from "../../src/learn/index.js";
import type { IndexSet } from "../../src/model/index.js";

/** What a case decides, as plain data. */
export type CaseStructure =
  | {
      readonly kind: "shortest path";
      readonly nodes: number;
      readonly tails: readonly number[];
      readonly heads: readonly number[];
      readonly source: number;
      readonly target: number;
    }
  | { readonly kind: "grid"; readonly height: number; readonly width: number }
  | {
      readonly kind: "knapsack";
      /** [limits, items] */
      readonly weights: readonly number[];
      readonly capacities: readonly number[];
    };

/** Rows of a case, row-major. */
export interface CaseRows {
  readonly rows: number;
  readonly columns: number;
  readonly dimension: number;
  /** [rows, columns] */
  readonly features: Float64Array;
  /** [rows, dimension] */
  readonly costs: Float64Array;
}

/** One data set of the benchmark: plain data, so that it can be sent to another process. */
export interface RegretCase {
  readonly name: string;
  readonly structure: CaseStructure;
  readonly train: CaseRows;
  readonly test: CaseRows;
  /** [test rows, dimension] true conditional means of the test rows, where the law is known. */
  readonly testMeans: Float64Array | null;
}

/** Row of the bench: features by name. */
export type CaseRow = Readonly<Record<string, number>>;
/** Uncertain values of a case. */
export type CaseSets = readonly [IndexSet<string, string>];

/** The problem of a structure. */
export function problemOf(structure: CaseStructure): TrainableProblem<CaseSets> {
  switch (structure.kind) {
    case "grid":
      return gridPathProblem(structure) as unknown as TrainableProblem<CaseSets>;
    case "knapsack":
      return knapsackProblem(structure) as unknown as TrainableProblem<CaseSets>;
    case "shortest path":
      return shortestPathProblem(structure) as unknown as TrainableProblem<CaseSets>;
  }
}

/** All rows as examples. */
export function examplesIn(rows: CaseRows): Example<CaseRow>[] {
  return examplesOf(rows, 0, rows.rows);
}

/** A law of the benchmark and a seed. */
export interface CaseLaw {
  readonly problem: "sp" | "ks";
  readonly degree: number;
  readonly noise: number;
  readonly seed: number;
  readonly columns: number;
  readonly trainRows: number;
  readonly testRows: number;
  /** Shortest paths. Default 5. */
  readonly side?: number;
}

/** Draws a case by its law: the rows to train on first, then those to test on. */
export function drawCase(name: string, law: CaseLaw): RegretCase {
  const { degree, noise, seed, columns, trainRows, testRows, side = 5 } = law;
  const options = { rows: trainRows + testRows, degree, noise, seed, columns };
  if (law.problem === "sp") {
    const drawn = shortestPathCase({ ...options, height: side, width: side });
    return splitCase(name, { kind: "grid", height: side, width: side }, drawn, trainRows);
  }
  const drawn = knapsackCase(options);
  const structure = {
    kind: "knapsack",
    weights: [...drawn.weights],
    capacities: [...drawn.capacities],
  } as const;
  return splitCase(name, structure, drawn, trainRows);
}

function splitCase(
  name: string,
  structure: CaseStructure,
  drawn: CaseRows & { readonly conditionalMeans: Float64Array },
  trainRows: number,
): RegretCase {
  return {
    name,
    structure,
    train: slice(drawn, 0, trainRows),
    test: slice(drawn, trainRows, drawn.rows),
    testMeans: drawn.conditionalMeans.slice(trainRows * drawn.dimension),
  };
}

function slice({ columns, dimension, features, costs }: CaseRows, from: number, to: number): CaseRows {
  return {
    rows: to - from,
    columns,
    dimension,
    features: features.slice(from * columns, to * columns),
    costs: costs.slice(from * dimension, to * dimension),
  };
}
