import { checkTable, type QualityReport } from "../../data/index.js";
import type { CheckSettings } from "../program.js";
import { HOURS } from "./battery-problem.js";
import { ENERGY_SETTINGS } from "./energy-settings.js";
import { minimumDays } from "./examples.js";
import { ENERGY_SCHEMA, type EnergyInput } from "./input.js";

/**
 * The quality gate of the program: the checks of every hourly table, and whether there are days enough for the
 * comparison that a run makes unless told otherwise.
 */
export function checkEnergyInput({ table, unreadable }: EnergyInput, settings: CheckSettings): QualityReport {
  const report = checkTable(table, ENERGY_SCHEMA, {
    unreadable,
    minimumRows: HOURS * minimumDays(1),
    ...settings,
  });
  const days = Math.floor(table.rows / HOURS);
  const testDays = ENERGY_SETTINGS.find((setting) => setting.name === "testDays")!.default;
  const needed = minimumDays(testDays);
  if (report.blocked || days >= needed) return report;
  return {
    ...report,
    findings: [
      ...report.findings,
      {
        code: "too-few-rows",
        severity: "warn",
        rows: [],
        count: table.rows,
        message: `${days} days are too few to hold out ${testDays} for the comparison: ${needed} are needed.`,
        fix: `Pass a longer file, or run with --test-days ${days - minimumDays(0)} or fewer.`,
      },
    ],
  };
}
