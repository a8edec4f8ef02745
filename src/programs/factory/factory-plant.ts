import type { RandomStream } from "../../math/index.js";
import type { ScheduleProblem } from "../../schedule/index.js";
import type { MachineLife, PlantHistory } from "./machine-life.js";
import type { MachineCare, Occasion } from "./plant.js";

/** A plant: what is planned in it, what models may learn from, and lives that they must never see. */
export interface Plant {
  readonly name: string;
  /** In the order of the problem's machines. */
  readonly care: readonly MachineCare[];
  readonly history: PlantHistory;
  /** Lives to test on: none of them is in the history. */
  readonly testLives: readonly MachineLife[];
  /** The occasion that a plan is wanted for. */
  readonly today: Occasion;
  /** The orders of a planning occasion: for a real plant always today's. Machines are the same on all occasions. */
  drawProblem(random: RandomStream): ScheduleProblem;
  /** [operations of the problem] real working time over the planned one; from records of the part asked for. */
  drawDurationFactors(problem: ScheduleProblem, random: RandomStream, from: EpisodeSource): number[];
}

/** Where the lives of episodes come from: those that calibrate models and tune policies, or those to test on. */
export type EpisodeSource = "training" | "test";
