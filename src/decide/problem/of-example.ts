import { ForesolveError } from "../../errors.js";

/** Does something about an example; an error says which one it was. */
export function ofExample<T>(example: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw inExample(example, error);
  }
}

/** The error with the example in front; what is no error of ours stays as it is. */
export function inExample(example: number, error: unknown): unknown {
  if (!(error instanceof ForesolveError)) return error;
  const { code, message, fix, data } = error;
  return new ForesolveError(code, {
    message: `Example ${example}: ${message}`,
    fix,
    data: { ...data, example },
    cause: error,
  });
}
