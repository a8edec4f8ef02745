import { MachineHours } from "../events/machine-hours.js";
import { inTurn } from "../events/turn.js";
import { NEVER, type ScheduleForm } from "../schedule-form.js";

/** Rounds of propagation after which it is given up: nothing is proven then. */
const MOST_ROUNDS = 30;

/**
 * True when it is proven that no plan keeps all pins, deadlines, latest starts, hours and capacities. False says nothing.
 * Proofs are by time windows of activities (earliest and latest starts along routings and precedences, with hours),
 * order on machines that follows from windows of pairs, preemptive earliest-due-date sequences by machine (Jackson 1955),
 * and the compulsory parts of shared resources. Set-ups are not counted.
 */
export function isImpossible(form: ScheduleForm): boolean {
  return new TimeWindows(form).run();
}

class TimeWindows {
  readonly #form: ScheduleForm;
  readonly #hours: MachineHours;
  readonly #order: readonly number[];
  /** Of each activity: earliest start and end, latest start and end. */
  readonly #earliest: Float64Array;
  readonly #earliestEnd: Float64Array;
  readonly #latest: Float64Array;
  readonly #latestEnd: Float64Array;
  /** [activities] the only mode; -1 when there is a choice */
  readonly #only: Int32Array;
  readonly #onMachine: readonly number[][];

