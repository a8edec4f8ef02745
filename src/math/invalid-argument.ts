import { ForesolveError } from "../errors.js";

/** The error of a numeric routine that was called with an argument outside its domain. */
export function invalidArgument(
  message: string,
  fix: string,
  data: Readonly<Record<string, unknown>>,
): ForesolveError {
  return new ForesolveError("FS_MATH_INVALID_ARGUMENT", { message, fix, data });
}

/** Refuses an array whose length is not that of its stated shape. */
export function requireLength(name: string, array: ArrayLike<number>, length: number): void {
  if (array.length !== length)
    throw invalidArgument(
      `${name} has ${array.length} values where its shape asks for ${length}.`,
      "Pass a flat row-major array whose length is the product of its stated shape.",
      { name, length: array.length, expected: length },
    );
}
