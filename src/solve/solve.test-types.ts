/**
 * Type tests: compiled, never run. A line below `@ts-expect-error` must not compile, every other one must.
 */
import { indexSet, model, total, uncertainParameter } from "../model/index.js";
import { isSolved, solve, type Solution } from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const m = model("plan");
const output = m.variable("output", { over: [unit], lower: 0 });
const price = uncertainParameter("price", { over: [unit] });
const limit = m.require("limit", { sense: "atMost", difference: total(output) });

export async function narrowing(): Promise<unknown[]> {
  const solution: Solution = await solve(m, { values: [[price, [1, 2]]], deadlineMs: 100 });
  // @ts-expect-error there may be no values
  solution.value(output);
  // @ts-expect-error there may be no objective
  const early = [solution.objective];
  // @ts-expect-error a solved problem needs no reason
  early.push(solution.reason);
  if (solution.status === "infeasible" || solution.status === "no-solution") return [solution.reason];
  // @ts-expect-error it may still be unbounded
  early.push(solution.objective);
  if (solution.status !== "optimal") return early;
  const values = solution.value(output);
  values.at("coal");
  // @ts-expect-error "oil" is no member of "unit"
  values.at("oil");
  // @ts-expect-error one label per index set
  values.at();
  // @ts-expect-error shadow prices exist for linear models only
  solution.shadowPrice(limit).at();
  return [solution.objective, solution.shadowPrice(limit)?.at()];
}

export async function guarded(): Promise<number | string> {
  const solution = await solve(m);
  if (!isSolved(solution)) return solution.reason;
  // @ts-expect-error "unbounded" is not among the solved ones
  if (solution.status === "unbounded") return 0;
  return solution.relativeGap;
}
