import type { RandomStream } from "../../math/index.js";
import type { Job, Machine, Operation, ScheduleProblem } from "../../schedule/index.js";

const HOUR = 60;
const DAY = 24 * HOUR;
/** Monday, 06:00. */
const EPOCH_MS: number = Date.UTC(2026, 0, 5, 6);
const DAYS = 12;

/** What a kind of work is done on and how long it takes. */
interface Stage {
  readonly machines: readonly string[];
  readonly minutes: readonly [number, number];
  /** Share of the orders that pass it. */
  readonly share: number;
  /** Real over planned time by family, as a logarithm: planners are wrong in the same way each time. */
  readonly bias: Readonly<Record<DemoFamily, number>>;
}

/** Families of parts. */
type DemoFamily = "shaft" | "plate" | "housing";
const FAMILIES: readonly DemoFamily[] = ["shaft", "plate", "housing"];

/** The stages in the order of the work. */
const STAGES: readonly Stage[] = [
  { machines: ["saw"], minutes: [15, 40], share: 1, bias: { shaft: 0, plate: 0.02, housing: -0.05 } },
  {
    machines: ["lathe-1", "lathe-2"],
    minutes: [35, 95],
    share: 0.85,
    bias: { shaft: -0.02, plate: 0.1, housing: 0.05 },
  },
  {
    machines: ["mill-1", "mill-2"],
    minutes: [40, 110],
    share: 0.9,
    bias: { shaft: 0.05, plate: 0, housing: 0.18 },
  },
  { machines: ["drill"], minutes: [15, 45], share: 0.75, bias: { shaft: 0, plate: -0.08, housing: 0.04 } },
  { machines: ["grinder"], minutes: [20, 55], share: 0.7, bias: { shaft: 0.12, plate: 0.02, housing: 0 } },
  { machines: ["press"], minutes: [15, 40], share: 0.45, bias: { shaft: 0, plate: 0.03, housing: 0 } },
];

/** Spread of the logarithm of real over planned time, beside the planners' bias. */
const DURATION_SPREAD = 0.12;

/** The machines of the demo plant: most run three shifts from Monday to Saturday, the saw and the press two. */
export const DEMO_MACHINES: readonly Machine[] = STAGES.flatMap(({ machines }) =>
  machines.map((id) => ({
    id,
    working: machines[0] === "saw" || machines[0] === "press" ? twoShifts() : threeShifts(),
    acrossBreaks: "pause" as const,
    ...(machines.length > 1 && {
      setups: {
        initial: id.endsWith("1") ? "shaft" : "plate",
        times: {
          shaft: { plate: 15, housing: 25 },
          plate: { shaft: 15, housing: 20 },
          housing: { shaft: 25, plate: 20 },
        },
      },
    }),
  })),
);

function twoShifts(): { from: number; until: number }[] {
  return Array.from({ length: DAYS }, (_, day) => ({ from: day * DAY, until: day * DAY + 16 * HOUR })).filter(
    ({ from }) => (from / DAY) % 7 !== 6,
  );
}

function threeShifts(): { from: number; until: number }[] {
  return [
    { from: 0, until: 6 * DAY },
    { from: 7 * DAY, until: 13 * DAY },
  ];
}

/**
 * The orders of one Monday: 20 to 24 of 2 to 6 operations, with due dates that a good plan can mostly keep as long as
 * nothing breaks.
 */
export function drawDemoOrders(random: RandomStream): ScheduleProblem {
  const count = 20 + random.integer(5);
  return {
    name: "demo plant",
    timeUnit: "minute",
    epochMs: EPOCH_MS,
    machines: DEMO_MACHINES,
    jobs: Array.from({ length: count }, (_, index) =>
      drawOrder(`order-${String(index + 1).padStart(2, "0")}`, index / count, random.split(index)),
    ),
  };
}

function drawOrder(id: string, place: number, random: RandomStream): Job {
  const family = FAMILIES[random.integer(FAMILIES.length)];
  const operations: Operation[] = [];
  let work = 0;
  for (const { machines, minutes, share } of STAGES) {
    if (random.uniform() >= share) continue;
    const [shortest, longest] = minutes;
    const duration = shortest + random.integer(longest - shortest + 1);
    operations.push({
      id: machines[0].replace(/-1$/, ""),
      // The second machine of a pair is the older one.
      alternatives: machines.map((machine, at) => ({
        machine,
        duration: at === 0 ? duration : Math.round(1.1 * duration),
      })),
      family,
    });
    work += duration;
  }
  const release = random.uniform() < 0.5 ? 0 : Math.round(place * 10 * HOUR * random.uniform());
  const slack = Math.round((3 + 15 * place) * HOUR * (0.4 + 0.8 * random.uniform()));
  return {
    id,
    operations,
    release,
    due: release + Math.round(1.25 * work) + slack,
    weight: [1, 1, 2, 4][random.integer(4)],
  };
}

/** [operations of the problem] real over planned working time of the demo plant. */
export function drawDemoDurationFactors(problem: ScheduleProblem, random: RandomStream): number[] {
  return problem.jobs.flatMap((job) =>
    job.operations.map((operation) =>
      demoDurationFactor(operation.alternatives[0].machine, operation.family!, random),
    ),
  );
}

/** Real over planned time of one operation of a family on a machine. */
export function demoDurationFactor(machine: string, family: string, random: RandomStream): number {
  const stage = STAGES.find(({ machines }) => machines.includes(machine))!;
  return Math.exp(stage.bias[family as DemoFamily] + DURATION_SPREAD * random.normal());
}

/** The families of the demo plant. */
export const DEMO_FAMILIES: readonly string[] = FAMILIES;
