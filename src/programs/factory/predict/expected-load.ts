import type { ScheduleProblem } from "../../../schedule/index.js";
import { workingTime, type OpenTime } from "../simulation/open-time.js";

/** Work that is expected of a machine, spread over the time in which it is to be done. */
export interface ExpectedWork {
  readonly job: string;
  readonly operation: string;
  readonly family: string | null;
  /** Position of the machine in the problem. */
  readonly machine: number;
  /** Share of the operation that this machine is expected to do. */
  readonly share: number;
  /** Working time that the whole operation takes on this machine, as planned. */
  readonly duration: number;
  /** The operation is done between these times if its order is to be on time. */
  readonly from: number;
  readonly until: number;
}

/** Rounds of balancing work between alternatives. */
const ROUNDS = 40;

/**
 * What machines are expected to do before any plan is made: each operation between the earliest time at which its order can have
 * come to it and the latest at which the rest of the order can still be on time (without a due date: until all work could be
 * done), shared between its machines so that their loads are as equal as the alternatives allow.
 */
export function expectedWork(problem: ScheduleProblem): ExpectedWork[] {
  const numberOf = new Map(problem.machines.map(({ id }, at) => [id, at]));
  const end = planningSpan(problem);
  const work: { -readonly [Key in keyof ExpectedWork]: ExpectedWork[Key] }[] = [];
  const groups: (readonly [number, number])[] = [];
  for (const { id, operations, release = 0, due } of problem.jobs) {
    const shortest = operations.map(({ alternatives }) =>
      alternatives.reduce((least, { duration }) => Math.min(least, duration), Infinity),
    );
    let before = release;
    let after = shortest.reduce((sum, duration) => sum + duration, 0);
    operations.forEach(({ id: operation, family = null, alternatives }, place) => {
      after -= shortest[place];
      const from = before;
      before += shortest[place];
      // An order that cannot be on time is in a hurry: it takes its shortest time.
      const until = Math.max(before, (due ?? end) - after);
      const first = work.length;
      for (const { machine, duration } of alternatives)
        work.push({
          job: id,
          operation,
          family,
          machine: numberOf.get(machine)!,
          share: 1 / alternatives.length,
          duration,
          from,
          until,
        });
      if (alternatives.length > 1) groups.push([first, work.length]);
    });
  }
  const loads = new Float64Array(problem.machines.length);
  for (const { machine, share, duration } of work) loads[machine] += share * duration;
  // Each operation in turn moves a part of its work from its fuller machines to its emptier ones.
  for (let round = 0; round < ROUNDS; round++)
    for (const [first, last] of groups) {
      let sum = 0;
      const weights: number[] = [];
      for (let at = first; at < last; at++) {
        const { machine, share, duration } = work[at];
        loads[machine] -= share * duration;
        const weight = Math.max(1e-6, share) / Math.max(1, loads[machine] + duration) ** 2;
        weights.push(weight);
        sum += weight;
      }
      for (let at = first; at < last; at++) {
        const each = work[at];
        each.share = weights[at - first] / sum;
        loads[each.machine] += each.share * each.duration;
      }
    }
  return work;
}

/** When the last order is due; without due dates, when the fullest machine could be done with everything that may come to it. */
export function planningSpan(problem: ScheduleProblem): number {
  const loads = new Map<string, number>();
  let latest = 0;
  for (const { operations, release = 0, due = 0 } of problem.jobs) {
    latest = Math.max(latest, due, release);
    for (const { alternatives } of operations)
      for (const { machine, duration } of alternatives)
        loads.set(machine, (loads.get(machine) ?? 0) + duration / alternatives.length);
  }
  const done = problem.machines.map((machine) => workingTime(machine).after(0, loads.get(machine.id) ?? 0));
  return done.reduce((most, time) => (time < Infinity ? Math.max(most, time) : most), Math.max(1, latest));
}

/** Share of a piece of work that falls between two times, spread evenly over the machine's open time in its own window. */
export function shareWithin(
  { from, until }: ExpectedWork,
  open: OpenTime,
  start: number,
  end: number,
): number {
  const whole = open.between(from, until);
  // A window that is closed throughout: the work comes as soon as the machine opens, if it does.
  if (whole <= 0) {
    const at = open.next(from);
    return at >= start && (at < end || end === Infinity) ? 1 : 0;
  }
  return open.between(Math.max(from, start), Math.max(from, Math.min(until, end))) / whole;
}

/**
 * Working time that each machine is expected to have done by given times, [machines, times] row-major: turns the clock into
 * working time before there is a plan, for `failureProbabilities`. Never more than the machine is open by then.
 */
export function expectedWorkBy(problem: ScheduleProblem, times: readonly number[]): Float64Array {
  const open = problem.machines.map(workingTime);
  const out = new Float64Array(problem.machines.length * times.length);
  for (const work of expectedWork(problem))
    times.forEach((time, at) => {
      out[work.machine * times.length + at] +=
        work.share * work.duration * shareWithin(work, open[work.machine], 0, time);
    });
  return out.map((done, at) =>
    Math.min(done, open[Math.floor(at / times.length)].between(0, times[at % times.length])),
  );
}
