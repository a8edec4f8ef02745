import { expect, test } from "vitest";
import { newsvendorCase, newsvendorProblem, openJudge } from "../index.js";

test("an order earns what is sold, and what is left brings its salvage value", async () => {
  const judge = await openJudge(newsvendorProblem({ price: [10, 8], cost: [4, 5], salvage: [1, 2] }));
  // 6 and 3 ordered, 5 and 7 wanted: 5 x 10 + 1 x 1 - 6 x 4 and 3 x 8 - 3 x 5.
  expect(judge.costOf([6, 3], [5, 7])).toBeCloseTo(27 + 9, 6);
  expect(judge.best([5, 7])).toBeCloseTo(5 * 6 + 7 * 3, 6);
  judge.dispose();
});

test("a capacity goes to what earns most per unit", async () => {
  const judge = await openJudge(newsvendorProblem({ price: [10, 8], cost: [4, 5], capacity: 6 }));
  expect(judge.best([5, 7])).toBeCloseTo(5 * 6 + 1 * 3, 6);
  judge.dispose();
});

test("the best order for known chances is the critical quantile", async () => {
  const { costs } = newsvendorCase({ rows: 99, products: 1, columns: 1, degree: 1, seed: 4 });
  const judge = await openJudge(newsvendorProblem({ price: [5], cost: [1] }));
  const earned = (order: number): number =>
    costs.reduce((sum, demand) => sum + judge.costOf([order], [demand]), 0);
  const sorted = [...costs].toSorted((a, b) => a - b);
  const best = earned(sorted[79]!);
  for (const rank of [49, 70, 78, 80, 90]) expect(earned(sorted[rank]!)).toBeLessThanOrEqual(best + 1e-6);
  judge.dispose();
});

test("prices of different lengths are refused", () => {
  expect(() => newsvendorProblem({ price: [1, 2], cost: [1] })).toThrow(
    expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }),
  );
});
