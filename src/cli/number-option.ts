import { ForesolveError } from "../errors.js";

/** A parser of a flag's number. Throws `FS_CLI_USAGE`. */
export function parseNumber(flag: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new ForesolveError("FS_CLI_USAGE", {
      message: `${flag} is "${text}", which is not a number.`,
      fix: `Pass a number, as in ${flag} 7.`,
      data: { flag, text },
    });
  };
}

/** A parser of a number above 0, whole unless said otherwise. Throws `FS_CLI_USAGE`. */
export function parseCount(
  flag: string,
  { isWhole = true }: { readonly isWhole?: boolean } = {},
): (text: string) => number {
  return (text) => {
    const value = parseNumber(flag)(text);
    if (value > 0 && (!isWhole || Number.isSafeInteger(value))) return value;
    throw new ForesolveError("FS_CLI_USAGE", {
      message: `${flag} is ${text}.`,
      fix: `Pass a ${isWhole ? "whole " : ""}number above 0.`,
      data: { flag, text },
    });
  };
}

/** A parser of a seed: a whole number of at least 0. Throws `FS_CLI_USAGE`. */
export function parseSeed(flag: string): (text: string) => number {
  return (text) => {
    const value = parseNumber(flag)(text);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw new ForesolveError("FS_CLI_USAGE", {
      message: `${flag} is ${text}, which cannot be a seed.`,
      fix: "Pass a whole number of at least 0.",
      data: { flag, text },
    });
  };
}
