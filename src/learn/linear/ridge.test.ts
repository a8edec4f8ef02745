import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import type { Example } from "../feature-row.js";
import { ridge, type RidgeOptions } from "./ridge.js";
import type { Axis } from "../target.js";
import { asinhTransform, chainTransforms, relativeTo } from "../target-transform.js";

const hour = { name: "hour", keys: ["h0", "h1", "h2"] } as const;
const target = { over: [hour], unit: "MWh" } as const;

interface Row {
  readonly temperature: number;
  readonly wind: readonly number[];
}

/** Values that are linear in the temperature and in the wind of the own hour and of the hour before. */
function examples(seed: number, rows: number, { shared = false, before = 0, noise = 0 }): Example<Row>[] {
  const stream = randomStream(seed);
  return Array.from({ length: rows }, () => {
    const temperature = 10 + 5 * stream.normal();
    const wind = [0, 1, 2].map(() => 4 + stream.normal());
    const truth = [0, 1, 2].map((entry) => {
      const slope = shared ? 2 : 1 + entry;
      return (
        20 * entry -
        slope * temperature +
        3 * wind[entry]! +
        before * wind[(entry + 2) % 3]! +
        noise * stream.normal()
      );
    });
    return { features: { temperature, wind }, truth };
  });
}

type Forms = Pick<RidgeOptions<Row, readonly Axis[], string>, "coefficients" | "inputs">;
const forms: readonly (Forms & {
  readonly before: number;
  readonly shared: boolean;
  readonly parameters: number;
})[] = [
  { coefficients: "perEntry", inputs: "row", before: 2, shared: false, parameters: 4 * 3 + 3 },
  { coefficients: "perEntry", inputs: "entry", before: 0, shared: false, parameters: 2 * 3 + 3 },
  { coefficients: "shared", inputs: "entry", before: 0, shared: true, parameters: 2 + 3 },
];

describe.each(forms)(
  "coefficients $coefficients, inputs $inputs",
  ({ before, shared, parameters, ...form }) => {
    const data = examples(1, 40, { shared, before });
    const predictor = ridge<Row>({ target, penalty: 0, ...form });

    test("finds the linear map that made the data, and predicts other rows by it", async () => {
      const fitted = await predictor.fit(data);
      const others = examples(2, 5, { shared, before });
      const predicted = fitted.predict(others.map((example) => example.features));
      others
        .flatMap((example) => [...(example.truth as number[])])
        .forEach((value, at) => expect(predicted[at]).toBeCloseTo(value, 6));
    });

    test("training starts from the fit, in few standardised parameters", async () => {
      const model = await predictor.begin(data);
      expect(model.parameters.length).toBe(parameters);
      const positions = Int32Array.of(3, 0, 7);
      const out = new Float64Array(9);
      model.forward(positions, out);
      const fitted = await predictor.fit(data);
      const expected = fitted.predict([...positions].map((row) => data[row]!.features));
      expect([...out]).toEqual([...expected]);
      expect([...model.predict([data[3]!.features])]).toEqual([...out.subarray(0, 3)]);
      // A target in thousands gives the same parameters: that is what one learning rate for all asks for.
      const inThousands = data.map(({ features, truth }) => ({
        features,
        truth: Array.from(truth, (value) => value / 1000),
      }));
      const scaled = await predictor.begin(inThousands);
      scaled.parameters.forEach((value, at) => expect(value).toBeCloseTo(model.parameters[at]!, 9));
    });

    const recentred = chainTransforms(
      relativeTo((row: Row) => ({ offset: row.wind, scale: 5 + Math.abs(row.temperature) })),
      asinhTransform(),
    );
    test.each([{ transform: undefined }, { transform: recentred }])(
      "backward is the derivative of forward (transform $transform.name)",
      async ({ transform }) => {
        const curved = ridge<Row>({
          target,
          penalty: 0.1,
          ...form,
          ...(transform && { targetTransform: transform }),
        });
        const model = await curved.begin(examples(4, 20, { shared, before, noise: 3 }));
        const positions = Int32Array.of(5, 19, 5);
        const stream = randomStream(9);
        model.parameters.forEach((_, at) => (model.parameters[at]! += 0.3 * stream.normal()));
        const cotangent = Float64Array.from({ length: 9 }, () => stream.normal());
        const gradient = new Float64Array(model.parameters.length).fill(1);
        model.backward(positions, cotangent, gradient);
        const out = new Float64Array(9);
        const value = (): number => {
          model.forward(positions, out);
          return out.reduce((sum, prediction, at) => sum + prediction * cotangent[at]!, 0);
        };
        const step = 1e-5;
        for (let at = 0; at < gradient.length; at++) {
          const held = model.parameters[at]!;
          model.parameters[at] = held + step;
          const above = value();
          model.parameters[at] = held - step;
          const below = value();
          model.parameters[at] = held;
          const slope = (above - below) / (2 * step);
          // The gradient held 1 before: backward adds.
          expect(Math.abs(gradient[at]! - 1 - slope)).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
        }
      },
    );
  },
);

