import { randomStream } from "../../../math/index.js";
import type { Occasion } from "../plant.js";
import { workingTime } from "../simulation/open-time.js";
import { expectedWork, planningSpan, shareWithin } from "./expected-load.js";
import type { PlantModels } from "./fit-plant-models.js";

/** A machine in one window of time. */
export interface BottleneckWindow {
  readonly from: number;
  readonly until: number;
  /** Working time that is expected of the machine, real durations and repairs after breakdowns included. */
  readonly load: number;
  /** Time that the machine is open. */
  readonly capacity: number;
  /** P(no machine is loaded more in this window). */
  readonly probability: number;
}

/** How likely a machine is to hold up the others; plain JSON. */
export interface BottleneckRow {
  readonly machine: string;
  /** Over the whole span. */
  readonly load: number;
  readonly capacity: number;
  /** P(no machine is loaded more over the whole span). */
  readonly probability: number;
  /** Load over capacity that is exceeded in one scenario of ten. */
  readonly highLoad: number;
  readonly windows: readonly BottleneckWindow[];
}

/** Settings of {@link bottleneckForecast}. */
export interface BottleneckOptions {
  /** Length of a window. Default 480: a shift, in minutes. */
  readonly window?: number;
  /** Default 200. */
  readonly scenarios?: number;
  readonly seed: number;
}

/**
 * Where the bottleneck will be, from the orders alone: load over capacity of each machine and window (`expectedWork`), in
 * scenarios of how long work really takes and of which machines break down in their expected work and are
 * repaired. Rows with the likeliest bottleneck first.
 */
export function bottleneckForecast(
  { problem, conditions, care }: Occasion,
  models: Pick<PlantModels, "durations" | "lifeSamples">,
  { window = 480, scenarios = 200, seed }: BottleneckOptions,
): BottleneckRow[] {
  const machines = problem.machines.length;
  const open = problem.machines.map(workingTime);
  const span = planningSpan(problem);
  const windows = Math.max(1, Math.ceil(span / window));
  const work = expectedWork(problem);
  const parts = work.map((each) =>
    Float64Array.from({ length: windows }, (_, at) => {
      // The last window takes what is late.
      const end = at === windows - 1 ? Infinity : (at + 1) * window;
      return each.share * each.duration * shareWithin(each, open[each.machine], at * window, end);
    }),
  );
  const factors = models.durations.factorSamples(
    work.map(({ machine, family }) => ({ machine: problem.machines[machine].id, family })),
    { count: scenarios, seed },
  );
  const lives =
    conditions.length === machines && care.length === machines
      ? models.lifeSamples(conditions, { count: scenarios, seed })
      : null;
  const capacity = Float64Array.from({ length: machines * windows }, (_, at) => {
    const from = (at % windows) * window;
    return open[Math.floor(at / windows)].between(from, from + window);
  });
  const sums = new Float64Array(machines * windows);
  const firsts = new Float64Array(machines * windows);
  const wholeFirsts = new Float64Array(machines);
  const wholes = Array.from({ length: machines }, () => new Float64Array(scenarios));
  const random = randomStream(seed).split("ties");
  const total = (values: Float64Array, machine: number): number => {
    let sum = 0;
    for (let at = 0; at < windows; at++) sum += values[machine * windows + at];
    return sum;
  };
  for (let scenario = 0; scenario < scenarios; scenario++) {
    const loads = new Float64Array(machines * windows);
    parts.forEach((part, at) => {
      const factor = factors[at * scenarios + scenario];
      for (let each = 0; each < windows; each++)
        loads[work[at].machine * windows + each] += factor * part[each];
    });
    for (let machine = 0; machine < machines; machine++) {
      let left = lives === null ? Infinity : lives[machine * scenarios + scenario];
      for (let each = 0; each < windows; each++) {
        const at = machine * windows + each;
        if (left < loads[at]) {
          loads[at] += care[machine].repairDuration;
          break;
        }
        left -= loads[at];
      }
    }
    for (let at = 0; at < loads.length; at++) sums[at] += loads[at];
    const ratio = (machine: number, each: number): number =>
      utilisation(loads[machine * windows + each], capacity[machine * windows + each]);
    for (let each = 0; each < windows; each++) {
      const first = highest(machines, (machine) => ratio(machine, each), random.uniform());
      if (first >= 0) firsts[first * windows + each]++;
    }
    for (let machine = 0; machine < machines; machine++)
      wholes[machine][scenario] = utilisation(total(loads, machine), total(capacity, machine));
    const first = highest(machines, (machine) => wholes[machine][scenario], random.uniform());
    if (first >= 0) wholeFirsts[first]++;
  }
  return problem.machines
    .map(({ id }, machine): BottleneckRow => ({
      machine: id,
      load: total(sums, machine) / scenarios,
      capacity: total(capacity, machine),
      probability: wholeFirsts[machine] / scenarios,
      highLoad: wholes[machine].toSorted()[Math.floor(0.9 * scenarios)],
      windows: Array.from({ length: windows }, (_, each) => ({
        from: each * window,
        until: (each + 1) * window,
        load: sums[machine * windows + each] / scenarios,
        capacity: capacity[machine * windows + each],
        probability: firsts[machine * windows + each] / scenarios,
      })),
    }))
    .sort((a, b) => b.probability - a.probability || b.load / b.capacity - a.load / a.capacity);
}

/** Load on a closed machine is more than any capacity. */
function utilisation(load: number, capacity: number): number {
  if (load <= 0) return 0;
  return capacity > 0 ? load / capacity : Infinity;
}

/** The machine of the highest value, among equals one by chance; -1 when none has anything to do. */
function highest(machines: number, valueOf: (machine: number) => number, chance: number): number {
  let most = 0;
  let among: number[] = [];
  for (let machine = 0; machine < machines; machine++) {
    const value = valueOf(machine);
    if (value > most) [most, among] = [value, [machine]];
    else if (value === most && value > 0) among.push(machine);
  }
  return among.length === 0 ? -1 : among[Math.floor(chance * among.length)];
}
