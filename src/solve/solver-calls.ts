import type { Highs, IndexSelection, Model as HighsModel } from "highs";
import { DirectCalls } from "./direct-calls.js";
import { highsMemory } from "./highs-runtime.js";

/** What the last run of a model left. */
export interface SolverPoint {
  /** [columns] */
  readonly columnValues: Float64Array;
  /** [columns] reduced costs: change of the objective per unit of a column's value, where its bound holds it */
  readonly columnDuals: Float64Array;
  /** [rows] */
  readonly rowDuals: Float64Array;
}

/** The calls of every resolve: change numbers, run, read. They throw where the solver refuses. */
export interface SolverCalls {
  changeCosts(columns: IndexSelection, costs: Float64Array): void;
  changeColumnBounds(columns: IndexSelection, lower: Float64Array, upper: Float64Array): void;
  changeRowBounds(rows: IndexSelection, lower: Float64Array, upper: Float64Array): void;
  changeCoefficient(row: number, column: number, value: number): void;
  /** Returns the solver's model status. */
  run(): number;
  point(): SolverPoint;
  objective(): number;
  simplexIterations(): number;
  /** Gives back what these calls hold themselves; the model is somebody else's. */
  release(): void;
}

/** The quickest way to these calls that the loaded runtime allows. */
export function solverCalls(highs: Highs, native: HighsModel): SolverCalls {
  const memory = highsMemory();
  return (memory === null ? null : DirectCalls.of(highs, native, memory)) ?? packageCalls(native);
}

/** The same through the package's own methods. */
export function packageCalls(native: HighsModel): SolverCalls {
  return {
    changeCosts: (columns, costs) => void native.changeColsCost(columns, costs),
    changeColumnBounds: (columns, lower, upper) => void native.changeColsBounds(columns, lower, upper),
    changeRowBounds: (rows, lower, upper) => void native.changeRowsBounds(rows, lower, upper),
    changeCoefficient: (row, column, value) => void native.changeCoefficient(row, column, value),
    run: () => native.run().modelStatus,
    point() {
      const { colValue, colDual, rowDual } = native.getSolution();
      return { columnValues: colValue, columnDuals: colDual, rowDuals: rowDual };
    },
    objective: () => native.getObjectiveValue(),
    simplexIterations: () => Number(native.info.get("simplex_iteration_count")),
    release() {},
  };
}
