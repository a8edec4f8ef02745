import { randomStream, type RandomStream } from "../../math/index.js";
import type { ScheduleProblem } from "../../schedule/index.js";
import type { FactoryInput } from "./factory-input.js";
import type { EpisodeSource, Plant } from "./factory-plant.js";
import { conditionOf } from "./machine-condition.js";
import { partLives, type MachineLife, type WorkRecord } from "./machine-life.js";
import { FEWEST_FAILURES } from "./tables/factory-history.js";

/** Share of the lives, and of the work records, that nothing learns from. */
const TEST_SHARE = 0.3;
/** Kinds with fewer failures are taken together: neither a model nor an episode could be drawn from them alone. */
const FEWEST_FAILURES_OF_A_KIND = 8;
/** Name of the kinds that are taken together. */
const POOLED = "all machines";

/**
 * The plant of an input: the simulated one, or that of the tables, whose lives are split by kind into those to learn from
 * and those to test on. Kinds of machine with few failures of their own are pooled. Without a history, and with too short a one
 * (which the check says), there are no lives.
 */
export function plantOf(input: FactoryInput): Plant {
  if (input.simulated !== null) return input.simulated;
  const { problem, care, history, origin } = input;
  const recorded = history?.lives ?? [];
  const lives = recorded.filter((life) => life.failed).length < FEWEST_FAILURES ? [] : recorded;
  const running = history?.running ?? new Map<string, MachineLife>();
  const kinds = pooledKinds(lives, history?.kinds ?? {});
  const sensors = history?.sensors ?? [];
  // Lives that run today are needed for today's conditions, and say little about the end of lives.
  const runs = new Set(running.values());
  const ended = partLives(
    lives.filter((life) => !runs.has(life)),
    kinds,
    "test",
    TEST_SHARE,
  );
  const work = splitWork(history?.work ?? []);
  return {
    name: origin.description,
    care,
    history: {
      sensors,
      lives: [...ended.growing, ...lives.filter((life) => runs.has(life))],
      kinds,
      work: work.training,
    },
    testLives: ended.tuning,
    today: {
      id: "today",
      problem,
      conditions: problem.machines.map(({ id }) => {
        const life = running.get(id);
        if (life === undefined) return { machine: id, age: 0, sensors: {} };
        return conditionOf(life, sensors, life.end);
      }),
      care,
    },
    drawProblem: () => problem,
    drawDurationFactors: (of, random, from) => recordedFactors(of, work[from], random),
  };
}

/** Kinds with few failures become one. */
function pooledKinds(
  lives: readonly MachineLife[],
  kinds: Readonly<Record<string, string>>,
): Record<string, string> {
  const failures = new Map<string, number>();
  for (const { machine, failed } of lives) {
    const kind = kinds[machine] ?? machine;
    if (failed) failures.set(kind, (failures.get(kind) ?? 0) + 1);
  }
  const pooled = Object.entries(kinds).map(([machine, kind]) => [
    machine,
    (failures.get(kind) ?? 0) < FEWEST_FAILURES_OF_A_KIND ? POOLED : kind,
  ]);
  const own = Object.fromEntries(pooled) as Record<string, string>;
  const inPool = lives.filter((life) => life.failed && own[life.machine] === POOLED).length;
  if (!pooled.some(([, kind]) => kind === POOLED) || inPool >= FEWEST_FAILURES_OF_A_KIND) return own;
  // Not even all of them together are enough: then the plant is one kind.
  return Object.fromEntries(Object.keys(kinds).map((machine) => [machine, POOLED]));
}

function splitWork(work: readonly WorkRecord[]): Record<EpisodeSource, readonly WorkRecord[]> {
  const stream = randomStream("work").split("test");
  const inTest = work.map((_, at) => stream.split(at).uniform() < TEST_SHARE);
  return {
    training: work.filter((_, at) => !inTest[at]),
    test: work.filter((_, at) => inTest[at]),
  };
}

/** For each operation what happened to a random record of its machine and family, of its machine, or of any. */
function recordedFactors(
  problem: ScheduleProblem,
  work: readonly WorkRecord[],
  random: RandomStream,
): number[] {
  const byMachine = new Map(
    problem.machines.map(({ id }) => [id, work.filter((record) => record.machine === id)]),
  );
  return problem.jobs.flatMap((job) =>
    job.operations.map(({ alternatives, family }) => {
      const ofMachine = byMachine.get(alternatives[0].machine) ?? [];
      const ofFamily = ofMachine.filter((record) => record.family === (family ?? null));
      const pool = [ofFamily, ofMachine, work].find((records) => records.length > 0);
      if (pool === undefined) return 1;
      const { planned, actual } = pool[random.integer(pool.length)];
      return actual / planned;
    }),
  );
}
