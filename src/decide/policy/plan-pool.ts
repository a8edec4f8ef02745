/** A plan that was decided on, and the values it was decided for. */
export interface PastPlan {
  /** [slots] */
  readonly parameters: Float64Array;
  /** [columns] */
  readonly columnValues: Float64Array;
}

/** Most plans that are kept, and most numbers of their circumstances: looking at all must take no time. */
const CAPACITY = 128;
const CAPACITY_NUMBERS = 30_000;

/** Plans of the past, found by how near their circumstances were: a nearest-neighbour model of the decisions themselves. */
export class PlanPool {
  readonly #plans: PastPlan[] = [];

  get size(): number {
    return this.#plans.length;
  }

  add(plan: PastPlan): void {
    const same = this.#plans.findIndex(({ parameters }) =>
      parameters.every((value, k) => value === plan.parameters[k]),
    );
    if (same >= 0) this.#plans.splice(same, 1);
    this.#plans.push(plan);
    const most = Math.max(4, Math.min(CAPACITY, Math.floor(CAPACITY_NUMBERS / plan.parameters.length)));
    if (this.#plans.length > most) this.#plans.shift();
  }

  /** The plans whose circumstances were nearest, nearest first. */
  nearest(parameters: Float64Array, count: number): PastPlan[] {
    return this.#plans
      .map((plan) => ({ plan, distance: distance(plan.parameters, parameters) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, count)
      .map(({ plan }) => plan);
  }
}

/** Squared differences, each relative to the size of its values: prices and weights count alike. */
function distance(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < first.length; k++) {
    const size = Math.abs(first[k]) + Math.abs(second[k]);
    if (size > 0) sum += ((first[k] - second[k]) / size) ** 2;
  }
  return sum;
}
