import type {
  Job,
  Machine,
  Plan,
  PlannedOperation,
  ScheduleProblem,
  TimeInterval,
} from "../../../schedule/index.js";
import type { GanttBar, GanttFigure, GanttLane, GanttMark } from "../../figure.js";
import { workingTime, type OpenTime } from "../simulation/open-time.js";
import { planEnd, type MachineRisk } from "./machine-risk.js";
import { planClock, type PlanClock } from "./plan-clock.js";
import { shortNames } from "./short-names.js";

/** A machine that fails, or failed, and is repaired. */
export interface ShownBreakdown extends TimeInterval {
  readonly machine: string;
}

/** What a figure of a plan shows besides the plan. */
export interface PlanGanttOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** The plan before: operations that have moved since are shown where they stood. */
  readonly before?: Plan;
  readonly frozenUntil?: number;
  readonly breakdowns?: readonly ShownBreakdown[];
  /** Risk of machines at times. */
  readonly risks?: { readonly times: readonly number[]; readonly machines: readonly MachineRisk[] };
  /** Why operations stand where they do, in a sentence: shown when they are pointed at. */
  readonly reasonOf?: (planned: PlannedOperation) => string | undefined;
}

/** A plan as lanes of bars; longer plans than this are cut, and the caption says so. */
const MOST_BARS = 700;
/** Smaller risks are never drawn in the deepest shade, however small all others are. */
const DARKEST_RISK = 0.2;
/** Shades of risk per lane. */
const RISK_STRETCHES = 120;

/** The figure of a plan. */
export function planGantt(problem: ScheduleProblem, plan: Plan, options: PlanGanttOptions): GanttFigure {
  const { before, frozenUntil, breakdowns = [], risks } = options;
  const clock = planClock(problem);
  const { until, isCut } = shownUntil(plan, before, breakdowns);
  const context: LaneContext = {
    problem,
    plan,
    clock,
    options,
    until,
    names: shortNames(problem.jobs.map(({ id }) => id)),
    jobs: new Map(problem.jobs.map((job) => [job.id, job])),
    lastOf: lastOperations(plan),
    placed: new Map(plan.operations.map((planned) => [keyOf(planned), planned])),
  };
  const cut = isCut ? ` The plan goes on: only its first ${MOST_BARS} operations are drawn.` : "";
  const left =
    plan.unassigned.length === 0
      ? ""
      : ` Left out of the plan: ${plan.unassigned.map(({ job, reason }) => `${job} (${reason})`).join(", ")}.`;
  return {
    kind: "gantt",
    id: options.id,
    title: options.title,
    caption: options.caption + cut + left,
    xLabel: clock.label,
    xKind: clock.kind,
    from: clock.position(0),
    until: clock.position(until),
    ...(frozenUntil === undefined ? {} : { frozenUntil: clock.position(frozenUntil) }),
    ...(risks === undefined
      ? {}
      : {
          highestRisk: Math.max(DARKEST_RISK, ...risks.machines.flatMap(({ planned }) => planned)),
          riskLabel: "probability of having failed by then since the start or the last maintenance",
        }),
    lanes: problem.machines.map((machine) => laneOf(machine, context)),
  };
}

interface LaneContext {
  readonly problem: ScheduleProblem;
  readonly plan: Plan;
  readonly clock: PlanClock;
  readonly options: PlanGanttOptions;
  readonly until: number;
  readonly names: ReadonlyMap<string, string>;
  readonly jobs: ReadonlyMap<string, Job>;
  /** Of each job, by its name. */
  readonly lastOf: ReadonlyMap<string, PlannedOperation>;
  readonly placed: ReadonlyMap<string, PlannedOperation>;
}

