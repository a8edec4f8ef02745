import { ForesolveError } from "../../errors.js";
import { drawCategory, randomStream, type RandomStream } from "../../math/index.js";
import type { EpisodeSource, Plant } from "./factory-plant.js";
import { conditionOf } from "./machine-condition.js";
import { splitLives, type MachineLife } from "./machine-life.js";
import type { BreakdownPath, Episode, MachineCondition } from "./plant.js";

/** Lives after the running one, and repairs, that a path has ready for each machine. */
const FURTHER_LIVES = 12;
/** Spread of the logarithm of a repair's time over its mean. */
const REPAIR_SPREAD = 0.3;

/**
 * Draws planning occasions with what came of them: each machine in the middle of a life (the longer a life, the likelier
 * it is met in; its age uniform), with the orders of the plant, and a path of breakdowns. Only what was read up to that
 * age is in the occasion.
 *
 * `from: "test"` takes lives that no model saw, `"training"` those of the history that calibrate models (no tree was grown
 * on them). The rest of a life whose end was not seen is that of a random longer life of the machine's kind (Efron's
 * redistribution to the right); the longest one ends where it was last seen.
 *
 * Episode i depends on the plant, the seed, `from` and i only.
 *
 * @throws FS_DECIDE_TOO_FEW_EXAMPLES when a machine has no life to draw from.
 */
export function drawEpisodes(
  plant: Plant,
  seed: number,
  count: number,
  { from }: { readonly from: EpisodeSource },
): Episode[] {
  const { care, history } = plant;
  const lives = from === "test" ? plant.testLives : splitLives(history).tuning;
  const pools = care.map(({ machine }) => lifePool(plant, machine, lives, from));
  const stream = randomStream(seed).split("episodes").split(from);
  return Array.from({ length: count }, (_, index) => {
    const random = stream.split(index);
    const problem = plant.drawProblem(random.split("orders"));
    const conditions: MachineCondition[] = [];
    const paths: { lives: number[]; repairs: number[] }[] = [];
    care.forEach(({ machine }, at) => {
      const drawn = random.split("machines").split(machine);
      const { condition, lives: further } = drawLives(pools[at], machine, history.sensors, drawn);
      conditions.push(condition);
      paths.push({
        lives: further,
        repairs: further.map(() => Math.exp(REPAIR_SPREAD * drawn.normal() - REPAIR_SPREAD ** 2 / 2)),
      });
    });
    const path: BreakdownPath = {
      lives: paths.map((each) => each.lives),
      repairFactors: paths.map((each) => each.repairs),
      durationFactors: plant.drawDurationFactors(problem, random.split("durations"), from),
    };
    return { occasion: { id: `${from} ${index + 1}`, problem, conditions, care }, path };
  });
}

function lifePool(
  { history: { kinds } }: Plant,
  machine: string,
  lives: readonly MachineLife[],
  from: EpisodeSource,
): readonly MachineLife[] {
  const kind = kinds[machine] ?? machine;
  const pool = lives.filter((life) => (kinds[life.machine] ?? life.machine) === kind);
  if (pool.some((life) => life.failed)) return pool;
  throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
    message: `Machine "${machine}" has ${pool.length} lives to draw ${from} episodes from, none of which ended in a failure.`,
    fix: "Give a longer history, or name machines that wear alike as one kind in the machines table.",
    data: { machine, kind, from, lives: pool.length },
  });
}

function drawLives(
  pool: readonly MachineLife[],
  machine: string,
  sensors: readonly string[],
  random: RandomStream,
): { readonly condition: MachineCondition; readonly lives: number[] } {
  const running =
    pool[
      drawCategory(
        random,
        pool.map((life) => life.end),
      )
    ];
  const age = Math.floor(random.uniform() * running.end);
  const lives = [wholeLife(pool, running, random) - age];
  for (let index = 0; index < FURTHER_LIVES; index++)
    lives.push(wholeLife(pool, pool[random.integer(pool.length)], random));
  return { condition: { ...conditionOf(running, sensors, age), machine }, lives };
}

/** Age at which a life fails; where that was not seen, that of one that lasted longer. */
function wholeLife(pool: readonly MachineLife[], life: MachineLife, random: RandomStream): number {
  let current = life;
  while (!current.failed) {
    const longer = pool.filter((other) => other.end > current.end);
    if (longer.length === 0) return current.end;
    current = longer[random.integer(longer.length)];
  }
  return current.end;
}