  constructor(form: ScheduleForm) {
    this.#form = form;
    this.#hours = new MachineHours(form);
    const { activities, operations, modeStarts, modeMachine, pinnedMachine, jobStarts, jobOf } = form;
    this.#order = inTurn(
      form,
      Array.from({ length: activities }, (_, activity) => activity),
    );
    this.#earliest = Float64Array.from(form.earliestStart);
    this.#earliestEnd = new Float64Array(activities);
    this.#latest = Float64Array.from({ length: activities }, (_, activity) =>
      activity < operations ? NEVER : form.latestStart[activity],
    );
    this.#latestEnd = new Float64Array(activities).fill(NEVER);
    this.#only = new Int32Array(activities).fill(-1);
    const onMachine: number[][] = Array.from({ length: form.machines }, () => []);
    for (let activity = 0; activity < activities; activity++) {
      const isLast = activity < operations && activity === jobStarts[jobOf[activity] + 1] - 1;
      if (isLast) this.#latestEnd[activity] = form.deadline[jobOf[activity]];
      const modes = [];
      for (let mode = modeStarts[activity]; mode < modeStarts[activity + 1]; mode++)
        if (pinnedMachine[activity] < 0 || pinnedMachine[activity] === modeMachine[mode]) modes.push(mode);
      if (modes.length !== 1) continue;
      this.#only[activity] = modes[0];
      onMachine[modeMachine[modes[0]]].push(activity);
    }
    this.#onMachine = onMachine;
  }

  run(): boolean {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (this.#forward() || this.#backward()) return true;
      const ordered = this.#orderPairs();
      if (ordered === "impossible") return true;
      if (ordered === "same")
        return (
          this.#onMachine.some((row, machine) => this.#isOverloaded(machine, row)) || this.#isOverbooked()
        );
    }
    return false;
  }

  #forward(): boolean {
    const { form, hours } = { form: this.#form, hours: this.#hours };
    const { operations, jobStarts, jobOf, predecessorStarts, predecessors, predecessorLags } = form;
    for (const activity of this.#order) {
      let earliest = this.#earliest[activity];
      if (activity < operations && activity > jobStarts[jobOf[activity]])
        earliest = Math.max(earliest, this.#earliestEnd[activity - 1]);
      for (let at = predecessorStarts[activity]; at < predecessorStarts[activity + 1]; at++)
        earliest = Math.max(earliest, this.#earliestEnd[predecessors[at]] + predecessorLags[at]);
      const pinned = form.pinnedStart[activity];
      if (pinned >= 0 && earliest > pinned) return true;
      const from = pinned >= 0 ? pinned : earliest;
      let start = NEVER;
      let end = NEVER;
      for (let mode = form.modeStarts[activity]; mode < form.modeStarts[activity + 1]; mode++) {
        const machine = form.modeMachine[mode];
        if (form.pinnedMachine[activity] >= 0 && form.pinnedMachine[activity] !== machine) continue;
        const duration = form.modeDuration[mode];
        const isTask = activity >= operations;
        const first = isTask
          ? hours.nextTaskStart(machine, from, duration)
          : hours.nextStart(machine, from, duration);
        if (first >= NEVER || (pinned >= 0 && first !== pinned)) continue;
        start = Math.min(start, first);
        end = Math.min(end, isTask ? first + duration : hours.endOf(machine, first, duration));
      }
      if (end >= NEVER) return true;
      this.#earliest[activity] = start;
      this.#earliestEnd[activity] = end;
    }
    return false;
  }

  #backward(): boolean {
    const { form, hours } = { form: this.#form, hours: this.#hours };
    const { operations, jobStarts, jobOf, successorStarts, successors, successorLags } = form;
    for (const activity of this.#order.toReversed()) {
      let latestEnd = this.#latestEnd[activity];
      if (activity < operations && activity + 1 < jobStarts[jobOf[activity] + 1])
        latestEnd = Math.min(latestEnd, this.#latest[activity + 1]);
      for (let at = successorStarts[activity]; at < successorStarts[activity + 1]; at++)
        latestEnd = Math.min(latestEnd, this.#latest[successors[at]] - successorLags[at]);
      this.#latestEnd[activity] = latestEnd;
      let latest = -1;
      for (let mode = form.modeStarts[activity]; mode < form.modeStarts[activity + 1]; mode++) {
        const machine = form.modeMachine[mode];
        if (form.pinnedMachine[activity] >= 0 && form.pinnedMachine[activity] !== machine) continue;
        const duration = form.modeDuration[mode];
        const isPlain = activity >= operations || form.waitsForBreaks[machine] === 1 || latestEnd >= NEVER;
        const before = isPlain ? latestEnd - duration : hours.latestStartOfWork(machine, latestEnd, duration);
        latest = Math.max(latest, before);
      }
      latest = Math.min(latest, this.#latest[activity]);
      if (form.pinnedStart[activity] >= 0) latest = Math.min(latest, form.pinnedStart[activity]);
      if (latest < this.#earliest[activity]) return true;
      this.#latest[activity] = latest;
    }
    return false;
  }

  /** Of two activities on one machine one comes first; where it can only be one of them, the windows shrink. */
  #orderPairs(): "impossible" | "changed" | "same" {
    let changed: "changed" | "same" = "same";
    for (const row of this.#onMachine)
      for (const a of row)
        for (const b of row) {
          if (a >= b) continue;
          const aFirst = this.#earliestEnd[a] <= this.#latest[b];
          const bFirst = this.#earliestEnd[b] <= this.#latest[a];
          if (!aFirst && !bFirst) return "impossible";
          if (aFirst && bFirst) continue;
          const [first, second] = aFirst ? [a, b] : [b, a];
          if (this.#earliest[second] < this.#earliestEnd[first]) {
            this.#earliest[second] = this.#earliestEnd[first];
            changed = "changed";
          }
          if (this.#latestEnd[first] > this.#latest[second]) {
            this.#latestEnd[first] = this.#latest[second];
            changed = "changed";
          }
        }
    return changed;
  }

  /** Preemptive work in the open time of a machine, earliest latest end first, misses one. */
  #isOverloaded(machine: number, row: readonly number[]): boolean {
    const hours = this.#hours;
    const jobs = row
      .filter((activity) => activity < this.#form.operations && this.#latestEnd[activity] < NEVER)
      .map((activity) => ({
        release: hours.openBetween(machine, 0, this.#earliest[activity]),
        due: hours.openBetween(machine, 0, this.#latestEnd[activity]),
        left: this.#form.modeDuration[this.#only[activity]],
      }))
      .sort((a, b) => a.release - b.release);
    let time = 0;
    let next = 0;
    const ready: typeof jobs = [];
    while (next < jobs.length || ready.length > 0) {
      if (ready.length === 0) time = Math.max(time, jobs[next].release);
      while (next < jobs.length && jobs[next].release <= time) ready.push(jobs[next++]);
      ready.sort((a, b) => b.due - a.due);
      const job = ready.at(-1)!;
      const until = next < jobs.length ? Math.min(time + job.left, jobs[next].release) : time + job.left;
      job.left -= until - time;
      time = until;
      if (time > job.due) return true;
      if (job.left === 0) ready.pop();
    }
    return false;
  }

  /** What must be going on at some time, wherever in their windows activities are, needs more than there is. */
  #isOverbooked(): boolean {
    const { needStarts, needResource, needAmount, resourceCapacity, operations } = this.#form;
    const parts: { resource: number; from: number; until: number; amount: number }[] = [];
    for (let activity = 0; activity < operations; activity++)
      for (let need = needStarts[activity]; need < needStarts[activity + 1]; need++) {
        const [from, until] = [this.#latest[activity], this.#earliestEnd[activity]];
        if (from < until) parts.push({ resource: needResource[need], from, until, amount: needAmount[need] });
      }
    return parts.some(({ resource, from }) => {
      let sum = 0;
      for (const part of parts)
        if (part.resource === resource && part.from <= from && from < part.until) sum += part.amount;
      return sum > resourceCapacity[resource];
    });
  }
}
