import type { Plan } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import type { JsonShape } from "./json-shape.js";

const interval: JsonShape = { fields: { from: "number", until: "number" } };
const reference: JsonShape = { fields: { job: "text", operation: "text" } };

const machine: JsonShape = {
  fields: { id: "text" },
  optional: {
    working: { listOf: interval },
    unavailable: { listOf: interval },
    acrossBreaks: { oneOf: ["pause", "wait"] },
    setups: {
      fields: { times: { entriesOf: { entriesOf: "number" } } },
      optional: { initial: "text" },
    },
  },
};

const operation: JsonShape = {
  fields: {
    id: "text",
    alternatives: { listOf: { fields: { machine: "text", duration: "number" } } },
  },
  optional: {
    family: "text",
    needs: { listOf: { fields: { resource: "text", amount: "number" } } },
    pinned: { fields: {}, optional: { machine: "text", start: "number" } },
  },
};

const job: JsonShape = {
  fields: { id: "text", operations: { listOf: operation } },
  optional: {
    release: "number",
    due: "number",
    deadline: "number",
    weight: "number",
    unassignedPrice: "number",
  },
};

const task: JsonShape = {
  fields: { id: "text", machine: "text", duration: "number" },
  optional: {
    earliestStart: "number",
    latestStart: "number",
    cost: { fields: { times: { listOf: "number" }, costs: { listOf: "number" } } },
    skipCost: "number",
    pinned: { fields: { start: "number" } },
    reason: "text",
  },
};

const problem: JsonShape = {
  fields: { name: "text", machines: { listOf: machine }, jobs: { listOf: job } },
  optional: {
    timeUnit: "text",
    epochMs: "number",
    resources: { listOf: { fields: { id: "text", capacity: "number" } } },
    precedences: {
      listOf: { fields: { before: reference, after: reference }, optional: { lag: "number" } },
    },
    maintenance: { listOf: task },
    objective: {
      fields: {},
      optional: {
        tardiness: "number",
        makespan: "number",
        flowTime: "number",
        setup: "number",
        maintenance: "number",
        stability: { fields: {}, optional: { changed: "number", shift: "number", moved: "number" } },
      },
    },
  },
};

const plan: JsonShape = {
  fields: {
    operations: {
      listOf: {
        fields: {
          job: "text",
          operation: "text",
          machine: "text",
          start: "number",
          end: "number",
          setup: "number",
        },
      },
    },
    maintenance: {
      listOf: { fields: { task: "text", machine: "text", start: "number", end: "number" } },
    },
    unassigned: { listOf: { fields: { job: "text", reason: "text" } } },
  },
};

/** What a file of {@link writeSchedule} holds. */
export interface ScheduleFile {
  readonly format: string;
  readonly version: number;
  readonly problem: ScheduleProblem;
  readonly plan?: Plan;
}

/** The first version of the format. */
export const scheduleFileShape: JsonShape = {
  fields: { format: "text", version: "number", problem },
  optional: { plan },
};