function laneOf(machine: Machine, context: LaneContext): GanttLane {
  const { plan, clock, until, options, problem } = context;
  const open = workingTime(machine);
  const own = plan.operations.filter((planned) => planned.machine === machine.id && planned.start < until);
  const stretch = ({ from, until: end }: TimeInterval): TimeInterval => ({
    from: clock.position(Math.max(0, from)),
    until: clock.position(Math.min(end, until)),
  });
  const busy = own.reduce((sum, { start, end }) => sum + open.between(start, end), 0);
  const hours = open.between(0, until);
  const down = (options.breakdowns ?? []).filter((breakdown) => breakdown.machine === machine.id);
  const risk = options.risks?.machines.find((one) => one.machine === machine.id);
  const before = (options.before?.operations ?? []).filter(
    (planned) => planned.machine === machine.id && planned.start < until,
  );
  return {
    name: machine.id,
    detail: hours > 0 ? `busy ${Math.round((100 * busy) / hours)} %` : "never open",
    bars: [
      ...own.flatMap((planned) => setupBars(planned, machine, open, context)),
      ...own.map((planned) => operationBar(planned, context)),
      ...plan.maintenance
        .filter((planned) => planned.machine === machine.id && planned.start < until)
        .map(({ task, start, end }): GanttBar => {
          const reason = problem.maintenance?.find(({ id }) => id === task)?.reason;
          return {
            kind: "maintenance",
            ...stretch({ from: start, until: end }),
            label: "maint.",
            title: [
              `Maintenance of ${machine.id} (${task})`,
              `${clock.text(start)} to ${clock.text(end)}`,
              ...(reason === undefined ? [] : [reason]),
            ].join("\n"),
          };
        }),
      ...down.map((breakdown): GanttBar => ({
        kind: "repair",
        ...stretch(breakdown),
        label: "repair",
        title: `${machine.id} is down\n${clock.text(breakdown.from)} to ${clock.text(breakdown.until)} (${clock.duration(breakdown.until - breakdown.from)})`,
      })),
    ],
    before: before.flatMap((planned) => movedBars(planned, context)),
    closed: open.closed.filter(({ from }) => from < until).map(stretch),
    ...(risk === undefined ? {} : { risk: riskStretches(options.risks!.times, risk.planned, stretch) }),
    marks: [
      ...own.flatMap((planned) => dueMarks(planned, context)),
      ...down.map(({ from }): GanttMark => ({
        at: clock.position(from),
        kind: "breakdown",
        title: `${machine.id} breaks down, ${clock.text(from)}`,
      })),
    ],
  };
}

function operationBar(
  planned: PlannedOperation,
  { clock, names, jobs, lastOf, options }: LaneContext,
): GanttBar {
  const { job: id, operation, machine, start, end, setup } = planned;
  const job = jobs.get(id);
  const ends = lastOf.get(id)!.end;
  const late = job?.due !== undefined && end > job.due;
  const pinned = job?.operations.find((one) => one.id === operation)?.pinned !== undefined;
  const reason = options.reasonOf?.(planned);
  return {
    kind: "operation",
    job: id,
    from: clock.position(start),
    until: clock.position(end),
    label: names.get(id) ?? id,
    title: [
      `${id}, ${operation} on ${machine}`,
      `${clock.text(start)} to ${clock.text(end)} (${clock.duration(end - start)})`,
      ...(setup > 0 ? [`set-up before it: ${clock.duration(setup)}`] : []),
      ...(job?.due === undefined
        ? []
        : [
            `the job ends ${clock.text(ends)}, due ${clock.text(job.due)}${ends > job.due ? `: ${clock.duration(ends - job.due)} late` : ""}`,
          ]),
      ...(pinned ? ["pinned"] : []),
      ...(reason === undefined ? [] : [reason]),
    ].join("\n"),
    ...(late ? { late } : {}),
    ...(pinned ? { pinned } : {}),
  };
}

