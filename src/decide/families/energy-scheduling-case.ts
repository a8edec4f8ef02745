import { ForesolveError } from "../../errors.js";
import {
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  sum,
  total,
  type IndexSet,
} from "../../model/index.js";
import { decisionProblem, type DecisionProblem } from "../problem/decision-problem.js";
import { polynomialCase } from "./polynomial-case.js";
import type { SyntheticCase, SyntheticOptions } from "./synthetic-case.js";

/** A job that a machine runs without a break. */
export interface EnergyTask {
  /** Slots that it runs for. */
  readonly duration: number;
  /** First slot that it may start in. */
  readonly earliestStart: number;
  /** Slot by whose beginning it must have ended. */
  readonly latestEnd: number;
  /** Power that it draws while it runs. */
  readonly power: number;
  /** [resources] what it takes of its machine while it runs */
  readonly needs: readonly number[];
}

/** Tasks to be put on machines while the price of energy changes from slot to slot. */
export interface EnergySchedulingInstance {
  readonly slotMinutes: number;
  /** Slots in a day. */
  readonly slots: number;
  /** [machines][resources] */
  readonly capacities: readonly (readonly number[])[];
  readonly tasks: readonly EnergyTask[];
}

/** Slots of the day. */
export type SlotSet = readonly [IndexSet<"slot", `${number}`>];

const MINUTES_OF_A_DAY = 1440;

/**
 * Reads an instance of energy-cost-aware scheduling in the format of the ICON challenge (CSPLib, problem 059: Simonis, O'Sullivan, Mehta,
 * Hurley and De Cauwer, "Energy-cost aware scheduling", 2014): the length of a slot in minutes, the number of resources, the machines
 * (number, idle cost, cost up, cost down; then their capacities), and the tasks (number, duration, earliest start, latest end, power;
 * then their needs). The costs of idle machines and of switching them are read and left out, as in the benchmarks of decision-focused
 * learning.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` with what was expected and found where.
 * @example
 * import { readEnergyScheduling } from "foresolve/decide";
 *
 * const text = "30\n1\n1\n0 190 0.1 0.0\n50\n1\n0 10 1 25 471.40\n26";
 * readEnergyScheduling(text).tasks[0].power; // => 471.4
 */
export function readEnergyScheduling(text: string): EnergySchedulingInstance {
  const words = text.split(/\s+/).filter((word) => word !== "");
  let position = 0;
  const next = (what: string): number => {
    const word = words[position++];
    const value = Number(word);
    if (word !== undefined && Number.isFinite(value) && value >= 0) return value;
    throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
      message: `Word ${position} of an energy scheduling instance is ${word === undefined ? "missing" : `"${word}"`}; ${what} was expected.`,
      fix: "Check that the file is whole and in the format of CSPLib's problem 059.",
      data: { word: position, found: word ?? null, expected: what },
    });
  };
  const list = <T>(length: number, item: () => T): T[] => Array.from({ length }, item);
  const slotMinutes = next("the length of a slot");
  const resources = next("the number of resources");
  const capacities = list(next("the number of machines"), () => {
    for (const what of ["a machine's number", "its idle cost", "its cost up", "its cost down"]) next(what);
    return list(resources, () => next("a capacity"));
  });
  const tasks = list(next("the number of tasks"), () => {
    next("a task's number");
    const duration = next("a duration");
    const earliestStart = next("an earliest start");
    const latestEnd = next("a latest end");
    const power = next("a power");
    return {
      duration,
      earliestStart,
      latestEnd,
      power,
      needs: list(resources, () => next("a need")),
    };
  });
  return { slotMinutes, slots: MINUTES_OF_A_DAY / slotMinutes, capacities, tasks };
}

/**
 * The cheapest times and machines for all tasks, when the uncertain values are the prices of energy in each slot: a
 * time-indexed integer model.
 *
 * @throws ForesolveError what the model throws. Opening it or deciding may find that no plan fits (`FS_SOLVE_NO_OPTIMUM`).
 * @example
 * import { energySchedulingProblem } from "foresolve/decide";
 *
 * const instance = {
 *   slotMinutes: 60,
 *   slots: 4,
 *   capacities: [[1]],
 *   tasks: [{ duration: 2, earliestStart: 0, latestEnd: 4, power: 3, needs: [1] }],
 * };
 * energySchedulingProblem(instance).uncertain.over[0].keys.length; // => 4
 */
export function energySchedulingProblem(instance: EnergySchedulingInstance): DecisionProblem<SlotSet> {
  const { slots, slotMinutes, capacities, tasks } = instance;
  const slot = indexSet("slot", slots);
  const start = indexSet("start", slots);
  const task = indexSet("task", tasks.length);
  const machine = indexSet("machine", capacities.length);
  /** [tasks, starts, slots] a value where a task that starts then runs in the slot */
  const whileRunning = (valueOf: (one: EnergyTask) => number): Float64Array => {
    const values = new Float64Array(tasks.length * slots * slots);
    for (const [k, one] of tasks.entries()) {
      for (let from = one.earliestStart; from + one.duration <= one.latestEnd; from++)
        values.fill(
          valueOf(one),
          (k * slots + from) * slots + from,
          (k * slots + from) * slots + from + one.duration,
        );
    }
    return values;
  };
  const mayStart = Float64Array.from({ length: tasks.length * capacities.length * slots }, (_, entry) => {
    const one = tasks[Math.floor(entry / (capacities.length * slots))];
    const from = entry % slots;
    return from >= one.earliestStart && from + one.duration <= one.latestEnd ? 1 : 0;
  });
  return decisionProblem({
    uncertain: { over: [slot] as SlotSet, name: "price" },
    build(price) {
      const m = model("energy-cost-aware scheduling");
      const starts = m.variable("starts", {
        over: [task, machine, start],
        domain: "binary",
        upper: mayStart,
      });
      m.require("each task once", equal(sum(starts, machine, start), 1));
      for (const [resource] of (capacities[0] ?? []).entries()) {
        const need = parameter({
          over: [task, start, slot],
          data: whileRunning(({ needs }) => needs[resource]),
        });
        const capacity = parameter({ over: [machine], data: capacities.map((all) => all[resource]) });
        m.require(`capacity ${resource}`, atMost(sum(mul(need, starts), task, start), capacity));
      }
      const hours = slotMinutes / 60;
      const energy = parameter({
        over: [task, start, slot],
        data: whileRunning(({ power }) => power * hours),
      });
      m.minimize(total(mul(price, sum(mul(energy, starts), task, machine, start))));
      return m;
    },
  });
}

/**
 * Prices by the polynomial law of `shortestPathCase`, one for each slot, and an instance of energy-cost-aware scheduling with
 * them.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`, and what {@link energySchedulingProblem} throws.
 * @example
 * import { energySchedulingCase } from "foresolve/decide";
 *
 * const instance = {
 *   slotMinutes: 60,
 *   slots: 4,
 *   capacities: [[1]],
 *   tasks: [{ duration: 2, earliestStart: 0, latestEnd: 4, power: 3, needs: [1] }],
 * };
 * energySchedulingCase({ rows: 3, instance }).dimension; // => 4
 */
export function energySchedulingCase(
  options: SyntheticOptions & { readonly instance: EnergySchedulingInstance },
): Omit<SyntheticCase, "problem"> & { readonly problem: DecisionProblem<SlotSet> } {
  const { instance } = options;
  return {
    problem: energySchedulingProblem(instance),
    ...polynomialCase("energySchedulingCase", options, instance.slots),
  };
}
