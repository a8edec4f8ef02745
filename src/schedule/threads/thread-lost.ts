import { ForesolveError } from "../../errors.js";

/** The error of a search whose thread did not start, or ended by itself. */
export function threadLost(reason: string): ForesolveError {
  return new ForesolveError("FS_SCHEDULE_THREAD_LOST", {
    message: `A search thread was lost: ${reason}.`,
    fix: "See that the script foresolve/schedule/worker is where configureScheduleThreads says, or search with one thread.",
    data: { reason },
  });
}
