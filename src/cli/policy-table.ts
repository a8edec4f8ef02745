import type { PolicyFigure, PolicySummary, SplitPart, Verdict } from "../programs/index.js";
import type { RunRecord } from "../run/index.js";
import { grouped, textTable, type TextColumn } from "./text-table.js";

/** What a run prints on stdout: the headline, the comparison of policies, the verdicts and the notes. */
export function runText(
  record: RunRecord,
  files: { readonly record: string; readonly report: string },
): string {
  const { split, data } = record;
  const comparesPolicies = record.policies.length > 0;
  const digits = digitsFor(record.policies.map((policy) => policy.objective));
  return [
    ...(data.simulated
      ? ["*** SIMULATED DATA: nothing here says anything about a real market, plant or place. ***", ""]
      : []),
    record.headline,
    "",
    `Data: ${data.description}${warningsText(record.checks)}.${comparesPolicies ? ` Training: ${splitText(split.training)}. Test: ${splitText(split.test)}.` : ""}`,
    "",
    ...(comparesPolicies ? [policyTable(record), ...figureTable(record), ""] : []),
    ...record.verdicts.map(
      ({ comparison, outcome, interval, relative }) =>
        `${outcome.toUpperCase()}: ${comparison}: ${intervalText(interval, digits)} ${record.objective.unit}${relativeText(relative)}.`,
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

/** "365 rows, 2014-01-01 to 2014-12-31" */
function splitText({ rows, noun = "row", nouns = `${noun}s`, from, to, origin }: SplitPart): string {
  const range = from === undefined || to === undefined ? "" : `, ${from} to ${to}`;
  return `${grouped(rows)} ${rows === 1 ? noun : nouns}${range}${origin === undefined ? "" : `, ${origin}`}`;
}

/** A column of the table of policies; the table leaves out those that no policy has anything in. */
interface PolicyColumn extends TextColumn {
  readonly cell: (policy: PolicySummary) => string | null;
}

/** The table of policies: what each came to, how far from hindsight, and how good its forecasts were. */
export function policyTable({ policies, strongestBaseline, objective }: RunRecord): string {
  const { label, unit, sense } = objective;
  const more = sense === "maximize";
  const digits = digitsFor(policies.map((policy) => policy.objective));
  const present = (value: number | null | undefined, digits: number): string | null =>
    typeof value === "number" && Number.isFinite(value) ? grouped(value, digits) : null;
  const columns: readonly PolicyColumn[] = [
    { title: "policy", align: "left", cell: ({ name }) => name },
    { title: "kind", align: "left", cell: ({ kind }) => kind },
    { title: label, unit, align: "right", cell: (policy) => grouped(policy.objective, digits) },
    {
      title: more ? "of hindsight" : "above hindsight",
      unit: "%",
      align: "right",
      cell: ({ shareOfHindsight }) => present(100 * (shareOfHindsight - (more ? 0 : 1)), 1),
    },
    { title: "regret", unit, align: "right", cell: ({ regret }) => present(regret, digits) },
    {
      title: `${more ? "" : "saved "}against "${strongestBaseline}"`,
      unit: `${unit} [95 % interval]`,
      align: "right",
      cell: (policy) => againstText(policy, strongestBaseline, digits),
    },
    { title: "RMSE", unit: "forecast", align: "right", cell: ({ forecast }) => present(forecast?.rmse, 2) },
    { title: "MAE", unit: "forecast", align: "right", cell: ({ forecast }) => present(forecast?.mae, 2) },
  ];
  return tableOf(columns, policies);
}

/** Further figures by policy, under a heading; nothing where there are none. */
function figureTable({ policies, policyFigures = [] }: RunRecord): string[] {
  if (policyFigures.length === 0) return [];
  const columns: readonly PolicyColumn[] = [
    { title: "policy", align: "left", cell: ({ name }) => name },
    ...policyFigures.map((figure): PolicyColumn => {
      const digits = digitsOf(figure, policies);
      const unit = figure.format === "share" ? "%" : figure.unit;
      return {
        title: figure.label,
        ...(unit === undefined ? {} : { unit }),
        align: "right",
        cell: ({ figures }) => {
          const value = figures?.[figure.name];
          if (typeof value !== "number" || !Number.isFinite(value)) return null;
          return grouped(figure.format === "share" ? 100 * value : value, digits);
        },
      };
    }),
  ];
  return ["", tableOf(columns, policies)];
}

function digitsOf({ name, format, digits }: PolicyFigure, policies: readonly PolicySummary[]): number {
  if (digits !== undefined) return digits;
  if (format === "share") return 1;
  return digitsFor(policies.map(({ figures }) => figures?.[name] ?? 0));
}

/** Digits after the point for about three figures of the largest. */
function digitsFor(values: readonly number[]): number {
  const largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  if (largest >= 100 || largest === 0) return 0;
  return largest >= 10 ? 1 : 2;
}

function tableOf(columns: readonly PolicyColumn[], policies: readonly PolicySummary[]): string {
  const shown = columns.filter(({ cell }) => policies.some((policy) => cell(policy) !== null));
  return textTable(
    shown,
    policies.map((policy) => shown.map(({ cell }) => cell(policy) ?? "-")),
  );
}

function againstText(
  { name, interval }: PolicySummary,
  strongestBaseline: string | null,
  digits: number,
): string {
  if (interval !== null) return intervalText(interval, digits);
  return name === strongestBaseline ? "(strongest simple baseline)" : "too few rows to tell";
}

function intervalText(
  { estimate, lower, upper }: NonNullable<PolicySummary["interval"]>,
  digits: number,
): string {
  const sign = estimate > 0 ? "+" : "";
  return `${sign}${grouped(estimate, digits)} [${grouped(lower, digits)}, ${grouped(upper, digits)}]`;
}

function relativeText(relative: Verdict["relative"]): string {
  if (relative === undefined) return "";
  const percent = (share: number): string => `${share > 0 ? "+" : ""}${grouped(100 * share, 1)}`;
  return ` (${percent(relative.estimate)} % [${percent(relative.lower)}, ${percent(relative.upper)}])`;
}
