import { ForesolveError } from "../../errors.js";

/** The formats of model files that this room reads. */
export type ForeignFormat = "ONNX" | "XGBoost JSON" | "LightGBM text";

/** The error of a file that is not what it is said to be. */
export function malformed(format: ForeignFormat, detail: string): ForesolveError {
  return new ForesolveError("FS_LEARN_FOREIGN_MALFORMED", {
    message: `this is not a readable ${format} file: ${detail}.`,
    fix: `Check that the file is complete and was written as ${format}.`,
    data: { format, detail },
  });
}

/** The error of a file that is right but holds what cannot be taken over. */
export function unsupported(
  format: ForeignFormat,
  what: string,
  fix: string = "Export a plain model of trees, dense layers or linear terms.",
): ForesolveError {
  return new ForesolveError("FS_LEARN_FOREIGN_UNSUPPORTED", {
    message: `this ${format} file has ${what}, which is not read.`,
    fix,
    data: { format, what },
  });
}
