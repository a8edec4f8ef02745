import {
  flexibleJobShop,
  jobShopInstance,
  solveFlexibleJobShop,
  solveJobShop,
} from "../src/schedule/index.js";
import { replay } from "./jobshop/replay.js";
import { chosenShops, familiesOf, readShops, type Shop } from "./jobshop/shops.js";
import { versions, type BenchReport, type BenchRow, type Suite } from "./suite.js";

/** What was measured of one instance. */
interface Measured {
  readonly shop: Shop;
  readonly makespan: number;
  readonly bound: number;
  readonly cpuSeconds: number;
}

/**
 * Makespans of job shops after some CPU seconds a thread, beside the best that is known. Every schedule is replayed from
 * the file. The engine is not told what is known: it stops early only at a bound of its own.
 */
export const jobshopSuite: Suite = {
  name: "jobshop",
  async run({ data, instances, sample, seconds = 10, threads = 1, seed = 0, onNote }): Promise<BenchReport> {
    const shops = chosenShops(readShops(data), { names: instances, sample, seed });
    const measured: Measured[] = [];
    for (const shop of shops) {
      onNote(`${shop.name}: ${seconds} s on ${threads} thread${threads === 1 ? "" : "s"}`);
      measured.push(await measure(shop, { seconds, threads, seed }));
    }
    return {
      suite: "jobshop",
      versions: await versions(),
      rows: [...measured.flatMap(rowsOf), ...meansOf(measured)],
    };
  },
};

async function measure(
  shop: Shop,
  { seconds, threads, seed }: { seconds: number; threads: number; seed: number },
): Promise<Measured> {
  const machines =
    1 + Math.max(...(shop.flexible?.flat(2) ?? shop.routings!.flat()).map(([machine]) => machine));
  const began = process.cpuUsage();
  // All threads of this process together, evenly.
  const used = shop.flexible === null ? threads : 1;
  const clock = (): number => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000 / used;
  };
  const limits = { seed, deadlineMs: seconds * 1000, clock };
  const solution =
    shop.flexible === null
      ? await solveJobShop(jobShopInstance(shop.name, shop.routings!), { ...limits, threads })
      : await solveFlexibleJobShop(flexibleJobShop(machines, shop.flexible), limits);
  const cpuSeconds = clock() / 1000;
  replay(shop, solution);
  return { shop, makespan: solution.makespan, bound: solution.bound, cpuSeconds };
}

function gapPercent({ shop: { bestKnown }, makespan }: Measured): number | null {
  return bestKnown === null ? null : (100 * (makespan - bestKnown)) / bestKnown;
}

function rowsOf(measured: Measured): BenchRow[] {
  const { shop, makespan, bound, cpuSeconds } = measured;
  const gap = gapPercent(measured);
  const row = (metric: string, value: number, unit: string): BenchRow => ({
    case: shop.name,
    metric,
    value,
    unit,
  });
  return [
    row("makespan", makespan, "time units"),
    ...(gap === null ? [] : [row("gapPercent", gap, "% over the best known")]),
    row("boundGapPercent", (100 * (makespan - bound)) / bound, "% over our own bound"),
    row("cpuSeconds", cpuSeconds, "CPU seconds a thread"),
  ];
}

/** A mean per family, in the order in which families turn up. */
function meansOf(measured: readonly Measured[]): BenchRow[] {
  const families = new Map<string, Measured[]>();
  for (const one of measured)
    for (const family of familiesOf(one.shop)) families.set(family, [...(families.get(family) ?? []), one]);
  return [...families].flatMap(([family, members]) => {
    const row = (metric: string, value: number, unit: string): BenchRow => ({
      case: `mean:${family}`,
      metric,
      value,
      unit,
    });
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const gaps = members.map(gapPercent).filter((gap) => gap !== null);
    return [
      row("instances", members.length, "instances"),
      ...(gaps.length === 0
        ? []
        : [
            row("gapPercent", mean(gaps), "% over the best known"),
            row("bestKnownReached", gaps.filter((gap) => gap <= 0).length, "instances"),
          ]),
      row("cpuSeconds", mean(members.map(({ cpuSeconds }) => cpuSeconds)), "CPU seconds a thread"),
    ];
  });
}
