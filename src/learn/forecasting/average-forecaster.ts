import { invalidOption } from "../invalid-option.js";
import { saveable } from "../saved/saveable.js";
import type { FittedPointForecaster, PointForecaster } from "./forecaster.js";

/**
 * The mean of several methods' forecasts, which is often better than each (Bates and Granger, "The combination of
 * forecasts", 1969).
 *
 * @throws FS_LEARN_INVALID_OPTION for no methods or methods of different horizons.
 *
 * @example
 * import { averageForecaster, drift, naive, panel } from "foresolve/learn";
 *
 * const sales = panel({ series: { a: [3, 9, 7] }, start: "2024-01-01", stepHours: 24 });
 * const fitted = await averageForecaster([naive({ horizon: 2 }), drift({ horizon: 2 })]).fit(sales);
 * fitted.forecast(sales, 3); // => new Float64Array([8, 9])
 */
export function averageForecaster(members: readonly PointForecaster[]): PointForecaster {
  const first = members[0];
  if (first === undefined) throw invalidOption("members", members, "at least one method");
  const { horizon } = first;
  for (const member of members)
    if (member.horizon !== horizon)
      throw invalidOption(
        `horizon of "${member.name}"`,
        member.horizon,
        `${horizon}, as for "${first.name}"`,
      );
  const name = `average of ${members.map((member) => member.name).join(", ")}`;
  return {
    name,
    horizon,
    async fit(panel, options) {
      const fitted: FittedPointForecaster[] = [];
      for (const member of members) fitted.push(await member.fit(panel, options));
      return fittedAverageForecaster(name, fitted);
    },
  };
}

/** The mean of fitted methods of one horizon. */
export function fittedAverageForecaster(
  name: string,
  members: readonly FittedPointForecaster[],
): FittedPointForecaster {
  const { horizon } = members[0]!;
  const fitted: FittedPointForecaster = {
    name,
    horizon,
    figures: Object.fromEntries(members.map((member) => [member.name, member.figures])),
    forecast(given, origin) {
      const out = new Float64Array(given.series.length * horizon);
      for (const member of members) {
        const forecast = member.forecast(given, origin);
        for (let entry = 0; entry < out.length; entry++) out[entry]! += forecast[entry]! / members.length;
      }
      return out;
    },
  };
  return saveable(fitted, { kind: "averageForecaster", state: { name, members } });
}
