import { expect, test } from "vitest";
import { equal, indexSet, model, mul, standardForm, sum, total, uncertainParameter } from "../model/index.js";
import { HighsSession } from "./index.js";

test("reduced costs and ranges of an optimum, until a number changes", async () => {
  const unit = indexSet("unit", ["coal", "gas"]);
  const cost = uncertainParameter("cost", { over: [unit] });
  const m = model("dispatch");
  const output = m.variable("output", { over: [unit], lower: 0, upper: 50 });
  m.require("meet demand", equal(sum(output, unit), 60));
  m.minimize(total(mul(cost, output)));
  const session = await HighsSession.open(standardForm(m));
  expect(session.ranging()).toBeNull();
  session.setParameters([20, 35]);
  expect(session.ranging()).toBeNull();
  session.run();
  // One more unit of coal would save 15; gas is what varies.
  expect([...session.columnDuals]).toEqual([-15, 0]);
  expect([...session.rowDuals]).toEqual([35]);
  const { costs, rowBounds } = session.ranging()!;
  expect([...costs.from]).toEqual([-Infinity, 20]);
  expect([...costs.to]).toEqual([35, Infinity]);
  expect([rowBounds.from[0], rowBounds.to[0]]).toEqual([50, 100]);
  session.setParameters([20, 36]);
  expect(session.ranging()).toBeNull();
  session.dispose();
  expect(() => session.ranging()).toThrow(expect.objectContaining({ code: "FS_SOLVE_DISPOSED" }));
});

test("an integer model has no ranges", async () => {
  const m = model("choice");
  const x = m.variable("x", { over: [], domain: "binary" });
  m.maximize(x);
  const session = await HighsSession.open(standardForm(m));
  expect(session.run().status).toBe("optimal");
  expect(session.ranging()).toBeNull();
  session.dispose();
});
