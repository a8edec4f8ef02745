import type { PolicySummary } from "../programs/index.js";
import type { RunRecord } from "../run/index.js";
import { grouped, textTable } from "./text-table.js";

/** What a run prints on stdout: the headline, the comparison of policies, the verdicts and the notes. */
export function runText(
  record: RunRecord,
  files: { readonly record: string; readonly report: string },
): string {
  const { split, data } = record;
  const days = (range: { readonly from: string; readonly to: string; readonly rows: number }): string =>
    `${grouped(range.rows)} rows, ${range.from} to ${range.to}`;
  return [
    ...(data.simulated
      ? ["*** SIMULATED DATA: nothing here says anything about a real market. ***", ""]
      : []),
    record.headline,
    "",
    `Data: ${data.description}${warningsText(record.checks)}. Training: ${days(split.training)}. Test: ${days(split.test)}.`,
    "",
    policyTable(record),
    "",
    ...record.verdicts.map(
      ({ comparison, outcome, interval }) =>
        `${outcome.toUpperCase()}: ${comparison}: ${intervalText(interval)} ${record.objective.unit}.`,
    ),
    ...record.notes.map((note) => `Note: ${note}`),
    ...record.warnings.map((warning) => `Warning: ${warning}`),
    ...(record.stopped ? ["Stopped early."] : []),
    "",
    `Record: ${files.record}`,
    `Report: ${files.report}`,
  ].join("\n");
}

/** ", 2 warnings (foresolve check lists them)" */
function warningsText({ findings }: RunRecord["checks"]): string {
  const count = findings.length;
  return count === 0 ? "" : `, ${count} ${count === 1 ? "warning" : "warnings"} (foresolve check lists them)`;
}

/** The table of policies: what each earned, how far from hindsight, and how good its forecasts were. */
export function policyTable({ policies, strongestBaseline, objective }: RunRecord): string {
  const { label, unit } = objective;
  return textTable(
    [
      { title: "policy", align: "left" },
      { title: "kind", align: "left" },
      { title: label, unit, align: "right" },
      { title: "of hindsight", unit: "%", align: "right" },
      { title: "regret", unit, align: "right" },
      { title: `against "${strongestBaseline}"`, unit: `${unit} [95 % interval]`, align: "right" },
      { title: "RMSE", unit: "forecast", align: "right" },
      { title: "MAE", unit: "forecast", align: "right" },
    ],
    policies.map((policy) => [
      policy.name,
      policy.kind,
      grouped(policy.objective),
      grouped(100 * policy.shareOfHindsight, 1),
      grouped(policy.regret),
      againstText(policy, strongestBaseline),
      policy.forecast === null ? "-" : grouped(policy.forecast.rmse, 2),
      policy.forecast === null ? "-" : grouped(policy.forecast.mae, 2),
    ]),
  );
}

function againstText({ name, interval }: PolicySummary, strongestBaseline: string | null): string {
  if (interval !== null) return intervalText(interval);
  return name === strongestBaseline ? "(strongest simple baseline)" : "too few rows to tell";
}

function intervalText({ estimate, lower, upper }: NonNullable<PolicySummary["interval"]>): string {
  const sign = estimate > 0 ? "+" : "";
  return `${sign}${grouped(estimate)} [${grouped(lower)}, ${grouped(upper)}]`;
}
