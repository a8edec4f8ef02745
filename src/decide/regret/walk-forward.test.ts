import { describe, expect, test } from "vitest";
import { averageOf, ridge, type Example, type FitOptions, type Predictor } from "../../learn/index.js";
import { enumerated } from "../../../test/small-problems.js";
import { decisionFocused } from "../training/decision-focused.js";
import { spoPlus } from "../losses/spo-plus.js";
import { walkForward } from "./walk-forward.js";

interface Row {
  readonly day: number;
}
const target = { over: [], unit: "EUR" } as const;

function days(from: number, to: number): Example<Row>[] {
  return Array.from({ length: to - from }, (_, index) => ({
    features: { day: from + index },
    truth: [from + index],
  }));
}

/** Records what it is fitted to, and predicts the largest truth that it has seen. */
function recorder(): {
  readonly predictor: Predictor<Row, readonly [], "EUR">;
  readonly fits: { readonly seen: number[]; readonly options: FitOptions | undefined }[];
} {
  const fits: { readonly seen: number[]; readonly options: FitOptions | undefined }[] = [];
  const predictor: Predictor<Row, readonly [], "EUR"> = {
    name: "recorder",
    target,
    async fit(examples, options) {
      const seen = examples.map(({ truth }) => truth[0]!);
      fits.push({ seen, options });
      return {
        name: "recorder",
        target,
        card: {
          predictor: "recorder",
          kind: "rule",
          rows: seen.length,
          features: [],
          target: { over: [], entries: 1, unit: "EUR" },
          loss: "none",
          seed: null,
          settings: { own: 1 },
          figures: {},
        },
        predict: (rows) => new Float64Array(rows.length).fill(Math.max(...seen)),
      };
    },
  };
  return { predictor, fits };
}

const INVALID_OPTION = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });

describe("walkForward", () => {
  test("fits each stretch to all that came before it, and to no truth of it or after it", async () => {
    const { predictor, fits } = recorder();
    const future = days(5, 16);
    const fitted = await walkForward({ predictor, history: days(0, 5), future, refitEvery: 4, seed: 9 });
    expect(fits.map(({ seen }) => seen)).toEqual([
      days(0, 5).map(({ truth }) => truth[0]),
      days(0, 9).map(({ truth }) => truth[0]),
      days(0, 13).map(({ truth }) => truth[0]),
    ]);
    expect(fits.every(({ options }) => options?.seed === 9)).toBe(true);
    // Every prediction is the last truth before its own stretch.
    expect([...fitted.predict(future.map(({ features }) => features))]).toEqual([
      4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12,
    ]);
    expect(fitted.card).toMatchObject({ rows: 13, settings: { own: 1, refitEvery: 4 } });
  });

  test("predicts its rows in any order and any number of times", async () => {
    const { predictor } = recorder();
    const future = days(5, 16);
    const fitted = await walkForward({ predictor, history: days(0, 5), future, refitEvery: 4 });
    expect([...fitted.predict([future[10]!.features, future[0]!.features, future[10]!.features])]).toEqual([
      12, 4, 12,
    ]);
    expect([...fitted.predict([])]).toEqual([]);
  });

  test("keeps the latest examples only with a window, also across history and future", async () => {
    const { predictor, fits } = recorder();
    await walkForward({ predictor, history: days(0, 5), future: days(5, 9), refitEvery: 2, window: 3 });
    expect(fits.map(({ seen }) => seen)).toEqual([
      [2, 3, 4],
      [4, 5, 6],
    ]);
  });

  test("reports how far it is, the last stretch being shorter", async () => {
    const done: number[] = [];
    await walkForward({
      predictor: recorder().predictor,
      history: days(0, 5),
      future: days(5, 12),
      refitEvery: 3,
      onProgress: (progress) => done.push(progress.done / progress.total),
    });
    expect(done).toEqual([3 / 7, 6 / 7, 1]);
  });

  test("knows the rows it was made for by identity, and no others", async () => {
    const fitted = await walkForward({
      predictor: recorder().predictor,
      history: days(0, 5),
      future: days(5, 8),
      refitEvery: 1,
    });
    expect(() => fitted.predict([{ day: 5 }])).toThrow(
      expect.objectContaining({ code: "FS_DECIDE_UNKNOWN_ROW" }),
    );
  });

  test("stops at a signal before the next fit", async () => {
    const { predictor, fits } = recorder();
    const stop = new AbortController();
    const run = walkForward({
      predictor,
      history: days(0, 5),
      future: days(5, 12),
      refitEvery: 2,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(run).rejects.toThrow("enough");
    expect(fits).toHaveLength(1);
    expect(fits[0]!.options?.signal).toBe(stop.signal);
  });

  test.each([0, 1.5, -1, NaN, Infinity])("refuses to refit every %d rows", async (refitEvery) => {
    const run = walkForward({
      predictor: recorder().predictor,
      history: days(0, 5),
      future: days(5, 8),
      refitEvery,
    });
    await expect(run).rejects.toEqual(INVALID_OPTION);
  });

  test.each([0, 2.5, -3, NaN])("refuses a window of %d rows", async (window) => {
    const run = walkForward({
      predictor: recorder().predictor,
      history: days(0, 5),
      future: days(5, 8),
      refitEvery: 1,
      window,
    });
    await expect(run).rejects.toEqual(INVALID_OPTION);
  });

  test("refuses one row object twice: the later fit has seen the truth of the earlier", async () => {
    const once = days(5, 8);
    const run = walkForward({
      predictor: recorder().predictor,
      history: days(0, 5),
      future: [...once, once[1]!],
      refitEvery: 1,
    });
    await expect(run).rejects.toThrow(/Examples 1 and 3 .* same row object/);
  });

  test("refuses to predict nothing", async () => {
    const run = walkForward({
      predictor: recorder().predictor,
      history: days(0, 5),
      future: [],
      refitEvery: 1,
    });
    await expect(run).rejects.toEqual(expect.objectContaining({ code: "FS_DECIDE_TOO_FEW_EXAMPLES" }));
  });

  test("carries training through a decision, alone and within an average", async () => {
    const { problem, opened, stillOpen } = enumerated("minimize", 2);
    const examples = Array.from({ length: 60 }, (_, day) => ({
      features: { day: day / 60 },
      truth: [1, 4 * (day / 60) ** 4],
    }));
    const once = decisionFocused(
      ridge<{ day: number }, typeof problem.uncertain.over, "EUR">({
        target: { over: problem.uncertain.over, unit: "EUR" },
      }),
      { loss: spoPlus(), through: problem, epochs: 2 },
    );
    const future = examples.slice(40);
    const fitted = await walkForward({
      predictor: averageOf([once, once]),
      history: examples.slice(0, 40),
      future,
      refitEvery: 10,
    });
    const predictions = fitted.predict(future.map(({ features }) => features));
    expect(predictions).toHaveLength(40);
    expect(predictions.every(Number.isFinite)).toBe(true);
    expect(fitted.card).toMatchObject({ kind: "average", loss: "spo+", settings: { refitEvery: 10 } });
    // Two members, two stretches; every session was given back.
    expect([opened(), stillOpen()]).toEqual([4, 0]);
  });
});
