import { checkTable } from "../../data/index.js";
import { ForesolveError } from "../../errors.js";
import { validateProblem, type ProblemWarning, type ScheduleProblem } from "../../schedule/index.js";
import type { InputFinding, InputReport } from "../program.js";
import type { FactoryInput } from "./factory-input.js";
import { readingSchema } from "./tables/factory-schema.js";
import type { RawTable } from "./tables/raw-table.js";

/**
 * The quality gate of the program: what reading noticed, what the checks of tables say of each, and whether the problem
 * can be planned at all (`validateProblem`, whose codes such findings carry).
 */
export function checkFactoryInput(input: FactoryInput): InputReport {
  const reports = input.tables.map((raw) => ({ raw, report: tableReport(raw) }));
  const own = [
    ...reports.flatMap(({ raw, report }) => tableFindings(raw, report.findings)),
    ...input.findings,
  ];
  const blocked = own.some(isBlocking);
  // A problem with rows left out would be blamed for what is missing in it.
  const findings = blocked ? own : [...own, ...problemFindings(input.problem)];
  return {
    findings: [...findings.filter(isBlocking), ...findings.filter((finding) => !isBlocking(finding))],
    blocked: findings.some(isBlocking),
    rows: input.tables.reduce((sum, { table }) => sum + table.rows, 0),
    columns: [],
    timeRange: null,
    tables: reports.map(({ raw, report }) => ({
      name: raw.name,
      rows: raw.table.rows,
      columns: report.columns,
      timeRange: null,
    })),
  };
}

function isBlocking({ severity }: InputFinding): boolean {
  return severity === "block";
}

function tableReport({ name, table, unreadable, sensors }: RawTable): ReturnType<typeof checkTable> {
  return checkTable(table, readingSchema(name, sensors), { unreadable });
}

/** Columns of one value are usual in tables, but a sensor that never moves is not. */
function tableFindings(
  { name, sensors }: RawTable,
  findings: ReturnType<typeof checkTable>["findings"],
): InputFinding[] {
  return findings
    .filter(
      ({ code, severity, column }) =>
        severity === "block" || (code === "constant-column" && sensors.includes(column ?? "")),
    )
    .map((finding) => ({ ...finding, table: name }));
}

/** What `validateProblem` says. */
function problemFindings(problem: ScheduleProblem): InputFinding[] {
  try {
    return validateProblem(problem).map(({ kind, message }) => ({
      code: kind,
      severity: "warn",
      rows: [],
      count: 1,
      message: sentence(message),
      fix: WARNING_FIXES[kind],
    }));
  } catch (error) {
    if (!(error instanceof ForesolveError)) throw error;
    const listed = (error.data["findings"] ?? [error]) as readonly Pick<
      ForesolveError,
      "code" | "message" | "fix"
    >[];
    return listed.map(({ code, message, fix }) => ({
      code,
      severity: "block",
      rows: [],
      count: 1,
      message: sentence(message),
      fix,
    }));
  }
}

const WARNING_FIXES: Readonly<Record<ProblemWarning["kind"], string>> = {
  "due-before-release": "Correct the dates if they are not meant; the plan keeps lateness as low as it can.",
  "sure-to-be-late": "Correct the dates if they are not meant; the plan keeps lateness as low as it can.",
  "deadline-out-of-reach": "Move the deadline, or release the order earlier.",
  "must-be-left-out": "Extend a calendar, or add an alternative.",
  "without-hours": "Give the machine hours if it is to be used.",
  "late-maintenance": "Correct the dates of the task.",
};

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
