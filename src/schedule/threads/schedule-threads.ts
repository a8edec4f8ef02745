/** Where the threads of searches come from, for applications that bundle. */
export interface ScheduleThreadOptions {
  /** The script that a thread runs, where a bundler has moved it: `foresolve/schedule/worker`. */
  readonly workerUrl?: string | URL;
}

const settings: { workerUrl: string | null } = { workerUrl: null };

/**
 * Says where the threads of searches come from.
 *
 * @example
 * import { configureScheduleThreads, jobShopInstance, solveJobShop } from "foresolve/schedule";
 *
 * configureScheduleThreads({});
 * const instance = jobShopInstance("one machine", [[[0, 3]], [[0, 4]]]);
 * (await solveJobShop(instance, { threads: 2 })).makespan; // => 7
 */
export function configureScheduleThreads(options: ScheduleThreadOptions): void {
  if (options.workerUrl !== undefined) settings.workerUrl = String(options.workerUrl);
}

/** What was configured; null where nothing was. */
export function scheduleThreadSettings(): Readonly<typeof settings> {
  return settings;
}
