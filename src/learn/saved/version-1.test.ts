import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { FeatureRow } from "../feature-row.js";
import { loadModel } from "./load-model.js";
import { savedModel, type SavedModel } from "./saved-model.js";

/** Written when version 1 of the format was new, and never again. */
const recorded = JSON.parse(
  readFileSync(new URL("../../../test/saved-models/version-1.json", import.meta.url), "utf8"),
) as {
  readonly rows: readonly FeatureRow[];
  readonly models: Readonly<Record<string, { predictions: number[]; saved: SavedModel }>>;
};

it.each(Object.entries(recorded.models))(
  "a file of version 1 loads for ever: %s",
  (_, { predictions, saved }) => {
    const fitted = loadModel(saved);
    const found = fitted.predict(recorded.rows);
    expect(found).toHaveLength(predictions.length);
    // Exponentials differ between machines in the last bit.
    for (const [at, value] of predictions.entries()) expect(found[at]! / value).toBeCloseTo(1, 12);
    expect(savedModel(fitted).kind).toBe(saved.kind);
    expect(fitted.card).toEqual(loadModel(saved).card);
  },
);
