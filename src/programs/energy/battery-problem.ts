import { decisionProblem, type DecisionProblem } from "../../decide/index.js";
import {
  add,
  atLeast,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  shift,
  subtract,
  total,
  type IndexSet,
  type Variable,
} from "../../model/index.js";
import type { Battery } from "./battery.js";

/** The hours of a day, as positions: "0" is the first. */
export const HOURS = 24;
/** Index set of the 24 hours. */
export const hour: IndexSet<"hour", `${number}`> = indexSet("hour", HOURS);
type Hour = readonly [typeof hour];

/** The unit of prices in the file that the program is made for. */
export const PRICE_UNIT = "USD/MWh";

/** A decision problem with handles on its variables, to read plans by. */
export interface BatteryProblem extends DecisionProblem<Hour, typeof PRICE_UNIT> {
  readonly charge: Variable<Hour, "MWh">;
  readonly discharge: Variable<Hour, "MWh">;
  readonly stored: Variable<Hour, "MWh">;
}

/**
 * When to buy and when to sell tomorrow: one variable each per hour for energy bought, energy sold and energy stored
 * at the hour's end. The day ends with what it began with, so that days can be decided one by one. Uncertain are the
 * 24 prices, which occur in the objective only.
 */
export function batteryProblem(battery: Battery): BatteryProblem {
  const { capacityMwh, chargeEfficiency, dischargeEfficiency } = battery;
  const perHourMwh = battery.powerMw;
  const midnightMwh = battery.midnightShare * capacityMwh;
  const m = model("battery");
  const charge = m.variable("charge", { over: [hour], unit: "MWh", lower: 0, upper: perHourMwh });
  const discharge = m.variable("discharge", { over: [hour], unit: "MWh", lower: 0, upper: perHourMwh });
  const stored = m.variable("stored", {
    over: [hour],
    unit: "MWh",
    lower: battery.minimumShare * capacityMwh,
    upper: battery.maximumShare * capacityMwh,
  });
  const flow = subtract(mul(chargeEfficiency, charge), mul(1 / dischargeEfficiency, discharge));
  m.require("store", equal(stored, add(shift(stored, hour, 1, { fill: midnightMwh }), flow)));
  m.require("full again at midnight", atLeast(stored.at(String(HOURS - 1) as `${number}`), midnightMwh));
  const problem = decisionProblem({
    uncertain: { over: [hour], unit: PRICE_UNIT, name: "price" },
    build(price) {
      const revenue = total(mul(price, subtract(discharge, charge)));
      const wear = parameter({ over: [], unit: PRICE_UNIT, data: [battery.cyclingCostPerMwh] });
      m.maximize(subtract(revenue, mul(wear, total(discharge))));
      return m;
    },
  });
  return { ...problem, charge, discharge, stored };
}
