import type { FittedPredictor } from "../../predictor.js";
import { structureOf } from "../../structure-of.js";
import { writeOnnx, type WriteOnnxOptions } from "./write-onnx.js";

/**
 * A fitted predictor as an ONNX file, see `writeOnnx`; its input columns are those of `structureOf`, whose names the file
 * keeps. A predictor that is asked once for each entry (boosted trees) stays so: one row of the file for each entry.
 *
 * @throws FS_LEARN_NO_STRUCTURE with the reason, for what has no structure of trees or layers.
 *
 * @example
 * import { exportOnnx, readOnnx, ridge } from "foresolve/learn";
 *
 * const fitted = await ridge({ target: { over: [], unit: "MWh" }, penalty: 1 }).fit([
 *   { features: { temperature: 0 }, truth: [10] },
 *   { features: { temperature: 10 }, truth: [8] },
 * ]);
 * readOnnx(exportOnnx(fitted)).columns; // => ["temperature"]
 */
export function exportOnnx<Row>(
  fitted: FittedPredictor<Row>,
  options: Omit<WriteOnnxOptions, "columns"> = {},
): Uint8Array {
  const { structure, columns } = structureOf(fitted);
  return writeOnnx(structure, { ...options, columns });
}
