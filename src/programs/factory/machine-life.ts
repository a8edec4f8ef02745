import { randomStream } from "../../math/index.js";

/**
 * One life of a machine: from as good as new to a failure, or to where its end is not known (maintenance ahead of a
 * failure, or the life that is running). Ages are working time since it was new, in the plan's unit of time.
 */
export interface MachineLife {
  /** Unique within a history. */
  readonly id: string;
  readonly machine: string;
  /** [readings] ages at which sensors were read, ascending */
  readonly ages: Float64Array;
  /** [readings, sensors] row-major, NaN where missing */
  readonly readings: Float64Array;
  /** Age at its end. */
  readonly end: number;
  /** Whether it ended in a failure; otherwise it was last seen alive (censored). */
  readonly failed: boolean;
}

/** How long an operation was to take and how long it took. */
export interface WorkRecord {
  readonly machine: string;
  readonly family: string | null;
  readonly planned: number;
  readonly actual: number;
}

/** What models learn from. */
export interface PlantHistory {
  /** Names of the sensors: the columns of readings. */
  readonly sensors: readonly string[];
  readonly lives: readonly MachineLife[];
  /** Kind of each machine: machines of one kind wear alike, so that their lives are pooled. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly work: readonly WorkRecord[];
}

/** Share of a history's lives that trees are not grown on. */
const TUNING_SHARE = 0.3;

/**
 * Splits lives by kind of machine: most grow models, the rest calibrate them and are what policies are tuned on (their
 * predictions on these are those of a model that was not grown on them). The split depends on the lives' ids only.
 */
export function splitLives({ lives, kinds }: PlantHistory): {
  readonly growing: readonly MachineLife[];
  readonly tuning: readonly MachineLife[];
} {
  return partLives(lives, kinds, "tuning", TUNING_SHARE);
}

/**
 * Puts a share of the lives of each kind, drawn by their ids, into the second part: of those that failed and of those that
 * did not alike, so that a part without failures does not come by chance.
 */
export function partLives(
  lives: readonly MachineLife[],
  kinds: PlantHistory["kinds"],
  label: string,
  share: number,
): { readonly growing: readonly MachineLife[]; readonly tuning: readonly MachineLife[] } {
  const stream = randomStream("lives").split(label);
  const strata = new Map<string, { readonly life: MachineLife; readonly place: number }[]>();
  for (const life of lives) {
    const stratum = JSON.stringify([kinds[life.machine] ?? life.machine, life.failed]);
    const drawn = { life, place: stream.split(life.id).uniform() };
    const members = strata.get(stratum);
    if (members) members.push(drawn);
    else strata.set(stratum, [drawn]);
  }
  const held = new Set<MachineLife>();
  for (const members of strata.values()) {
    members.sort((a, b) => a.place - b.place);
    for (const { life } of members.slice(0, Math.round(share * members.length))) held.add(life);
  }
  return {
    growing: lives.filter((life) => !held.has(life)),
    tuning: lives.filter((life) => held.has(life)),
  };
}
