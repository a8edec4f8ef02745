import { describe, expect, test } from "vitest";
import { randomStream } from "../math/index.js";
import { adam } from "./adam.js";
import { averagedIterate } from "./averaged-iterate.js";

describe("Adam", () => {
  test("the first step has the length of the learning rate, against the gradient, whatever its size", () => {
    const parameters = new Float64Array([1, 1, 1]);
    adam(3, { learningRate: 0.1 }).step(parameters, new Float64Array([1e-3, -50, 0]));
    expect(parameters[0]).toBeCloseTo(0.9, 5);
    expect(parameters[1]).toBeCloseTo(1.1, 5);
    expect(parameters[2]).toBe(1);
  });

  test("two steps follow the published recursion", () => {
    const parameters = new Float64Array([0]);
    const optimizer = adam(1, { learningRate: 0.5, meanDecay: 0.8, squareDecay: 0.9, epsilon: 1e-8 });
    optimizer.step(parameters, new Float64Array([2]));
    optimizer.step(parameters, new Float64Array([-1]));
    const mean = (0.8 * 0.4 - 0.2) / (1 - 0.64);
    const square = (0.9 * 0.4 + 0.1) / (1 - 0.81);
    expect(parameters[0]).toBeCloseTo(-0.5 - (0.5 * mean) / Math.sqrt(square), 7);
  });

  test("weight decay shrinks the parameters apart from the gradient (AdamW)", () => {
    const parameters = new Float64Array([8, 8]);
    const optimizer = adam(2, { learningRate: 0.1, weightDecay: 0.5 });
    optimizer.step(parameters, new Float64Array([0, 3]));
    expect(parameters[0]).toBeCloseTo(8 * 0.95, 12);
    expect(parameters[1]).toBeCloseTo(8 * 0.95 - 0.1, 6);
  });

  test("a step may have a learning rate of its own", () => {
    const parameters = new Float64Array([0]);
    adam(1).step(parameters, new Float64Array([3]), 0.25);
    expect(parameters[0]).toBeCloseTo(-0.25, 6);
  });

  test("settings outside their domain are refused", () => {
    const OPTION = expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" });
    expect(() => adam(1, { learningRate: -1 })).toThrow(OPTION);
    expect(() => adam(1, { meanDecay: 1 })).toThrow(OPTION);
    expect(() => adam(1, { epsilon: 0 })).toThrow(OPTION);
  });
});

test("the average of noisy iterates is nearer to the optimum than the iterates are", () => {
  const stream = randomStream(1);
  const parameters = new Float64Array([0]);
  const average = averagedIterate(1);
  const optimizer = adam(1, { learningRate: 0.1 });
  let distances = 0;
  average.copyTo(parameters);
  for (let step = 0; step < 2000; step++) {
    optimizer.step(parameters, new Float64Array([parameters[0]! - 2 + 3 * stream.normal()]));
    if (step < 500) continue;
    average.add(parameters);
    distances += Math.abs(parameters[0]! - 2);
  }
  average.copyTo(parameters);
  expect(average.count).toBe(1500);
  expect(Math.abs(parameters[0]! - 2)).toBeLessThan((0.5 * distances) / 1500);
});
