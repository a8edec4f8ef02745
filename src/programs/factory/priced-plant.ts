import type { SettingValues } from "../program.js";
import type { ScheduleProblem } from "../../schedule/index.js";
import type { Plant } from "./factory-plant.js";
import type { MachineCare } from "./plant.js";

/** The plant with the prices that a user has set. */
export function pricedPlant(plant: Plant, settings: SettingValues): Plant {
  const { tardinessPrice, repairPrice, maintenancePrice } = settings;
  const priced = (problem: ScheduleProblem): ScheduleProblem => ({
    ...problem,
    objective: {
      ...problem.objective,
      tardiness: tardinessPrice * (problem.objective?.tardiness ?? 1),
    },
  });
  const care = plant.care.map((one): MachineCare => ({
    ...one,
    maintenanceCost: maintenancePrice * one.maintenanceCost,
    repairCost: repairPrice * one.repairCost,
  }));
  return {
    ...plant,
    care,
    today: { ...plant.today, care, problem: priced(plant.today.problem) },
    drawProblem: (random) => priced(plant.drawProblem(random)),
  };
}
