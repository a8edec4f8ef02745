import { ForesolveError } from "../../errors.js";

/** The error of a job shop, or of a start for one, that is not usable. */
export function invalidJobShop(
  message: string,
  fix: string,
  data: Readonly<Record<string, unknown>>,
): ForesolveError {
  return new ForesolveError("FS_SCHEDULE_INVALID_JOB_SHOP", { message, fix, data });
}
