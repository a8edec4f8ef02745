import { conformalPart } from "./learning/conformal.js";
import { foreignPart } from "./learning/foreign.js";
import { networkPart } from "./learning/network.js";
import { forecasting } from "./learning/forecasting.js";
import { treesPart } from "./learning/trees.js";
import { versions, type BenchOptions, type BenchReport, type BenchRow, type Suite } from "./suite.js";

/** One family of measurements of this suite; its peers' versions are added to the report. */
export interface LearningPart {
  run(
    options: BenchOptions,
  ): Promise<{ readonly rows: readonly BenchRow[]; readonly versions: Record<string, string> }>;
}

const PARTS: readonly LearningPart[] = [treesPart, forecasting, networkPart, conformalPart, foreignPart];

/** Fits, predictions and calibration against Debian's Python peers. */
export const learning: Suite = {
  name: "learning",
  async run(options: BenchOptions): Promise<BenchReport> {
    const rows: BenchRow[] = [];
    let found = await versions();
    for (const part of PARTS) {
      const measured = await part.run(options);
      rows.push(...measured.rows);
      found = { ...found, ...measured.versions };
    }
    return { suite: "learning", versions: found, rows };
  },
};
