import { formFrom, optimal, without, type ConformanceProblem } from "./problem.js";

const NONE = Infinity;

/** Quadratic objectives, quadratic constraints and second-order cones; the answers are worked out by hand. */
export const QUADRATIC_PROBLEMS: readonly ConformanceProblem[] = [
  optimal(
    "QP: a point of a line closest to the origin, weighted",
    formFrom({
      cost: [0, 0],
      squares: [
        [0, 0, 1],
        [1, 1, 2],
      ],
      rows: [[[1, 1], 3, 3]],
    }),
    6,
    [4],
  ),
  optimal(
    "QP: with a product and an interior optimum",
    formFrom({
      cost: [-3, 0],
      columnLower: [-NONE, -NONE],
      squares: [
        [0, 0, 1],
        [0, 1, 1],
        [1, 1, 1],
      ],
    }),
    -3,
    [],
  ),
  optimal(
    "QP: maximised, with an offset",
    formFrom({ sense: "maximize", offset: 5, cost: [4], squares: [[0, 0, -1]], rows: [[[1], -NONE, 1]] }),
    8,
    [2],
  ),
  optimal(
    "QP: flat in one direction",
    formFrom({
      cost: [1, 0],
      columnLower: [-NONE, -NONE],
      squares: [
        [0, 0, 1],
        [0, 1, -2],
        [1, 1, 1],
      ],
      rows: [[[1, 0], 1, NONE]],
    }),
    1,
    [1],
  ),
  optimal(
    "QP: some columns without a square",
    formFrom({ cost: [0, 1], squares: [[0, 0, 1]], rows: [[[1, 1], 2, NONE]] }),
    1.75,
    [1],
  ),
  optimal(
    "QP in factor form: the factor is a column of its own",
    formFrom({
      cost: [0, 0, 0],
      columnLower: [0, 0, -NONE],
      squares: [
        [0, 0, 1],
        [1, 1, 1],
        [2, 2, 1],
      ],
      rows: [
        [[1, -1, -1], 0, 0],
        [[1, 1, 0], 1, 1],
      ],
    }),
    0.5,
    [0, 1],
  ),
  without(
    "QP: infeasible",
    "infeasible",
    formFrom({
      cost: [0],
      squares: [[0, 0, 1]],
      rows: [
        [[1], 2, NONE],
        [[1], -NONE, 1],
      ],
    }),
  ),
  without("QP: a ray without curvature", "unbounded", formFrom({ cost: [0, -1], squares: [[0, 0, 1]] })),
  optimal(
    "quadratic constraint: the corner of a disc",
    formFrom({
      sense: "maximize",
      cost: [1, 1],
      columnLower: [-NONE, -NONE],
      rows: [[[0, 0], -NONE, 2]],
      rowSquares: [
        [0, 0, 0, 1],
        [0, 1, 1, 1],
      ],
    }),
    2,
    [0.5],
  ),
  optimal(
    "quadratic constraint: at least, curved downwards, with a linear term",
    formFrom({
      sense: "maximize",
      cost: [1],
      columnLower: [-NONE],
      rows: [[[2], -8, NONE]],
      rowSquares: [[0, 0, 0, -1]],
    }),
    4,
    [-1 / 6],
  ),
  optimal(
    "quadratic constraint: limit zero",
    formFrom({
      cost: [-1],
      columnLower: [-NONE],
      rows: [[[-1], -NONE, 0]],
      rowSquares: [[0, 0, 0, 1]],
    }),
    -1,
    [-1],
    // The dual is where two cone rows of opposite sign meet: an interior point has fewer digits there.
    1e-5,
  ),
  without(
    "quadratic constraint: infeasible",
    "infeasible",
    formFrom({ cost: [0], rows: [[[1], -NONE, -1]], rowSquares: [[0, 0, 0, 1]] }),
  ),
  optimal(
    "cone: the hypotenuse of 3 and 4",
    formFrom({
      cost: [1, 0, 0],
      columnLower: [-NONE, -NONE, -NONE],
      rows: [
        [[0, 1, 0], 3, NONE],
        [[0, 0, 1], 4, NONE],
        [[1, 0, 0], 0, 0],
        [[0, 1, 0], 0, 0],
        [[0, 0, 1], 0, 0],
      ],
      cones: [[2, 3]],
    }),
    5,
    [3 / 5, 4 / 5, 1, -3 / 5, -4 / 5],
  ),
  optimal(
    "cone: a disc with its centre elsewhere, beside a linear row",
    formFrom({
      sense: "maximize",
      cost: [1, 0],
      columnLower: [-NONE, -NONE],
      rows: [
        [[0, 0], -2, -2],
        [[1, 0], 1, 1],
        [[0, 1], 1, 1],
        [[0, 1], 1, 1],
      ],
      cones: [[0, 3]],
    }),
    3,
    [-1, 1, null, null],
  ),
  without(
    "cone: infeasible",
    "infeasible",
    formFrom({
      cost: [0],
      rows: [
        [[0], -1, -1],
        [[1], 3, 3],
        [[1], -NONE, 1],
      ],
      cones: [[0, 2]],
    }),
  ),
  without(
    "cone: unbounded",
    "unbounded",
    formFrom({
      cost: [-1, 0],
      rows: [
        [[0, 1], 0, 0],
        [[1, 0], 0, 0],
      ],
      cones: [[0, 2]],
    }),
  ),
];
