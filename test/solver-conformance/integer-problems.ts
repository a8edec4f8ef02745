import { binary, formFrom, optimal, without, type ConformanceProblem } from "./problem.js";

const NONE = Infinity;

/** Whole numbers, binaries and semicontinuous columns; the answers are worked out by hand or by trying everything. */
export const INTEGER_PROBLEMS: readonly ConformanceProblem[] = [
  optimal(
    "binary: a knapsack (Martello and Toth 1990)",
    formFrom({
      ...binary(7),
      sense: "maximize",
      cost: [70, 20, 39, 37, 7, 5, 10],
      rows: [[[31, 10, 20, 19, 4, 3, 6], -NONE, 50]],
    }),
    107,
  ),
  optimal(
    "binary: a knapsack with two limits",
    formFrom({
      ...binary(5),
      sense: "maximize",
      offset: 1,
      cost: [6, 5, 4, 3, 2],
      rows: [
        [[3, 3, 2, 2, 1], -NONE, 6],
        [[1, 2, 3, 1, 1], -NONE, 5],
      ],
    }),
    13,
  ),
  optimal(
    "binary: an assignment",
    formFrom({
      ...binary(9),
      cost: [4, 1, 3, 2, 0, 5, 3, 2, 2],
      rows: [
        [[1, 1, 1, 0, 0, 0, 0, 0, 0], 1, 1],
        [[0, 0, 0, 1, 1, 1, 0, 0, 0], 1, 1],
        [[0, 0, 0, 0, 0, 0, 1, 1, 1], 1, 1],
        [[1, 0, 0, 1, 0, 0, 1, 0, 0], 1, 1],
        [[0, 1, 0, 0, 1, 0, 0, 1, 0], 1, 1],
        [[0, 0, 1, 0, 0, 1, 0, 0, 1], 1, 1],
      ],
    }),
    5,
  ),
  optimal(
    "binary: a cover with costs of both signs, a range and a fixed column",
    formFrom({
      cost: [2, 3, -1, 4, 1.5],
      columnLower: [0, 0, 0, 1, 0],
      columnUpper: [1, 1, 1, 1, 1],
      integrality: [1, 1, 1, 1, 1],
      rows: [
        [[1, 1, 0, 0, 1], 1, 2],
        [[1, 0, 1, 0, 0], -NONE, 1],
        [[0, 1, -1, 1, 0], 0, NONE],
      ],
    }),
    4.5,
  ),
  optimal("binary: no rows", formFrom({ ...binary(3), cost: [1, -2, 0.5] }), -2),
  without(
    "binary: a parity that no choice has",
    "infeasible",
    formFrom({ ...binary(6), cost: [1, 1, 1, 1, 1, 1], rows: [[[2, 2, 2, 2, 2, 2], 5, 5]] }),
  ),
  without(
    "binary: a sum that is too large",
    "infeasible",
    formFrom({ ...binary(3), cost: [1, 1, 1], rows: [[[1, 1, 1], 4, NONE]] }),
  ),
  optimal(
    "integer: rounding the relaxation would be wrong",
    formFrom({
      sense: "maximize",
      cost: [5, 4],
      integrality: [1, 1],
      rows: [
        [[6, 4], -NONE, 24],
        [[1, 2], -NONE, 6],
      ],
    }),
    20,
  ),
  optimal(
    "integer: negative and broken bounds",
    formFrom({
      cost: [1, 1],
      columnLower: [-2.5, -7.25],
      columnUpper: [2.5, 7.25],
      integrality: [1, 1],
      rows: [[[2, 2], -11, NONE]],
    }),
    -5,
  ),
  optimal(
    "integer: beside continuous columns",
    formFrom({
      cost: [3, 1],
      integrality: [1, 0],
      columnUpper: [NONE, 1.5],
      rows: [[[2, 1], 4.5, NONE]],
    }),
    6.5,
  ),
  without(
    "integer: an odd number is not twice a whole one",
    "infeasible",
    formFrom({ cost: [0], columnUpper: [9], integrality: [1], rows: [[[2], 3, 3]] }),
  ),
  without("integer: no limit", "unbounded", formFrom({ cost: [-1], integrality: [1] })),
  optimal(
    "semicontinuous: off is cheaper than the least",
    formFrom({
      cost: [1, 3],
      columnLower: [4, 0],
      columnUpper: [9, 9],
      integrality: [2, 0],
      rows: [[[1, 1], 1, NONE]],
    }),
    3,
  ),
  optimal(
    "semicontinuous: on, at its least",
    formFrom({
      cost: [1, 5],
      columnLower: [4, 0],
      columnUpper: [9, 9],
      integrality: [2, 0],
      rows: [[[1, 1], 2, NONE]],
    }),
    4,
  ),
];
