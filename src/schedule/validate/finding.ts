import type { ErrorCode } from "../../errors.js";

/** Something wrong with a problem. */
export interface Finding {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How a value is shown in a message: `"5"` is a text, 5 a number. */
export const shown = (value: unknown): string =>
  typeof value === "number" || value === undefined ? String(value) : JSON.stringify(value);
