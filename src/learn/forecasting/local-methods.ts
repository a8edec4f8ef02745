import { decomposedSmoothingMethod } from "./decomposed-smoothing.js";
import { smoothingMethod } from "./exponential-smoothing.js";
import type { LocalMethod } from "./local-forecaster.js";
import { driftMethod, naiveMethod, seasonalNaiveMethod } from "./naive.js";

/** Local methods by the names under which they are saved. Names are never changed. */
export const LOCAL_METHODS: Readonly<Record<string, (options: never) => LocalMethod<unknown>>> = {
  naive: naiveMethod,
  seasonalNaive: seasonalNaiveMethod,
  drift: driftMethod,
  exponentialSmoothing: smoothingMethod,
  decomposedSmoothing: decomposedSmoothingMethod,
};
