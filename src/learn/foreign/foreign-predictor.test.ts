import { describe, expect, it } from "vitest";
import type { LayerStructure } from "../model-structure.js";
import { foreignPredictor } from "./foreign-predictor.js";

const sum = (inputs: number, outputs: number): LayerStructure => {
  const weights = Float64Array.from(
    { length: inputs * outputs },
    (_, at) => 10 ** Math.floor(at / outputs) * (1 + (at % outputs)),
  );
  return {
    kind: "layers",
    inputs,
    outputs,
    layers: [{ kind: "affine", inputs, outputs, weights, bias: new Float64Array(outputs) }],
  };
};
const hour = { name: "hour", keys: ["h0", "h1"] } as const;
const foreign = (structure: LayerStructure, columns: readonly string[] | null) => ({
  structure,
  columns,
  producer: "by hand 1.0",
});

describe("foreignPredictor", () => {
  it("asks a model of one output once for each entry, with the entry's own values and position", () => {
    const load = foreignPredictor(foreign(sum(3, 1), ["wind", "forecast", "hour"]), {
      target: { over: [hour], unit: "MWh" },
    });
    const row = { forecast: [3, 4], wind: 2 };
    expect(load.predict([row])).toEqual(Float64Array.of(2 + 30 + 0, 2 + 40 + 100));
    expect(load.card.settings.producer).toBe("by hand 1.0");
    expect(load.card.features).toEqual(["wind", "forecast", "hour"]);
  });

  it("shows a model of all entries the whole row", () => {
    const load = foreignPredictor(foreign(sum(3, 2), null), {
      target: { over: [hour], unit: "MWh" },
      columns: ["forecast[h1]", "wind", "forecast[h0]"],
    });
    expect(load.predict([{ wind: 2, forecast: [3, 4] }])).toEqual(
      Float64Array.of(4 + 20 + 300, 2 * (4 + 20 + 300)),
    );
    expect(load.predict([])).toEqual(new Float64Array(0));
  });

  it.each([
    ["names are missing", foreign(sum(2, 1), null), { target: { over: [] } }],
    ["there are too few names", foreign(sum(2, 1), ["a"]), { target: { over: [] } }],
    ["outputs and entries differ", foreign(sum(2, 3), ["a", "b"]), { target: { over: [hour] } }],
  ])("refuses a model when %s", (_, model, options) => {
    expect(() => foreignPredictor(model, options)).toThrow(
      expect.objectContaining({ code: "FS_LEARN_COLUMN_MISMATCH" }),
    );
  });

  it("refuses rows that lack a column, naming it", () => {
    const load = foreignPredictor(foreign(sum(2, 1), ["wind", "sun"]), { target: { over: [] } });
    expect(() => load.predict([{ wind: 1, rain: 2 }])).toThrow(
      expect.objectContaining({
        code: "FS_LEARN_COLUMN_MISMATCH",
        message: expect.stringContaining('"sun"'),
      }),
    );
  });
});
