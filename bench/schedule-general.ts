import { randomStream } from "../src/math/index.js";
import { scheduleForm, ScheduleSearch, type ScheduleProblem } from "../src/schedule/index.js";
import type { BenchRow } from "./suite.js";

/** Sizes of the shops that are measured: jobs, machines, operations of a job, alternatives of an operation. */
const SHOPS = [
  { jobs: 20, machines: 10, steps: 10, alternatives: 1, tightness: 1 },
  { jobs: 50, machines: 15, steps: 15, alternatives: 1, tightness: 1 },
  { jobs: 30, machines: 8, steps: 6, alternatives: 3, tightness: 0.5 },
  { jobs: 100, machines: 20, steps: 50, alternatives: 1, tightness: 1 },
  { jobs: 2000, machines: 100, steps: 50, alternatives: 1, tightness: 0.6 },
];
/** Operations beyond which the simple rules are not run beside the search: they are written to be plain, not fast. */
const MOST_FOR_RULES = 10_000;

/** Options of {@link scheduleRows}. */
export interface ScheduleRowsOptions {
  /** CPU seconds of search for each shop. */
  readonly seconds: number;
  readonly seed: number;
  readonly onNote: (text: string) => void;
}

/**
 * Weighted tardiness of random shops: the search beside the simple dispatching rules of the field in the same
 * programme (earliest due date, shortest work, critical ratio), and how long its first plan takes. Simulated.
 */
export function scheduleRows({ seconds, seed, onNote }: ScheduleRowsOptions): BenchRow[] {
  return SHOPS.flatMap((shop, index): BenchRow[] => {
    const problem = randomShop(shop, seed + index);
    const name = `${shop.jobs}x${shop.machines}x${shop.steps}${shop.alternatives > 1 ? `, ${shop.alternatives} alternatives` : ""}`;
    onNote(`${name}: ${seconds} s`);
    const began = process.cpuUsage();
    const cpuSeconds = (): number => {
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1e6;
    };
    const search = new ScheduleSearch(scheduleForm(problem), { seed });
    search.open();
    const firstSeconds = cpuSeconds();
    const first = search.score.soft;
    let peakBytes = 0;
    while (cpuSeconds() < seconds && !search.isOver) {
      search.run(1);
      peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    }
    const best = bestOfRules(problem);
    const row = { case: name, unit: "weighted tardiness" };
    const beside = (value: number): Partial<BenchRow> =>
      best === null
        ? {}
        : { peer: best.rule, peerValue: best.value, ...(best.value > 0 && { ratio: value / best.value }) };
    return [
      { ...row, metric: "tardiness", value: search.score.soft, ...beside(search.score.soft) },
      { ...row, metric: "firstTardiness", value: first, ...beside(first) },
      { case: name, metric: "firstPlanSeconds", value: firstSeconds, unit: "CPU s, problem compiled in it" },
      { case: name, metric: "steps", value: search.steps, unit: "steps" },
      { case: name, metric: "peakMemory", value: peakBytes / 1e6, unit: "MB, whole process" },
    ];
  });
}

interface Waiting {
  readonly due: number;
  readonly weight: number;
  /** Of this operation. */
  readonly work: number;
  /** Of this and those behind it. */
  readonly remaining: number;
}

/** The lower goes first. */
const RULES: readonly { rule: string; rank: (job: Waiting, now: number) => number }[] = [
  { rule: "earliest due date", rank: ({ due }) => due },
  { rule: "shortest weighted work", rank: ({ work, weight }) => work / weight },
  { rule: "critical ratio", rank: ({ due, remaining }, now) => (due - now) / remaining },
  { rule: "least slack", rank: ({ due, remaining }, now) => due - now - remaining },
];

function bestOfRules(problem: ScheduleProblem): { rule: string; value: number } | null {
  const operations = problem.jobs.reduce((sum, job) => sum + job.operations.length, 0);
  if (operations > MOST_FOR_RULES) return null;
  const peers = RULES.map(({ rule, rank }) => ({ rule, value: dispatched(problem, rank) }));
  return peers.reduce((least, peer) => (peer.value < least.value ? peer : least));
}

/** Weighted tardiness of list scheduling without idling by a rule; each operation takes the machine free first. */
function dispatched(problem: ScheduleProblem, rank: (job: Waiting, now: number) => number): number {
  const free = new Map(problem.machines.map(({ id }) => [id, 0]));
  const jobs = problem.jobs.map((job) => ({ job, step: 0, ready: job.release ?? 0 }));
  let cost = 0;
  let open = jobs.length;
  while (open > 0) {
    let now = Number.POSITIVE_INFINITY;
    const starts = jobs.map(({ job, step, ready }) => {
      const start = Math.min(
        ...(job.operations[step]?.alternatives ?? []).map(({ machine }) =>
          Math.max(ready, free.get(machine)!),
        ),
      );
      now = Math.min(now, start);
      return start;
    });
    let best = -1;
    let bestRank = Number.POSITIVE_INFINITY;
    jobs.forEach(({ job, step }, index) => {
      if (starts[index] !== now) return;
      const works = job.operations.slice(step).map((it) => it.alternatives[0]!.duration);
      const remaining = works.reduce((sum, work) => sum + work, 0);
      const value = rank({ due: job.due!, weight: job.weight!, work: works[0]!, remaining }, now);
      if (value >= bestRank) return;
      bestRank = value;
      best = index;
    });
    const chosen = jobs[best]!;
    const { machine, duration } = chosen.job.operations[chosen.step]!.alternatives.find(
      (it) => Math.max(chosen.ready, free.get(it.machine)!) === now,
    )!;
    chosen.ready = now + duration;
    free.set(machine, chosen.ready);
    chosen.step++;
    if (chosen.step < chosen.job.operations.length) continue;
    open--;
    cost += chosen.job.weight! * Math.max(0, chosen.ready - chosen.job.due!);
  }
  return cost;
}

function randomShop(shop: (typeof SHOPS)[number], seed: number): ScheduleProblem {
  const random = randomStream(seed).split("shop");
  const { jobs, machines, steps, alternatives, tightness } = shop;
  const horizon = (tightness * jobs * steps * 50) / machines;
  return {
    name: "random shop",
    machines: Array.from({ length: machines }, (_, machine) => ({ id: `M${machine}` })),
    jobs: Array.from({ length: jobs }, (_, job) => ({
      id: `J${job}`,
      weight: 1 + random.integer(9),
      due: Math.round(horizon * (0.3 + 0.9 * random.uniform())),
      operations: Array.from({ length: steps }, (_, step) => ({
        id: `S${step}`,
        alternatives: Array.from(random.permutation(machines).subarray(0, alternatives), (machine) => ({
          machine: `M${machine}`,
          duration: 1 + random.integer(99),
        })),
      })),
    })),
  };
}
