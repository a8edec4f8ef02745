import { randomStream, type RandomStream } from "../../math/index.js";
import { conditionOf } from "./machine-condition.js";
import {
  DEMO_FAMILIES,
  DEMO_MACHINES,
  demoDurationFactor,
  drawDemoDurationFactors,
  drawDemoOrders,
} from "./demo-orders.js";
import type { Plant } from "./factory-plant.js";
import type { MachineLife, WorkRecord } from "./machine-life.js";
import type { MachineCare } from "./plant.js";
import { censorLife, DEMO_SENSORS, simulateLife, type WearProfile } from "./wear.js";

/** Lives of each machine in the history, and as many to test on. */
const TRAINING_LIVES = 36;
const TEST_LIVES = 40;
/** How far today's most worn machine is in its life. */
const WORN_SHARE = 0.95;
/** Operations of each machine whose real time was written down. */
const WORK_RECORDS = 60;

/** What the simulation knows of each machine; in the order of the machines. Money in USD, time in minutes. */
const PROFILES: readonly (Omit<WearProfile, "machine"> & Omit<MachineCare, "machine">)[] = [
  // saw
  {
    characteristicLife: 9000,
    shockRate: 1 / 90_000,
    maintainedAt: 1.2,
    maintenanceDuration: 45,
    maintenanceCost: 250,
    repairDuration: 180,
    repairCost: 1200,
  },
  // lathe-1, lathe-2
  {
    characteristicLife: 5200,
    shockRate: 1 / 45_000,
    maintainedAt: 1.15,
    maintenanceDuration: 75,
    maintenanceCost: 450,
    repairDuration: 330,
    repairCost: 2600,
  },
  {
    characteristicLife: 3800,
    shockRate: 1 / 40_000,
    maintainedAt: 1.15,
    maintenanceDuration: 75,
    maintenanceCost: 450,
    repairDuration: 330,
    repairCost: 2600,
  },
  // mill-1, mill-2
  {
    characteristicLife: 4600,
    shockRate: 1 / 45_000,
    maintainedAt: 1.1,
    maintenanceDuration: 90,
    maintenanceCost: 600,
    repairDuration: 420,
    repairCost: 3600,
  },
  {
    characteristicLife: 3400,
    shockRate: 1 / 35_000,
    maintainedAt: 1.1,
    maintenanceDuration: 90,
    maintenanceCost: 600,
    repairDuration: 420,
    repairCost: 3600,
  },
  // drill
  {
    characteristicLife: 6500,
    shockRate: 1 / 60_000,
    maintainedAt: 1.3,
    maintenanceDuration: 40,
    maintenanceCost: 200,
    repairDuration: 200,
    repairCost: 1100,
  },
  // grinder
  {
    characteristicLife: 4200,
    shockRate: 1 / 40_000,
    maintainedAt: 1.15,
    maintenanceDuration: 60,
    maintenanceCost: 380,
    repairDuration: 300,
    repairCost: 2200,
  },
  // press
  {
    characteristicLife: 7500,
    shockRate: 1 / 50_000,
    maintainedAt: 1.3,
    maintenanceDuration: 60,
    maintenanceCost: 300,
    repairDuration: 240,
    repairCost: 1500,
  },
];

/**
 * The demo plant: eight machines of different wear and price of care, a history of 288 lives (about a third of them cut
 * short by maintenance, one of each machine still running), as many more lives that nothing learns from, and orders for each
 * occasion. The same seed gives the same plant. It shows how the program works and proves nothing about any factory.
 */
export function simulatePlant(seed: number): Plant {
  const random = randomStream(seed).split("demo plant");
  const profiles = DEMO_MACHINES.map(({ id }, index) => ({ machine: id, ...PROFILES[index] }));
  const past = profiles.map((profile) => pastLives(profile, random.split("past").split(profile.machine)));
  // One machine is near its end, so that there is something to decide today.
  const worn = random.split("worn").integer(profiles.length);
  const running = profiles.map((profile, at) =>
    runningLife(profile, random.split("running").split(profile.machine), at === worn ? WORN_SHARE : null),
  );
  const care = profiles.map(
    ({ machine, maintenanceDuration, maintenanceCost, repairDuration, repairCost }): MachineCare => ({
      machine,
      maintenanceDuration,
      maintenanceCost,
      repairDuration,
      repairCost,
    }),
  );
  return {
    name: `demo plant, seed ${seed}`,
    care,
    history: {
      sensors: DEMO_SENSORS,
      lives: running.flatMap((life, at) => [...past[at], life]),
      kinds: Object.fromEntries(profiles.map(({ machine }) => [machine, machine])),
      work: DEMO_MACHINES.flatMap(({ id }) => workRecords(id, random.split("work").split(id))),
    },
    testLives: profiles.flatMap((profile) => testLives(profile, random.split("test").split(profile.machine))),
    today: {
      id: "today",
      problem: drawDemoOrders(random.split("orders")),
      conditions: running.map((life) => conditionOf(life, DEMO_SENSORS, life.end)),
      care,
    },
    drawProblem: drawDemoOrders,
    drawDurationFactors: drawDemoDurationFactors,
  };
}

/** Lives as a plant writes them down that maintains by age: some are ended before they fail. */
function pastLives(profile: WearProfile, random: RandomStream): MachineLife[] {
  return Array.from({ length: TRAINING_LIVES - 1 }, (_, index) => {
    const stream = random.split(index);
    const life = simulateLife(profile, `${profile.machine}/${index + 1}`, stream.split("life"));
    const age = profile.characteristicLife * profile.maintainedAt * Math.exp(0.25 * stream.normal());
    return censorLife(life, Math.max(1, Math.round(age)));
  });
}

/** The life that is running today, after a share of it that is given or drawn. */
function runningLife(profile: WearProfile, random: RandomStream, given: number | null): MachineLife {
  const life = simulateLife(profile, `${profile.machine}/${TRAINING_LIVES}`, random.split("life"));
  const share = given ?? 0.3 + 0.65 * random.uniform();
  return censorLife(life, Math.max(1, Math.floor(life.end * share)));
}

function testLives(profile: WearProfile, random: RandomStream): MachineLife[] {
  return Array.from({ length: TEST_LIVES }, (_, index) =>
    simulateLife(profile, `test ${profile.machine}/${index + 1}`, random.split(index)),
  );
}

function workRecords(machine: string, random: RandomStream): WorkRecord[] {
  return Array.from({ length: WORK_RECORDS }, () => {
    const family = DEMO_FAMILIES[random.integer(DEMO_FAMILIES.length)];
    const planned = 20 + random.integer(80);
    return {
      machine,
      family,
      planned,
      actual: Math.round(planned * demoDurationFactor(machine, family, random)),
    };
  });
}
