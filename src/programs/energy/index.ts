export { DEFAULT_BATTERY } from "./battery.js";
export type { Battery } from "./battery.js";
export { batteryProblem } from "./battery-problem.js";
export type { BatteryProblem } from "./battery-problem.js";
export { energy } from "./energy.js";
export type { EnergyInput } from "./input.js";
