import { flexibleJobShop, type FlexibleJobShop, type FlexibleMode } from "../flexible/flexible-job-shop.js";
import { malformedJobShop, shopLines, type NumberedLine } from "./job-shop-lines.js";

/**
 * Reads a flexible job shop in the standard text format (.fjs; Brandimarte 1993, Hurink et al. 1994): a line with the
 * numbers of jobs and machines, which a mean number of machines per operation may follow, then a line per job. That has
 * the number of operations, and for each of them the number of machines that can do it and as many times `machine
 * duration`, machines from 1. Blank lines and lines that begin with # are skipped.
 *
 * @throws ForesolveError `FS_SCHEDULE_FILE_MALFORMED` with the number of the line.
 * @example
 * import { readFlexibleJobShop } from "foresolve/schedule";
 *
 * const shop = readFlexibleJobShop("2 2 1.5\n2 2 1 3 2 5 1 2 2\n1 1 1 4\n");
 * shop.modeMachine; // => new Int32Array([0, 1, 1, 0])
 * shop.modeDuration; // => new Int32Array([3, 5, 2, 4])
 */
export function readFlexibleJobShop(text: string): FlexibleJobShop {
  const { machines, jobs } = shopLines(
    withoutMean(text),
    "the numbers of jobs and machines, from 1, and a mean number of machines or nothing",
  );
  return flexibleJobShop(
    machines,
    jobs.map((job) => operationsOf(job, machines)),
  );
}

/** The third number of the first line need not be whole, and says nothing that the others do not. */
function withoutMean(text: string): string {
  return text.replace(
    /^((?:[ \t]*(?:#.*)?\r?\n)*[ \t]*\d+[ \t]+\d+)[ \t]+\d*\.?\d+[ \t]*(?=\r?(?:\n|$))/,
    "$1",
  );
}

function operationsOf({ values, number }: NumberedLine, machines: number): FlexibleMode[][] {
  const operations: FlexibleMode[][] = [];
  let at = 1;
  const next = (what: string): number => {
    if (at < values.length) return values[at++]!;
    throw malformedJobShop(
      number,
      `it ends where ${what} of operation ${operations.length + 1} should be`,
      `${values[0]} operations, each with the number of its machines and a machine and a duration for each`,
    );
  };
  while (operations.length < values[0]!) {
    const count = next("the number of machines");
    if (count === 0)
      throw malformedJobShop(
        number,
        `operation ${operations.length + 1} has no machine`,
        "at least one machine for each operation",
      );
    const modes: FlexibleMode[] = [];
    for (let index = 0; index < count; index++) {
      const machine = next("a machine");
      const duration = next("a duration");
      if (machine < 1 || machine > machines || modes.some(([other]) => other === machine - 1))
        throw malformedJobShop(
          number,
          `operation ${operations.length + 1} names the machine ${machine}${machine < 1 || machine > machines ? "" : " twice"}`,
          `machines from 1 to ${machines}, each once per operation`,
        );
      modes.push([machine - 1, duration]);
    }
    operations.push(modes);
  }
  if (at < values.length)
    throw malformedJobShop(
      number,
      `${values.length - at} numbers follow the last of its ${values[0]} operations`,
      "the number of operations first, then as many operations",
    );
  return operations;
}
