import type { FitOptions, ModelCard } from "../../../learn/index.js";
import { conditionOf } from "../machine-condition.js";
import { splitLives, type MachineLife, type PlantHistory } from "../machine-life.js";
import type { MachineCondition } from "../plant.js";
import { durationForecast, type DurationForecast } from "./duration-forecast.js";
import { fitHazard } from "./fit-hazard.js";
import type { LifeForecast } from "./life-forecast.js";

/** Everything that is learned from a plant's history. */
export interface PlantModels extends LifeForecast {
  /** How long work really takes. */
  readonly durations: DurationForecast;
  /** The condition of a machine that is as good as new: of age 0, with the readings that lives of its kind start with. */
  newCondition(machine: string): MachineCondition;
  readonly cards: readonly ModelCard[];
}

/**
 * Fits what a plan needs to know from a plant's history. The same history and seed give the same models. Test lives are
 * not in a history, so that nothing here can have seen them; lives that tune policies
 * (`drawEpisodes` from "training") calibrate the hazard, and no tree is grown on them.
 *
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_ONE_CLASS when there are no failures to learn from.
 */
export async function fitPlantModels(history: PlantHistory, options: FitOptions = {}): Promise<PlantModels> {
  const split = splitLives(history);
  const { forecast, card } = await fitHazard(history, split, options);
  return {
    ...forecast,
    durations: durationForecast(history.work),
    newCondition: newConditions(history, split.growing),
    cards: [card],
  };
}

/** Mean first readings of the lives of each kind. */
function newConditions(
  { sensors, kinds }: PlantHistory,
  lives: readonly MachineLife[],
): (machine: string) => MachineCondition {
  const sums = new Map<string, { readonly values: Float64Array; readonly counts: Float64Array }>();
  for (const life of lives) {
    const kind = kinds[life.machine] ?? life.machine;
    const sum = sums.get(kind) ?? {
      values: new Float64Array(sensors.length),
      counts: new Float64Array(sensors.length),
    };
    sums.set(kind, sum);
    for (let sensor = 0; sensor < sensors.length && life.ages.length > 0; sensor++) {
      if (Number.isNaN(life.readings[sensor])) continue;
      sum.values[sensor] += life.readings[sensor];
      sum.counts[sensor]++;
    }
  }
  return (machine) => {
    const sum = sums.get(kinds[machine] ?? machine);
    const first = Float64Array.from(sensors, (_, sensor) =>
      sum === undefined ? Number.NaN : sum.values[sensor] / sum.counts[sensor],
    );
    const life = {
      id: "new",
      machine,
      ages: Float64Array.of(0),
      readings: first,
      end: Infinity,
      failed: false,
    };
    return conditionOf(life, sensors, 0);
  };
}
