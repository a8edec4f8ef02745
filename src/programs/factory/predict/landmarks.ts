import { kaplanMeier, type Lifetime } from "../../../learn/index.js";
import { randomStream } from "../../../math/index.js";
import { conditionOf } from "../machine-condition.js";
import type { MachineLife, PlantHistory } from "../machine-life.js";
import type { MachineCondition } from "../plant.js";

/** Lives of this many failures weigh as much as the plant's mean in a kind's mean life. */
const SHRINKAGE_LIVES = 4;

/** A row of the hazard model: age, mean life of the kind, age over it, and the sensors' features. */
export type HazardRow = Readonly<Record<string, number>>;

/** Makes rows of conditions. Plain data: what was learned about the kinds of machine from the lives of training. */
export interface RowMaker {
  /** Names of the sensors' features, in the order of the columns. */
  readonly sensorFeatures: readonly string[];
  readonly kinds: Readonly<Record<string, string>>;
  /** Mean life of each kind (restricted to what was watched), shrunk towards that of all. */
  readonly meanLives: Readonly<Record<string, number>>;
  readonly meanLife: number;
}

/** What rows need, from lives that models are grown on. */
export function rowMaker({ sensors, kinds }: PlantHistory, lives: readonly MachineLife[]): RowMaker {
  const meanLife = restrictedMean(lives);
  const byKind = new Map<string, MachineLife[]>();
  for (const life of lives) {
    const kind = kinds[life.machine] ?? life.machine;
    byKind.set(kind, [...(byKind.get(kind) ?? []), life]);
  }
  const meanLives = Object.fromEntries(
    [...byKind].map(([kind, own]) => {
      const failures = own.filter((life) => life.failed).length;
      const share = failures / (failures + SHRINKAGE_LIVES);
      return [kind, share * restrictedMean(own) + (1 - share) * meanLife];
    }),
  );
  return {
    sensorFeatures: sensors.flatMap((name) => [name, `${name} rise`, `${name} trend`]),
    kinds,
    meanLives,
    meanLife,
  };
}

/** A row of the hazard model. Sensors that the condition lacks are missing values. */
export function hazardRow(maker: RowMaker, { machine, age, sensors }: MachineCondition): HazardRow {
  const kindLife = maker.meanLives[maker.kinds[machine] ?? machine] ?? maker.meanLife;
  const row: Record<string, number> = { age, kindLife, "age over kindLife": age / kindLife };
  for (const name of maker.sensorFeatures) row[name] = sensors[name] ?? Number.NaN;
  return row;
}

/** A condition in the middle of a life and what remained of that life. */
export interface Landmark {
  readonly life: MachineLife;
  readonly condition: MachineCondition;
  /** Working time to the failure, or to where the life was last seen. */
  readonly remaining: number;
}

/**
 * Conditions at equal steps of working time through all lives, each life starting at a random part of the step: the
 * machines as somebody finds them who looks in at a random time, as `drawEpisodes` does.
 */
export function landmarksOf(
  lives: readonly MachineLife[],
  sensors: readonly string[],
  { count, seed }: { readonly count: number; readonly seed: number },
): Landmark[] {
  const total = lives.reduce((sum, life) => sum + life.end, 0);
  const step = total / count;
  const stream = randomStream(seed).split("landmarks");
  return lives.flatMap((life) => {
    const landmarks: Landmark[] = [];
    const first = step * stream.split(life.id).uniform();
    for (let at = first; at < life.end; at += step) {
      const age = Math.floor(at);
      landmarks.push({ life, condition: conditionOf(life, sensors, age), remaining: life.end - age });
    }
    return landmarks;
  });
}

/** A landmark as the hazard model takes it. */
export function lifetimeOf(maker: RowMaker, { life, condition, remaining }: Landmark): Lifetime<HazardRow> {
  return {
    unit: life.id,
    features: hazardRow(maker, condition),
    duration: remaining,
    failed: life.failed,
  };
}

/** Area under the survival curve up to where anyone was watched: the mean life as far as it is known. */
function restrictedMean(lives: readonly MachineLife[]): number {
  const curve = kaplanMeier({
    durations: lives.map((life) => life.end),
    failed: lives.map((life) => (life.failed ? 1 : 0)),
  });
  let area = 0;
  let from = 0;
  let alive = 1;
  curve.times.forEach((time, step) => {
    area += alive * (time - from);
    from = time;
    alive = curve.survival[step];
  });
  return area + alive * (curve.lastTime - from);
}
