import type { MachineLife } from "./machine-life.js";
import type { MachineCondition } from "./plant.js";

/** Readings that the present level is the mean of. */
const LEVEL_READINGS = 3;
/** Readings that the trend is fitted to. */
const TREND_READINGS = 8;

/**
 * What is known of a machine at an age of one of its lives, from readings up to that age only: of each sensor its level
 * (mean of the last three readings), `NAME rise` (the level over that of the first three readings of this life: sensors
 * differ in where they start) and `NAME trend` (slope of the last eight readings per 1000 units of working time). NaN
 * where there are no readings for it.
 */
export function conditionOf(life: MachineLife, sensors: readonly string[], age: number): MachineCondition {
  let known = 0;
  while (known < life.ages.length && life.ages[known] <= age) known++;
  const values: Record<string, number> = {};
  const width = sensors.length;
  sensors.forEach((name, sensor) => {
    const level = meanOf(life, width, sensor, known - LEVEL_READINGS, known);
    values[name] = level;
    values[`${name} rise`] = level - meanOf(life, width, sensor, 0, Math.min(LEVEL_READINGS, known));
    values[`${name} trend`] = slopeOf(life, width, sensor, known - TREND_READINGS, known);
  });
  return { machine: life.machine, age, sensors: values };
}

function meanOf(life: MachineLife, width: number, sensor: number, from: number, until: number): number {
  let sum = 0;
  let count = 0;
  for (let at = Math.max(0, from); at < until; at++) {
    const value = life.readings[at * width + sensor];
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

function slopeOf(life: MachineLife, width: number, sensor: number, from: number, until: number): number {
  let count = 0;
  let sumAge = 0;
  let sumValue = 0;
  let sumSquare = 0;
  let sumProduct = 0;
  const origin = life.ages[Math.max(0, from)];
  for (let at = Math.max(0, from); at < until; at++) {
    const value = life.readings[at * width + sensor];
    if (Number.isNaN(value)) continue;
    const age = life.ages[at] - origin;
    count++;
    sumAge += age;
    sumValue += value;
    sumSquare += age * age;
    sumProduct += age * value;
  }
  const spread = count * sumSquare - sumAge * sumAge;
  return spread > 0 ? (1000 * (count * sumProduct - sumAge * sumValue)) / spread : Number.NaN;
}
