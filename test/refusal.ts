import { ForesolveError } from "../src/errors.js";

/** What something throws as a user reads it: code, message and fix. */
export async function refusalOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return "nothing is thrown";
  } catch (error) {
    if (!(error instanceof ForesolveError)) return `no error of ours: ${String(error)}`;
    return `${error.code}: ${error.message} ${error.fix}`;
  }
}