describe("fitting", () => {
  test("finish keeps the parameters of the moment and may rename what the card says", async () => {
    const data = examples(1, 10, {});
    const model = await ridge<Row>({ target }).begin(data);
    const fitted = model.finish({ loss: "regret", seed: 3 });
    const before = fitted.predict([data[0]!.features]);
    model.parameters.fill(0);
    expect(fitted.predict([data[0]!.features])).toEqual(before);
    expect(fitted.card).toMatchObject({ loss: "regret", seed: 3, kind: "ridge", rows: 10 });
    expect(model.predict([data[0]!.features])).not.toEqual(before);
  });

  test("the card is plain JSON and says what was chosen", async () => {
    const { card } = await ridge<Row>({ target, name: "load" }).fit(examples(1, 30, { noise: 1 }));
    expect(JSON.parse(JSON.stringify(card))).toEqual(card);
    expect(card).toMatchObject({
      predictor: "load",
      features: ["temperature", "wind"],
      target: { over: [{ name: "hour", keys: 3 }], entries: 3, unit: "MWh" },
      settings: { penalty: "leave-one-out", coefficients: "perEntry", inputs: "row" },
    });
    expect(card.figures.penalty).toBeGreaterThan(0);
    expect(card.figures.leaveOneOutError).toBeGreaterThan(0.5);
    expect(card.figures.leaveOneOutError).toBeLessThan(2);
  });

  test("a transform moves the model to where the target is linear", async () => {
    const stream = randomStream(3);
    const data = Array.from({ length: 50 }, () => {
      const level = 100 * (1 + stream.uniform());
      const share = stream.normal();
      return { features: { level, share }, truth: [level * (2 + 0.5 * share)] };
    });
    const predictor = ridge({
      target: { over: [] },
      penalty: 0,
      targetTransform: relativeTo((row: { level: number; share: number }) => ({ scale: row.level })),
    });
    const fitted = await predictor.fit(data);
    expect(fitted.card.settings.targetTransform).toBe("relative");
    expect(fitted.predict([{ level: 300, share: 1 }])[0]).toBeCloseTo(750, 8);
  });

  test("a constant target and constant features are predicted as such", async () => {
    const data = [1, 2, 3].map(() => ({ features: { same: 4 }, truth: [7] }));
    const fitted = await ridge({ target: { over: [] } }).fit(data);
    expect([...fitted.predict([{ same: 9 }])]).toEqual([7]);
  });

  test("an aborted signal rejects with its reason", async () => {
    const reason = new Error("stopped by the user");
    await expect(
      ridge<Row>({ target }).fit(examples(1, 5, {}), { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });
});

describe("refusals", () => {
  const data = examples(1, 5, {});
  const predictor = ridge<Row>({ target });

  test("contradicting or unknown settings", () => {
    expect(() => ridge({ target, coefficients: "shared", inputs: "row" })).toThrow(
      expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
    );
    expect(() => ridge({ target, penalty: Number.NaN })).toThrow(/penalty is NaN/);
    expect(() => ridge({ target: { over: [{ name: "hour", keys: [] }] } })).toThrow(/"hour"/);
  });

  test("too few examples", async () => {
    await expect(predictor.fit(data.slice(0, 1))).rejects.toThrow(
      expect.objectContaining({ code: "FS_LEARN_TOO_FEW_EXAMPLES" }),
    );
  });

  test("truths of the wrong length or with holes", async () => {
    const short = [...data, { features: data[0]!.features, truth: [1, 2] }];
    await expect(predictor.fit(short)).rejects.toThrow(
      expect.objectContaining({
        code: "FS_LEARN_INVALID_TRUTH",
        data: { example: 5, length: 2, entries: 3 },
      }),
    );
    const hole = [...data, { features: data[0]!.features, truth: [1, Number.NaN, 2] }];
    await expect(predictor.fit(hole)).rejects.toThrow(/truth of example 5 is NaN at entry 1/);
  });

  test("truths that a transform turns into no number", async () => {
    const vanishing = ridge<Row>({ target, targetTransform: relativeTo(() => ({ scale: 1e-308 })) });
    await expect(vanishing.fit(data)).rejects.toThrow(
      expect.objectContaining({
        code: "FS_LEARN_TRANSFORM_DOMAIN",
        data: expect.objectContaining({ example: 0, entry: 2 }),
      }),
    );
  });

  test("rows that do not fit the ones it was fitted on, and missing values", async () => {
    const fitted = await predictor.fit(data);
    expect(() => fitted.predict([{ temperature: 1 } as never])).toThrow(
      expect.objectContaining({ code: "FS_LEARN_INVALID_ROW" }),
    );
    expect(() => fitted.predict([{ temperature: Number.NaN, wind: [1, 2, 3] }])).toThrow(
      expect.objectContaining({ code: "FS_LEARN_MISSING_VALUE" }),
    );
  });
});

test("a feature limit stops extrapolation at that distance, and changes nothing within it", async () => {
  const data = examples(1, 40, { noise: 0.1 });
  const plain = await ridge<Row>({ target, penalty: 0 }).fit(data);
  const limited = await ridge<Row>({ target, penalty: 0, featureLimit: 4 }).fit(data);
  const inside = data.map((example) => example.features);
  expect(limited.predict(inside)).toEqual(plain.predict(inside));
  const temperatures = data.map((example) => example.features.temperature);
  const mean = temperatures.reduce((sum, value) => sum + value, 0) / temperatures.length;
  const deviation = Math.sqrt(
    temperatures.reduce((sum, value) => sum + (value - mean) ** 2, 0) / temperatures.length,
  );
  const at = (distance: number): Float64Array =>
    limited.predict([{ temperature: mean + distance * deviation, wind: [4, 4, 4] }]);
  expect(at(400)).toEqual(at(4.5));
  expect(at(-400)).toEqual(at(-4.5));
  expect(at(4.5)[0]).not.toBeCloseTo(at(3)[0]!, 3);
  expect(() => ridge<Row>({ target, featureLimit: 0 })).toThrow(/featureLimit/);
});
