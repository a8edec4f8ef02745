import type { ScheduleProblem } from "../../../schedule/index.js";
import type { MachineCare } from "../plant.js";
import { readMachines } from "./factory-machines.js";
import { readJobs, readPrecedences } from "./factory-orders.js";
import type { FindingList } from "./findings.js";
import { textAt, type RawTables } from "./raw-table.js";
import type { RowReader } from "./row-reader.js";
import { timeAxis } from "./time-axis.js";

/** What is planned, as the tables say it. */
export interface FactoryProblem {
  readonly problem: ScheduleProblem;
  /** In the order of the machines; empty where the machines table prices no care. */
  readonly care: readonly MachineCare[];
  /** Kind of each machine. */
  readonly kinds: Readonly<Record<string, string>>;
}

/**
 * The problem that the tables describe. What is wrong with a row goes to the findings, and the row is left out: the problem is
 * whole as far as it is sound, and must not be planned when a finding blocks.
 */
export function factoryProblem(name: string, tables: RawTables, found: FindingList): FactoryProblem {
  const axis = timeAxis(tables);
  const reader: RowReader = {
    found,
    /** A time of a row; undefined where there is none. */
    time(raw, column, row) {
      const text = textAt(raw, column, row);
      if (text === null) return undefined;
      const time = axis.read(text);
      if (time !== null) return time;
      found.add(
        "unreadable-time",
        "block",
        raw.name,
        row,
        `"${text}" in column ${column} is no ${axis.epochMs === null ? "time" : "date and time, as the other times are"}.`,
        axis.epochMs === null
          ? 'Write numbers of the plan\'s unit, or dates and times such as "2026-01-05 06:00", in all columns of times.'
          : 'Write dates and times such as "2026-01-05 06:00" in all columns of times, or numbers in all of them.',
        { column, cause: column },
      );
      return undefined;
    },
  };
  const { machines, care, kinds } = readMachines(tables, reader);
  const known = new Set(machines.map(({ id }) => id));
  const jobs = readJobs(tables, known, reader);
  const precedences = readPrecedences(tables, jobs, reader);
  return {
    problem: {
      name,
      timeUnit: "minute",
      ...(axis.epochMs !== null && { epochMs: axis.epochMs }),
      machines,
      jobs,
      ...(precedences.length > 0 && { precedences }),
    },
    care,
    kinds,
  };
}
