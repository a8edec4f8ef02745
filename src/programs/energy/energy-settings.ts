import type { Setting, SettingValues } from "../program.js";
import { DEFAULT_BATTERY, requireConsistent, type Battery } from "./battery.js";

/** What a user may set, with defaults and limits. */
export const ENERGY_SETTINGS: readonly Setting[] = [
  {
    name: "testDays",
    summary: "Days at the end that are held out for the comparison",
    default: 365,
    minimum: 1,
    maximum: 3650,
    whole: true,
  },
  {
    name: "trainingDays",
    summary: "Most days before them to learn from",
    default: 1460,
    minimum: 60,
    maximum: 3650,
    whole: true,
  },
  {
    name: "refitEvery",
    summary: "Refit the models after this many test days (walk-forward); 0 fits once",
    default: 0,
    minimum: 0,
    maximum: 3650,
    whole: true,
  },
  {
    name: "epochs",
    summary: "Most passes of training through the decision",
    default: 20,
    minimum: 0,
    maximum: 1000,
    whole: true,
  },
  {
    name: "powerMw",
    summary: "Largest charge and discharge",
    unit: "MW",
    default: DEFAULT_BATTERY.powerMw,
    minimum: 0.001,
    maximum: 1e6,
  },
  {
    name: "capacityMwh",
    summary: "Energy that the battery holds",
    unit: "MWh",
    default: DEFAULT_BATTERY.capacityMwh,
    minimum: 0.001,
    maximum: 1e6,
  },
  {
    name: "chargeEfficiency",
    summary: "Stored energy per energy bought",
    default: DEFAULT_BATTERY.chargeEfficiency,
    minimum: 0.01,
    maximum: 1,
  },
  {
    name: "dischargeEfficiency",
    summary: "Sold energy per stored energy",
    default: DEFAULT_BATTERY.dischargeEfficiency,
    minimum: 0.01,
    maximum: 1,
  },
  {
    name: "minimumShare",
    summary: "Lowest state of charge, as a share of the capacity",
    default: DEFAULT_BATTERY.minimumShare,
    minimum: 0,
    maximum: 1,
  },
  {
    name: "maximumShare",
    summary: "Highest state of charge, as a share of the capacity",
    default: DEFAULT_BATTERY.maximumShare,
    minimum: 0,
    maximum: 1,
  },
  {
    name: "midnightShare",
    summary: "State of charge at both ends of every day, as a share of the capacity",
    default: DEFAULT_BATTERY.midnightShare,
    minimum: 0,
    maximum: 1,
  },
  {
    name: "cyclingCostUsdPerMwh",
    summary: "Wear per energy sold",
    unit: "USD/MWh",
    default: DEFAULT_BATTERY.cyclingCostPerMwh,
    minimum: 0,
    maximum: 1e4,
  },
];

/**
 * The battery that some settings describe.
 *
 * @throws ForesolveError `FS_RUN_INVALID_SETTING` when they contradict each other.
 */
export function batteryOf(settings: SettingValues): Battery {
  return requireConsistent({
    powerMw: settings.powerMw,
    capacityMwh: settings.capacityMwh,
    chargeEfficiency: settings.chargeEfficiency,
    dischargeEfficiency: settings.dischargeEfficiency,
    minimumShare: settings.minimumShare,
    maximumShare: settings.maximumShare,
    midnightShare: settings.midnightShare,
    cyclingCostPerMwh: settings.cyclingCostUsdPerMwh,
  });
}
