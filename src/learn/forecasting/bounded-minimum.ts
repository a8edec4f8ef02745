/** A point and the value of the function there. */
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
}

/**
 * Least value of a function in a box, without derivatives: the simplex method of Nelder and Mead ("A simplex method for
 * function minimization", 1965) with trial points moved into the box, from each start in turn; the best end counts.
 * Deterministic. NaN counts as infinitely bad.
 *
 * @param starts points in the box, at least one, each [dimensions]
 */
export function boundedMinimum(
  objective: (point: Float64Array) => number,
  lower: readonly number[],
  upper: readonly number[],
  starts: readonly (readonly number[])[],
  evaluations: number = 200,
): Minimum {
  let best: Minimum = { point: Float64Array.from(starts[0]!), value: Infinity };
  for (const start of starts) {
    const found = descend(objective, lower, upper, start, evaluations);
    if (found.value < best.value) best = found;
  }
  return best;
}

function descend(
  objective: (point: Float64Array) => number,
  lower: readonly number[],
  upper: readonly number[],
  start: readonly number[],
  evaluations: number,
): Minimum {
  const size = start.length;
  const budget = { left: evaluations };
  const evaluate = (point: Float64Array): number => {
    budget.left--;
    for (let axis = 0; axis < size; axis++)
      point[axis] = Math.min(upper[axis]!, Math.max(lower[axis]!, point[axis]!));
    const value = objective(point);
    return Number.isNaN(value) ? Infinity : value;
  };
  const corners: { point: Float64Array; value: number }[] = [];
  for (let corner = 0; corner <= size; corner++) {
    const point = Float64Array.from(start);
    if (corner > 0) {
      const axis = corner - 1;
      const width = upper[axis]! - lower[axis]!;
      // Towards the farther wall, so that the first simplex never has a flat side.
      const middle = (upper[axis]! + lower[axis]!) / 2;
      point[axis]! += point[axis]! > middle ? -0.25 * width : 0.25 * width;
    }
    corners.push({ point, value: evaluate(point) });
  }
  const at = (centre: Float64Array, from: Float64Array, factor: number): Float64Array =>
    centre.map((value, axis) => value + factor * (value - from[axis]!));
  while (budget.left > 0) {
    corners.sort((a, b) => a.value - b.value);
    const first = corners[0]!;
    const last = corners[size]!;
    if (spread(corners, lower, upper) < 1e-6) break;
    const centre = new Float64Array(size);
    for (let corner = 0; corner < size; corner++)
      for (let axis = 0; axis < size; axis++) centre[axis]! += corners[corner]!.point[axis]! / size;
    const reflected = at(centre, last.point, 1);
    const value = evaluate(reflected);
    if (value < first.value) {
      const expanded = at(centre, last.point, 2);
      const further = evaluate(expanded);
      corners[size] = further < value ? { point: expanded, value: further } : { point: reflected, value };
    } else if (value < corners[size - 1]!.value) corners[size] = { point: reflected, value };
    else {
      const inside = at(centre, last.point, value < last.value ? 0.5 : -0.5);
      const nearer = evaluate(inside);
      if (nearer < Math.min(value, last.value)) corners[size] = { point: inside, value: nearer };
      else
        for (let corner = 1; corner <= size; corner++) {
          const point = corners[corner]!.point.map(
            (coordinate, axis) => (coordinate + first.point[axis]!) / 2,
          );
          corners[corner] = { point, value: evaluate(point) };
        }
    }
  }
  corners.sort((a, b) => a.value - b.value);
  return corners[0]!;
}

/** Largest extent of the simplex along an axis, as a share of the box. */
function spread(
  corners: readonly { readonly point: Float64Array }[],
  lower: readonly number[],
  upper: readonly number[],
): number {
  let widest = 0;
  for (let axis = 0; axis < lower.length; axis++) {
    const values = corners.map(({ point }) => point[axis]!);
    const width = upper[axis]! - lower[axis]!;
    if (width > 0) widest = Math.max(widest, (Math.max(...values) - Math.min(...values)) / width);
  }
  return widest;
}
