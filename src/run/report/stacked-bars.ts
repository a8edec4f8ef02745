import type { SeriesFigure } from "../../programs/index.js";

/** One bar: where it stands, and the two values between which it lies. */
export interface Bar {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** Stacks the bars of a figure, positive ones up and negative ones down from zero; by the position of their series. */
export function stackBars({ x, series }: SeriesFigure): Map<number, Bar[]> {
  const tops = x.map(() => 0);
  const bottoms = x.map(() => 0);
  const stacks = new Map<number, Bar[]>();
  for (const [position, one] of series.entries()) {
    if (one.kind !== "bars") continue;
    const bars: Bar[] = [];
    for (const [index, at] of x.entries()) {
      const value = one.values[index] ?? 0;
      if (value === 0) continue;
      const pile = value > 0 ? tops : bottoms;
      bars.push({ at, from: pile[index], to: pile[index] + value });
      pile[index] += value;
    }
    stacks.set(position, bars);
  }
  return stacks;
}
