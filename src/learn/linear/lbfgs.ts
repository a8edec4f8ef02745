/** An objective with its gradient; returns the value and writes the gradient. */
export type Objective = (parameters: Float64Array, gradient: Float64Array) => number;

/** A search that can pause between its steps. */
export interface LbfgsSearch {
  readonly parameters: Float64Array;
  /** Largest slope of the objective. */
  slope(): number;
  value(): number;
  /** One step; false when no step along the direction lowers the objective any more. */
  step(): boolean;
}

/** Pairs of steps and gradient changes that are remembered. */
const MEMORY = 12;

/**
 * Minimises a smooth convex function by the limited-memory method of Liu and Nocedal ("On the limited memory BFGS method
 * for large scale optimization", 1989) with a backtracking line search.
 *
 * @param parameters where to start; changed in place
 */
export function lbfgs(objective: Objective, parameters: Float64Array): LbfgsSearch {
  const size = parameters.length;
  let gradient = new Float64Array(size);
  let candidateGradient = new Float64Array(size);
  const candidate = new Float64Array(size);
  const direction = new Float64Array(size);
  const moves: { step: Float64Array; change: Float64Array; product: number }[] = [];
  let value = objective(parameters, gradient);
  const slope = (): number => gradient.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);

  const aim = (): void => {
    direction.set(gradient);
    const shares: number[] = [];
    for (let at = moves.length - 1; at >= 0; at--) {
      const { step, change, product } = moves[at]!;
      const share = dot(step, direction) / product;
      shares[at] = share;
      add(direction, change, -share);
    }
    const last = moves.at(-1);
    const scale =
      last === undefined ? 1 / Math.max(1, slope()) : last.product / dot(last.change, last.change);
    for (let at = 0; at < size; at++) direction[at]! *= scale;
    for (const [at, { step, change, product }] of moves.entries())
      add(direction, step, shares[at]! - dot(change, direction) / product);
  };

  const search = (): boolean => {
    aim();
    const decrease = dot(gradient, direction);
    if (!(decrease > 0)) return false;
    const slack = 1e-15 * (1 + Math.abs(value));
    for (let length = 1; length > 1e-12; length /= 2) {
      for (let at = 0; at < size; at++) candidate[at] = parameters[at]! - length * direction[at]!;
      const reached = objective(candidate, candidateGradient);
      if (!(reached <= value - 1e-4 * length * decrease + slack)) continue;
      const step = Float64Array.from(candidate, (entry, at) => entry - parameters[at]!);
      const change = Float64Array.from(candidateGradient, (entry, at) => entry - gradient[at]!);
      const product = dot(step, change);
      if (product > 1e-300) moves.push({ step, change, product });
      if (moves.length > MEMORY) moves.shift();
      parameters.set(candidate);
      [gradient, candidateGradient] = [candidateGradient, gradient];
      value = reached;
      return step.some((entry) => entry !== 0);
    }
    return false;
  };
  return {
    parameters,
    slope,
    value: () => value,
    step() {
      if (search()) return true;
      // An old memory can point astray where rounding rules; steepest descent decides.
      if (moves.length === 0) return false;
      moves.length = 0;
      return search();
    },
  };
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += left[at]! * right[at]!;
  return sum;
}

function add(target: Float64Array, source: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at++) target[at]! += factor * source[at]!;
}