/** The set-up directly before an operation, through the open hours that it takes. */
function setupBars(
  { start, setup, job, operation }: PlannedOperation,
  machine: Machine,
  open: OpenTime,
  { clock, names }: LaneContext,
): GanttBar[] {
  if (setup === 0) return [];
  // Back from the start until enough open time lies between.
  let from = start - setup;
  for (let missing = setup - open.between(from, start); missing > 0 && from > 0;) {
    from = Math.max(0, from - missing);
    missing = setup - open.between(from, start);
  }
  return [
    {
      kind: "setup",
      job,
      from: clock.position(Math.max(0, from)),
      until: clock.position(start),
      label: names.get(job) ?? job,
      title: `Set-up of ${machine.id} for ${job}, ${operation}\n${clock.duration(setup)} before ${clock.text(start)}`,
    },
  ];
}

/** Where an operation stood before, if it has moved since. */
function movedBars(stood: PlannedOperation, { clock, placed }: LaneContext): GanttBar[] {
  const now = placed.get(keyOf(stood));
  if (now !== undefined && now.start === stood.start && now.machine === stood.machine) return [];
  const where =
    now === undefined
      ? "is left out now"
      : `is now at ${clock.text(now.start)}${now.machine === stood.machine ? "" : ` on ${now.machine}`}`;
  return [
    {
      kind: "operation",
      job: stood.job,
      from: clock.position(stood.start),
      until: clock.position(stood.end),
      label: "",
      title: `Before: ${stood.job}, ${stood.operation} on ${stood.machine}\n${clock.text(stood.start)} to ${clock.text(stood.end)}\n${where}`,
    },
  ];
}

/** The due date of a job, on the lane where the job ends. */
function dueMarks(planned: PlannedOperation, { clock, jobs, lastOf, until }: LaneContext): GanttMark[] {
  const due = jobs.get(planned.job)?.due;
  if (due === undefined || due > until || lastOf.get(planned.job) !== planned) return [];
  const late = planned.end - due;
  return [
    {
      at: clock.position(Math.max(0, due)),
      kind: late > 0 ? "missed" : "due",
      title: `${planned.job} is due ${clock.text(due)}\n${late > 0 ? `it ends ${clock.duration(late)} late` : late === 0 ? "it ends just then" : `it ends ${clock.duration(-late)} before`}`,
    },
  ];
}

/** Risk in few enough stretches to be drawn: each holds the risk at its end. */
function riskStretches(
  times: readonly number[],
  values: readonly number[],
  stretch: (interval: TimeInterval) => TimeInterval,
): NonNullable<GanttLane["risk"]> {
  const every = Math.max(1, Math.floor(times.length / RISK_STRETCHES));
  const stretches: { from: number; until: number; value: number }[] = [];
  for (let index = 0; index + 1 < times.length; index += every) {
    const next = Math.min(times.length - 1, index + every);
    stretches.push({ ...stretch({ from: times[index], until: times[next] }), value: values[next] });
  }
  return stretches;
}

/** The end of what is drawn, and whether some of the plan lies behind it. */
function shownUntil(
  plan: Plan,
  before: Plan | undefined,
  breakdowns: readonly ShownBreakdown[],
): { until: number; isCut: boolean } {
  const isCut = plan.operations.length > MOST_BARS;
  if (isCut) {
    const ends = plan.operations.map(({ end }) => end).sort((a, b) => a - b);
    return { until: ends[MOST_BARS - 1], isCut };
  }
  const ends = [
    planEnd(plan),
    before === undefined ? 0 : planEnd(before),
    ...breakdowns.map(({ until }) => until),
  ];
  return { until: Math.max(1, ...ends), isCut };
}

function lastOperations(plan: Plan): Map<string, PlannedOperation> {
  const last = new Map<string, PlannedOperation>();
  for (const planned of plan.operations)
    if (planned.end > (last.get(planned.job)?.end ?? -1)) last.set(planned.job, planned);
  return last;
}

function keyOf({ job, operation }: PlannedOperation): string {
  return JSON.stringify([job, operation]);
}
