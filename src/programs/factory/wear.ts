import { drawGamma, type RandomStream } from "../../math/index.js";
import type { MachineLife } from "./machine-life.js";

/** How one machine of the demo plant wears; nothing but the simulation knows it. */
export interface WearProfile {
  readonly machine: string;
  /** Working time, in minutes, that a life of ordinary quality lasts. */
  readonly characteristicLife: number;
  /** Failures that no wear announces, per minute of working time. */
  readonly shockRate: number;
  /** Age of planned maintenance so far, over the characteristic life; it varies by a tenth. */
  readonly maintainedAt: number;
}

/** The sensors of the demo plant. */
export const DEMO_SENSORS: readonly string[] = ["vibration", "temperature", "current"];

/** Working time between readings. */
const READING_MINUTES = 60;
/** How much faster a worn machine wears than a new one. */
const ACCELERATION = 2;
/** Shape of the gamma increments of wear in one interval: smaller is more jagged. */
const INCREMENT_SHAPE = 0.8;
/** Spread of the logarithm of wear rates between the lives of one machine: parts, material, assembly. */
const QUALITY_SPREAD = 0.35;

/**
 * One life by a gamma process of wear that speeds up as it goes, dw = r q d (1 + 2 w) dt, until w reaches 1, or a shock
 * ends it. r is the machine's rate, q the hidden quality of this life, d the duty, which wanders. Sensors see the wear
 * through gains, offsets that change from life to life, drifts and noise.
 */
export function simulateLife(profile: WearProfile, id: string, random: RandomStream): MachineLife {
  const rate = Math.log(1 + ACCELERATION) / ACCELERATION / profile.characteristicLife;
  const quality = Math.exp(QUALITY_SPREAD * random.normal());
  const shock = random.exponential() / profile.shockRate;
  const sensors = sensorChain(random.split("sensors"));
  const wearing = random.split("wear");
  const ages: number[] = [];
  const readings: number[] = [];
  let wear = 0;
  let duty = 1;
  for (let age = 0; ; age += READING_MINUTES) {
    ages.push(age);
    readings.push(...sensors(wear, duty));
    duty = 1 + 0.85 * (duty - 1) + 0.1 * wearing.normal();
    duty = Math.min(1.8, Math.max(0.4, duty));
    const step =
      rate *
      quality *
      duty *
      (1 + ACCELERATION * wear) *
      READING_MINUTES *
      (drawGamma(wearing, INCREMENT_SHAPE) / INCREMENT_SHAPE);
    const worn = wear + step >= 1 ? age + (READING_MINUTES * (1 - wear)) / step : Infinity;
    const end = Math.min(worn, shock);
    if (end <= age + READING_MINUTES)
      return {
        id,
        machine: profile.machine,
        ages: Float64Array.from(ages),
        readings: Float64Array.from(readings),
        // A life of no length would be no life.
        end: Math.max(1, Math.round(end)),
        failed: true,
      };
    wear += step;
  }
}

/** Readings of one life, in the order of {@link DEMO_SENSORS}. */
function sensorChain(random: RandomStream): (wear: number, duty: number) => number[] {
  const vibrationGain = 2 * Math.exp(0.15 * random.normal());
  const temperatureOffset = 48 + 2.5 * random.normal();
  let drift = 0;
  return (wear, duty) => {
    drift = 0.97 * drift + 0.7 * random.normal();
    const vibration = vibrationGain * (1 + 2.5 * wear ** 2) * Math.exp(0.12 * random.normal());
    const temperature = temperatureOffset + 11 * wear + 4 * (duty - 1) + drift + random.normal();
    const current = 10 * duty * (1 + 0.12 * wear) + 0.4 * random.normal();
    return [vibration, temperature, current].map((value) => Math.round(1000 * value) / 1000);
  };
}

/** The life as it is seen when it is ended at an age before its failure, or is still running then. */
export function censorLife(life: MachineLife, age: number): MachineLife {
  if (age >= life.end) return life;
  let known = 0;
  while (known < life.ages.length && life.ages[known] <= age) known++;
  const width = life.readings.length / life.ages.length;
  return {
    ...life,
    ages: life.ages.slice(0, known),
    readings: life.readings.slice(0, known * width),
    end: age,
    failed: false,
  };
}
