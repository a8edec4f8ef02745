import { invalidOption, requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { isPolyhedral } from "./neighbourhoods.js";
import { modelCones, neighbourCones } from "./normal-cones.js";

/** Options of {@link coneAlignedCosine}. */
export interface ConeAlignedCosineOptions {
  /**
   * How far the target is moved from the nearest point of the cone towards its middle, from 0 (the paper's CaVE-exact) to 1 (the
   * middle). Default 0.02.
   */
  readonly inwards?: number;
  /**
   * Most steps of non-negative least squares per row; fewer leave the target short of the nearest point. Default: until it is
   * reached, up to rounding.
   */
  readonly mostSteps?: number;
  /**
   * Probability that a step projects; else its target is the middle of the cone (the paper's CaVE Hybrid, which projects with
   * probability 0.3). Default 1.
   */
  readonly projectionRatio?: number;
  /** Neighbours that bound a cone, at most, where there is no model. Default 100. */
  readonly mostNeighbours?: number;
}

/**
 * Cone-aligned vector estimation (CaVE): Tang and Khalil, "CaVE: A Cone-Aligned Approach for Fast Predict-then-Optimize with Binary
 * Linear Programs", CPAIOR 2024. With y = p for a problem that maximises and y = -p for one that minimises, and K the cone
 * of all y for which the truth's best decision w*(c) is best,
 *
 *     loss = 1 - cos(y, t),    t = (1 - inwards) q / |q| + inwards m / |m|,    q the point of K nearest to y, m the middle of K,
 *     slope by y: (cos(y, t) y / |y| - t / |t|) / |y|, t being held fixed.
 *
 * Only the direction of predictions counts. With `inwards` 0 the loss is 0 exactly where the prediction lies in K, and the slope is its
 * derivative; the paper's CaVE+ ends an interior-point solver early to stay inside K, which moving towards the middle does here without
 * a solver's chance. Nothing is solved while it trains.
 *
 * Which cone: with a session, that of the outward normals of the model's rows and bounds that bind at the best decision, found by
 * one solve for each distinct best decision (m is the sum of the unit normals). For linear models this is all of K; for integer
 * models only a part, as in the paper. For oracles alone, and models with quadratic terms or cones, K is bounded by the neighbours of w*(c) among the best decisions of the
 * examples (as `adjacentVertex` has them), of which there may be more, so that the cone may be too large; m is w*(c) less their mean,
 * which lies in K where exposures are 0 or 1.
 *
 * When: solves are slow, and binding constraints tell what matters (routing, flows, assignments).
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { coneAlignedCosine } from "foresolve/decide";
 *
 * coneAlignedCosine({ projectionRatio: 0.3 }).name; // => "cave"
 */
export function coneAlignedCosine(options: ConeAlignedCosineOptions = {}): DecisionLoss {
  const { inwards = 0.02, mostSteps = Infinity, projectionRatio = 1, mostNeighbours = 100 } = options;
  for (const [option, value] of Object.entries({ inwards, projectionRatio })) {
    if (!(value >= 0 && value <= 1))
      throw invalidOption("coneAlignedCosine", option, value, "a number from 0 to 1");
  }
  if (mostSteps !== Infinity)
    requireOption("coneAlignedCosine", "mostSteps", mostSteps, { least: 1, whole: true });
  requireOption("coneAlignedCosine", "mostNeighbours", mostNeighbours, { least: 1, whole: true });
  return {
    name: "cave",
    source: "Tang and Khalil 2024, doi:10.1007/978-3-031-60599-4_12",
    comparesRows: true,
    begin(context) {
      const { oracle, session, random } = context;
      const cones =
        session !== null && isPolyhedral(session.solver.form)
          ? modelCones(context, session)
          : neighbourCones(context, mostNeighbours);
      const { dimension } = cones;
      const dice = random.split("project");
      const y = new Float64Array(dimension);
      const nearest = new Float64Array(dimension);
      const target = new Float64Array(dimension);
      return ({ rows, examples, predictions, losses, cotangents }) => {
        const projects = projectionRatio === 1 || dice.uniform() < projectionRatio;
        for (let row = 0; row < rows; row++) {
          const from = row * oracle.dimension;
          cones.objective(predictions, from, y);
          const length = lengthOf(y);
          if (inwards > 0 || !projects) {
            cones.middle(examples[row], target);
            scaleTo(target, projects ? inwards : 1);
          } else target.fill(0);
          if (projects && inwards < 1) {
            cones.project(examples[row], y, mostSteps, nearest);
            // Rounding alone is no direction.
            if (lengthOf(nearest) > ROUNDING * length) {
              scaleTo(nearest, 1 - inwards);
              for (let k = 0; k < dimension; k++) target[k] += nearest[k];
            }
          }
          const targetLength = lengthOf(target);
          let cosine = 0;
          if (length > 0 && targetLength > 0) {
            for (let k = 0; k < dimension; k++) cosine += (y[k] / length) * (target[k] / targetLength);
            for (let k = 0; k < dimension; k++)
              target[k] = ((cosine * y[k]) / length - target[k] / targetLength) / length;
          } else target.fill(0);
          losses[row] = 1 - cosine;
          cones.pullBack(target, cotangents, from);
        }
      };
    },
  };
}

const ROUNDING = 1e-9;

function lengthOf(vector: Float64Array): number {
  let squares = 0;
  for (let k = 0; k < vector.length; k++) squares += vector[k] * vector[k];
  return Math.sqrt(squares);
}

/** Gives a vector another length; one of length 0 stays. */
function scaleTo(vector: Float64Array, length: number): void {
  const before = lengthOf(vector);
  if (before === 0) return;
  for (let k = 0; k < vector.length; k++) vector[k] *= length / before;
}
