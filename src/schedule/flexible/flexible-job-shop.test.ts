import { expect, test } from "vitest";
import { flexibleJobShop, type FlexibleMode } from "./flexible-job-shop.js";
import { flexibleLowerBound } from "./flexible-lower-bound.js";
import { replayFlexibleSchedule } from "./replay-schedule.js";

test.each<[string, number, FlexibleMode[][][], number[]]>([
  ["have 0 machines", 0, [], []],
  ["Operation 0 of job 1 has no machine", 1, [[[[0, 1]]], [[]]], []],
  ["names machine 1.", 1, [[[[1, 1]]]], []],
  [
    "names machine 0 twice",
    1,
    [
      [
        [
          [0, 1],
          [0, 2],
        ],
      ],
    ],
    [],
  ],
  ["takes -1 on machine 0", 1, [[[[0, -1]]]], []],
  ["takes 1.5 on machine 0", 1, [[[[0, 1.5]]]], []],
  ["release of job 0 is -3", 1, [[[[0, 1]]]], [-3]],
  ["release of job 1 is 0", 1, [[[[0, 1]]]], [0, 0]],
  ["add up to 1600000000", 1, [[[[0, 8e8]]], [[[0, 8e8]]]], []],
])("refuses: %s", (message, machines, jobs, release) => {
  expect(() => flexibleJobShop(machines, jobs, release)).toThrow(
    expect.objectContaining({
      code: "FS_SCHEDULE_INVALID_JOB_SHOP",
      message: expect.stringContaining(message),
    }),
  );
});

const every = (...times: number[]): FlexibleMode[] => times.map((time, machine) => [machine, time]);

test.each<[string, number, ReturnType<typeof flexibleJobShop>]>([
  ["the longest job", 12, flexibleJobShop(3, [[every(4, 5, 6), every(9, 8, 9)], [every(1, 1, 1)]])],
  ["a job with its release", 15, flexibleJobShop(1, [[every(5)], [every(1)]], [10, 0])],
  [
    "the load of equal machines",
    12,
    flexibleJobShop(
      2,
      [every(8, 8), every(8, 8), every(8, 8)].map((one) => [one]),
    ),
  ],
  // Spread as the linear program does: 3 operations of 6 or 12 keep machines busy for 12 = 6 + 6 and 12.
  [
    "the load of unequal machines",
    12,
    flexibleJobShop(
      2,
      Array.from({ length: 3 }, () => [every(6, 12)]),
    ),
  ],
  [
    "a machine that alone can do it, with what comes before",
    11,
    flexibleJobShop(2, [
      [[[0, 2]], [[1, 4]]],
      [[[0, 3]], [[1, 5]]],
    ]),
  ],
])("the bound counts %s", (_, bound, shop) => {
  expect(flexibleLowerBound(shop)).toBe(bound);
});

test("the replay names every broken rule", () => {
  const shop = flexibleJobShop(2, [[[[0, 3]], [[1, 2]]], [[[0, 4]]]], [1, 0]);
  const violations = (machines: number[], starts: number[]): readonly string[] =>
    replayFlexibleSchedule(shop, { machines: Int32Array.from(machines), starts: Int32Array.from(starts) })
      .violations;
  expect(violations([0, 1, 0], [1, 4, 4])).toEqual([]);
  expect(violations([0, 1, 0], [0, 4, 4])).toEqual(["operation 0 starts before 1"]);
  expect(violations([0, 1, 0], [1, 3, 4])).toEqual(["operation 1 starts before 4"]);
  expect(violations([0, 1, 0], [1, 4, 3])).toEqual(["operations 0 and 2 overlap on machine 0"]);
  expect(violations([1, 1, 0], [1, 4, 3])).toEqual(["operation 0 is on machine 1, which cannot do it"]);
  expect(violations([0, 1], [1, 4])).toEqual(["there are not 3 machines and starts"]);
});
