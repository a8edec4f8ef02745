import type { CostCurve, ScheduleProblem, TimeInterval } from "../problem.js";
import { NEVER } from "../schedule-form.js";
import { shown, type Finding } from "./finding.js";

/** Times, durations, amounts and prices: that each is a number of the kind that is meant. */
export function* numberFindings(problem: ScheduleProblem): Generator<Finding> {
  for (const machine of problem.machines) {
    yield* intervalFindings(`the working hours of machine ${machine.id}`, machine.working ?? []);
    yield* calendarOrder(machine.id, machine.working ?? []);
    yield* intervalFindings(`the unavailability of machine ${machine.id}`, machine.unavailable ?? []);
    for (const [before, row] of Object.entries(machine.setups?.times ?? {}))
      for (const [after, time] of Object.entries(row))
        yield* timeFinding(`the set-up from ${before} to ${after} on machine ${machine.id}`, time, 0);
  }
  for (const { id, capacity } of problem.resources ?? [])
    yield* amountFinding(`the capacity of resource ${id}`, capacity, 0);
  for (const job of problem.jobs) {
    yield* timeFinding(`the release of job ${job.id}`, job.release, 0);
    yield* timeFinding(`the due date of job ${job.id}`, job.due, 0);
    yield* timeFinding(`the deadline of job ${job.id}`, job.deadline, 0);
    yield* priceFinding(`the weight of job ${job.id}`, job.weight);
    yield* priceFinding(`the unassignedPrice of job ${job.id}`, job.unassignedPrice);
    for (const operation of job.operations) {
      const name = `${operation.id} of job ${job.id}`;
      for (const { machine, duration } of operation.alternatives)
        yield* timeFinding(`the duration of ${name} on ${machine}`, duration, 1, true);
      for (const { resource, amount } of operation.needs ?? [])
        yield* amountFinding(`the amount of ${resource} that ${name} needs`, amount, 1);
      yield* timeFinding(`the pinned start of ${name}`, operation.pinned?.start, 0);
    }
  }
  for (const { before, after, lag } of problem.precedences ?? [])
    yield* timeFinding(
      `the lag between ${before.operation} of job ${before.job} and ${after.operation} of job ${after.job}`,
      lag,
      0,
    );
  for (const task of problem.maintenance ?? []) {
    const name = `the task ${task.id}`;
    yield* timeFinding(`the duration of ${name}`, task.duration, 1, true);
    yield* timeFinding(`the earliest start of ${name}`, task.earliestStart, 0);
    yield* timeFinding(`the latest start of ${name}`, task.latestStart, 0);
    yield* timeFinding(`the pinned start of ${name}`, task.pinned?.start, 0);
    yield* priceFinding(`the skipCost of ${name}`, task.skipCost);
    if (task.cost !== undefined) yield* curveFindings(task.id, task.cost);
  }
  const { stability, ...prices } = problem.objective ?? {};
  for (const [name, price] of Object.entries(prices))
    yield* priceFinding(`the objective's price of ${name}`, price);
  for (const [name, price] of Object.entries(stability ?? {}))
    yield* priceFinding(`the objective's price of stability (${name})`, price);
}

const TOO_LATE =
  "Count time from the start of the plan (epochMs says when that is), in a larger unit: seconds or minutes, not milliseconds.";

function* timeFinding(
  name: string,
  value: number | undefined,
  least: 0 | 1,
  isRequired = false,
): Generator<Finding> {
  if (value === undefined && !isRequired) return;
  if (Number.isInteger(value) && value! >= least && value! <= NEVER) return;
  yield {
    code: "FS_SCHEDULE_INVALID_TIME",
    message: `${name} is ${shown(value)}.`,
    fix: timeFix(name, value, least),
    data: { name, value },
  };
}

function timeFix(name: string, value: unknown, least: 0 | 1): string {
  const isNumber = typeof value === "number";
  if (isNumber && value > NEVER) return TOO_LATE;
  if (isNumber && value > least && !Number.isInteger(value))
    return "Times are whole numbers: take a smaller unit of time (minutes for hours), or round.";
  if (!isNumber || !Number.isInteger(value) || least === 1)
    return `Give a whole number from ${least} to ${NEVER}.`;
  return name.startsWith("the due date")
    ? "Times count from 0, the start of the plan. A job that is overdue already gets due 0, which leads to the same plans."
    : "Times count from 0, the start of the plan: take what lies before it out, or move time 0.";
}

