import { afterEach, expect, test, vi } from "vitest";
import { backendFailure } from "./highs-runtime.js";

afterEach(() => {
  vi.doUnmock("highs");
  vi.resetModules();
});

test("a module that does not load is an error of the backend, and the next call tries again", async () => {
  let attempts = 0;
  vi.resetModules();
  vi.doMock("highs", () => ({
    default: async () => {
      attempts++;
      if (attempts === 1) throw new Error("no WebAssembly here");
      return { memoryBytes: 7 };
    },
  }));
  const { highsRuntime } = await import("./highs-runtime.js");
  await expect(highsRuntime()).rejects.toThrow(
    expect.objectContaining({
      code: "FS_SOLVE_BACKEND_FAILED",
      message: "HiGHS failed while loading HiGHS: no WebAssembly here",
    }),
  );
  expect((await highsRuntime()).memoryBytes).toBe(7);
  expect(await highsRuntime()).toBe(await highsRuntime());
  expect(attempts).toBe(2);
});

test("only the start of a long message of the solver is kept, and the whole of it as the cause", () => {
  const cause = new Error("x".repeat(10_000));
  const failure = backendFailure("solving", cause);
  expect(failure.message.length).toBeLessThan(400);
  expect(failure.cause).toBe(cause);
});
