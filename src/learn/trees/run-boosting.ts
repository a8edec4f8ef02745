import { breath } from "../../math/index.js";
import type { FitOptions } from "../predictor.js";
import type { FullBoostingSettings } from "./boosting-settings.js";
import { boostingSession, type BoostedTreesFit, type FitBoostedTreesOptions } from "./fit-boosted-trees.js";
import type { TreeData } from "./tree-data.js";

/** Boosting that lets the event loop run, reports each round and can be stopped. */
export async function runBoosting(
  data: TreeData,
  settings: FullBoostingSettings,
  earlyStopping: FitBoostedTreesOptions["earlyStopping"],
  { seed = 0, signal, onProgress }: FitOptions,
): Promise<BoostedTreesFit> {
  signal?.throwIfAborted();
  const session = boostingSession(data, settings, seed, earlyStopping);
  const pause = breath();
  while (session.advance()) {
    onProgress?.({ phase: "trees", done: session.grown, total: settings.trees });
    if (pause.due()) await pause.take(signal);
  }
  onProgress?.({ phase: "trees", done: session.grown, total: session.grown });
  return session.finish();
}
