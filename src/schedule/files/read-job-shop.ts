import { jobShopInstance, type JobShopInstance } from "../job-shop/instance.js";
import { malformedJobShop, shopLines } from "./job-shop-lines.js";

/** Options of {@link readJobShop}. */
export interface ReadJobShopOptions {
  /** Name of the instance. Default "job shop". */
  readonly name?: string;
}

/**
 * Reads a job shop in the standard text format of the OR-Library and of Taillard's collection: a line with the numbers of
 * jobs and machines, then a line per job with `machine duration` for each of its operations, machines from 0. Blank
 * lines and lines that begin with # are skipped. Jobs may have operations on some of the machines only.
 *
 * @throws ForesolveError `FS_SCHEDULE_FILE_MALFORMED` with the number of the line.
 * @example
 * import { readJobShop } from "foresolve/schedule";
 *
 * const instance = readJobShop("2 2\n0 3 1 2\n1 4 0 1\n");
 * instance.machineOf; // => new Int32Array([0, 1, 1, 0])
 */
export function readJobShop(text: string, options: ReadJobShopOptions = {}): JobShopInstance {
  const { name = "job shop" } = options;
  const { machines, jobs } = shopLines(text);
  const routings = jobs.map(({ values, number }) => {
    if (values.length % 2 === 1)
      throw malformedJobShop(
        number,
        `it has ${values.length} numbers`,
        "a machine and a duration for each operation",
      );
    const routing: (readonly [number, number])[] = [];
    for (let at = 0; at < values.length; at += 2) {
      const machine = values[at]!;
      if (machine >= machines)
        throw malformedJobShop(
          number,
          `it names the machine ${machine}`,
          `machines from 0 to ${machines - 1}`,
        );
      routing.push([machine, values[at + 1]!]);
    }
    return routing;
  });
  return jobShopInstance(name, routings);
}
