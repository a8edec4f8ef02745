import { formFrom, optimal, without, type ConformanceProblem } from "./problem.js";

const NONE = Infinity;

/** The answers are worked out by hand: most columns have a row to themselves. */
export const LINEAR_PROBLEMS: readonly ConformanceProblem[] = [
  optimal(
    "rows of every kind",
    formFrom({
      cost: [3, -2, 1, -1, 2, 1],
      columnLower: [-NONE, -NONE, -NONE, -NONE, -NONE, 0],
      rows: [
        [[1, 0, 0, 0, 0, 0], 2, NONE],
        [[0, 1, 0, 0, 0, 0], -NONE, 5],
        [[0, 0, 1, 0, 0, 0], 4, 4],
        [[0, 0, 0, 1, 0, 0], 1, 6],
        [[0, 0, 0, 0, 1, 0], -1, 3],
        [[1, 1, 0, 0, 0, 0], -NONE, NONE],
        [[1, 1, 0, 0, 0, 1], 10, NONE],
      ],
    }),
    -5,
    [2, -3, 1, -1, 2, 0, 1],
  ),
  optimal(
    "columns of every kind: free, fixed, from below, from above, between",
    formFrom({
      cost: [1, 1, -1, 1, 2],
      columnLower: [-NONE, 2, -NONE, -1, 3],
      columnUpper: [NONE, 2, 7, 1, NONE],
      rows: [[[1, 0, 0, 0, 0], -3, NONE]],
    }),
    -3,
    [1],
  ),
  optimal(
    "Wyndor's glass, maximised, with an offset and an empty row (Hillier and Lieberman)",
    formFrom({
      sense: "maximize",
      offset: 10,
      cost: [3, 5],
      rows: [
        [[1, 0], -NONE, 4],
        [[0, 2], -NONE, 12],
        [[3, 2], -NONE, 18],
        [[0, 0], -1, 1],
      ],
    }),
    46,
    [0, 1.5, 1, 0],
  ),
  optimal(
    "degenerate: a transport whose supplies are used up together",
    formFrom({
      cost: [4, 6, 5, 3],
      rows: [
        [[1, 1, 0, 0], 3, 3],
        [[0, 0, 1, 1], 2, 2],
        [[1, 0, 1, 0], 3, 3],
        [[0, 1, 0, 1], 2, 2],
      ],
    }),
    18,
  ),
  optimal(
    "degenerate: the example that made the simplex method cycle (Beale 1955)",
    formFrom({
      cost: [-0.75, 150, -0.02, 6],
      rows: [
        [[0.25, -60, -0.04, 9], -NONE, 0],
        [[0.5, -90, -0.02, 3], -NONE, 0],
        [[0, 0, 1, 0], -NONE, 1],
      ],
    }),
    -0.05,
    [null, null, -0.05],
  ),
  optimal(
    "an equation said twice",
    formFrom({
      cost: [1, 2],
      rows: [
        [[1, 1], 2, 2],
        [[2, 2], 4, 4],
      ],
    }),
    2,
  ),
  optimal("no rows at all", formFrom({ cost: [1, -1], columnUpper: [4, 4] }), -4, []),
  optimal("no costs at all", formFrom({ cost: [0, 0], rows: [[[1, 1], 1, NONE]] }), 0, [0]),
  optimal(
    "a range of which neither end binds",
    formFrom({ cost: [1, 1], columnLower: [1, 1], rows: [[[1, 1], 0, 9]] }),
    2,
    [0],
  ),
  without(
    "rows that contradict each other",
    "infeasible",
    formFrom({
      cost: [1, 1],
      rows: [
        [[1, 1], 3, NONE],
        [[1, 1], -NONE, 2],
      ],
    }),
  ),
  without(
    "a row that contradicts bounds",
    "infeasible",
    formFrom({ cost: [0], columnUpper: [1], rows: [[[1], 2, NONE]] }),
  ),
  without(
    "an empty row that cannot hold",
    "infeasible",
    formFrom({ cost: [1], columnUpper: [1], rows: [[[0], 1, NONE]] }),
  ),
  without(
    "a ray",
    "unbounded",
    formFrom({
      cost: [-1, 1],
      rows: [[[1, -1], -NONE, 3]],
      columnUpper: [NONE, NONE],
      columnLower: [0, -1],
      sense: "maximize",
    }),
  ),
  without("a free column with a cost", "unbounded", formFrom({ cost: [1], columnLower: [-NONE] })),
  without(
    "no decision, and no limit if there were one",
    "infeasible",
    formFrom({
      cost: [-1, 0],
      rows: [
        [[0, 1], 3, NONE],
        [[0, 1], -NONE, 2],
      ],
    }),
  ),
];
