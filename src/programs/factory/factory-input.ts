import { fingerprint, table, textColumn } from "../../data/index.js";
import type { ScheduleProblem } from "../../schedule/index.js";
import type { InputFinding, InputOrigin, ProgramInput } from "../program.js";
import type { Plant } from "./factory-plant.js";
import type { MachineCare } from "./plant.js";
import { factoryHistory, type FactoryHistory } from "./tables/factory-history.js";
import { factoryProblem } from "./tables/factory-problem.js";
import { FindingList } from "./tables/findings.js";
import type { RawTable, RawTables } from "./tables/raw-table.js";

/** A plant as read or simulated, before it is checked. */
export interface FactoryInput extends ProgramInput {
  /** As read; none for a job-shop file. */
  readonly tables: readonly RawTable[];
  /** Orders, routings, machines and calendars. */
  readonly problem: ScheduleProblem;
  /** In the order of the machines; empty where nothing is known of care. */
  readonly care: readonly MachineCare[];
  /** null where there is none; without lives in it a plant can be planned, but no failure predicted. */
  readonly history: FactoryHistory | null;
  /** What reading noticed. */
  readonly findings: readonly InputFinding[];
  /** The simulated plant, with lives to test on that are not in the history; null for real data. */
  readonly simulated: Plant | null;
}

/** The input that tables make. */
export async function inputOfTables(
  description: string,
  tables: RawTables,
  simulated: Plant | null,
): Promise<FactoryInput> {
  const found = new FindingList();
  const { problem, care, kinds } = factoryProblem(description, tables, found);
  const history = factoryHistory(tables, kinds, found);
  const raw = Object.values(tables);
  return {
    origin: await originOf(description, raw, simulated !== null),
    tables: raw,
    problem,
    care,
    history,
    findings: found.findings(),
    simulated,
  };
}

async function originOf(
  description: string,
  raw: readonly RawTable[],
  simulated: boolean,
): Promise<InputOrigin> {
  const prints = await Promise.all(raw.map((each) => fingerprint(each.table)));
  return {
    simulated,
    description,
    file: null,
    tables: raw.map((each) => ({
      name: each.name,
      rows: each.table.rows,
      ...(each.file !== undefined && { file: each.file }),
    })),
    fingerprint: await fingerprint(
      table({ table: textColumn(raw.map(({ name }) => name)), fingerprint: textColumn(prints) }),
    ),
  };
}