function* amountFinding(name: string, value: number, least: number): Generator<Finding> {
  if (Number.isInteger(value) && value >= least && value <= NEVER) return;
  yield {
    code: "FS_SCHEDULE_INVALID_AMOUNT",
    message: `${name} is ${shown(value)}.`,
    fix: `Give a whole number of at least ${least}${least === 1 ? ", or leave the need out" : ""}.`,
    data: { name, value },
  };
}

function* priceFinding(name: string, value: number | undefined): Generator<Finding> {
  if (value === undefined || (Number.isFinite(value) && value >= 0)) return;
  yield {
    code: "FS_SCHEDULE_INVALID_PRICE",
    message: `${name} is ${shown(value)}.`,
    fix: "Prices, weights and costs are finite numbers from 0; add a constant where a gain was meant.",
    data: { name, value },
  };
}

function* curveFindings(task: string, { times, costs }: CostCurve): Generator<Finding> {
  const name = `the cost curve of the task ${task}`;
  const fail = (what: string, fix: string, data: object): Finding => ({
    code: "FS_SCHEDULE_INVALID_CURVE",
    message: `${name} ${what}.`,
    fix,
    data: { task, ...data },
  });
  if (times.length === 0 || times.length !== costs.length)
    yield fail(
      `has ${times.length} times and ${costs.length} costs`,
      "Give as many costs as times, at least one of each.",
      { times: times.length, costs: costs.length },
    );
  for (const [index, time] of times.entries()) {
    if (!Number.isFinite(time))
      yield fail(`has ${shown(time)} as its time ${index + 1}`, "Give finite numbers.", { index, time });
    else if (index > 0 && !(time > times[index - 1]!))
      yield fail(
        `has the time ${time} after ${shown(times[index - 1])}`,
        "Give times in ascending order, each once; a jump takes two times that lie one unit apart.",
        { index, time },
      );
  }
  for (const [index, cost] of costs.entries())
    yield* priceFinding(`the cost at time ${shown(times[index])} of the task ${task}`, cost);
}

function* intervalFindings(name: string, intervals: readonly TimeInterval[]): Generator<Finding> {
  for (const { from, until } of intervals) {
    const isTime = (time: number): boolean => Number.isInteger(time) && time >= 0 && time <= NEVER;
    if (isTime(from) && isTime(until) && from < until) continue;
    const isAscending = isTime(from) && isTime(until);
    yield {
      code: isAscending ? "FS_SCHEDULE_INVALID_CALENDAR" : "FS_SCHEDULE_INVALID_TIME",
      message: `an interval of ${name} lasts from ${shown(from)} until ${shown(until)}.`,
      fix: isAscending
        ? "An interval ends after it begins; one over midnight ends on the next day."
        : `Give whole numbers from 0 to ${NEVER}; ${NEVER} is for ever.`,
      data: { from, until },
    };
  }
}

function* calendarOrder(machine: string, working: readonly TimeInterval[]): Generator<Finding> {
  for (let index = 1; index < working.length; index++) {
    const before = working[index - 1]!;
    const { from, until } = working[index]!;
    if (from >= before.until || Number.isNaN(from - before.until)) continue;
    yield {
      code: "FS_SCHEDULE_INVALID_CALENDAR",
      message: `the working hours of machine ${machine} from ${from} until ${until} begin before those from ${before.from} until ${before.until} end.`,
      fix: "Give working hours in ascending order, and join those that overlap.",
      data: { machine, index },
    };
    return;
  }
}

/** A plan that does one thing after the other must end before NEVER. */
export function* horizonFindings({
  jobs,
  machines,
  precedences = [],
  maintenance = [],
}: ScheduleProblem): Generator<Finding> {
  let latest = 0;
  let work = 0;
  for (const { release = 0, operations } of jobs) {
    latest = Math.max(latest, release);
    for (const { alternatives } of operations) {
      let longest = 0;
      for (const { duration } of alternatives) longest = Math.max(longest, duration);
      work += longest;
    }
  }
  for (const { earliestStart = 0, duration } of maintenance) {
    latest = Math.max(latest, earliestStart);
    work += duration;
  }
  for (const { lag = 0 } of precedences) work += lag;
  for (const { working = [], unavailable = [] } of machines)
    for (const { from } of [...working, ...unavailable]) latest = Math.max(latest, from);
  if (!(latest + work > NEVER)) return;
  yield {
    code: "FS_SCHEDULE_INVALID_TIME",
    message: `the last start that the problem names is ${latest}, and all work one after the other takes ${work}: together more than ${NEVER}.`,
    fix: TOO_LATE,
    data: { latest, work },
  };
}
