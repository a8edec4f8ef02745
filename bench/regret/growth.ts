import { train, spoPlus } from "../../src/decide/index.js";
import { ridge } from "../../src/learn/index.js";
import { cpuMs, type BenchRow } from "../suite.js";
import { drawCase, examplesIn, problemOf, type CaseRow, type CaseSets } from "./regret-case.js";

/** Side of the grid and rows of the training data. */
const SIZES: readonly (readonly [number, number])[] = [
  [5, 1000],
  [5, 10_000],
  [5, 100_000],
  [10, 1000],
  [20, 1000],
  [20, 10_000],
];
const EPOCHS = 5;

/** How the cost of a training grows: CPU seconds of five epochs of SPO+, none of them skipped, and per thousand rows. */
export async function growth(onNote: (text: string) => void): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [side, trainRows] of SIZES) {
    const name = `growth sp${side}x${side}_n${trainRows}`;
    onNote(name);
    const given = drawCase(name, {
      problem: "sp",
      degree: 4,
      noise: 0.5,
      seed: 0,
      columns: 5,
      trainRows,
      testRows: 1,
      side,
    });
    const problem = problemOf(given.structure);
    const data = examplesIn(given.train);
    const predictor = ridge<CaseRow, CaseSets, string>({ target: { over: problem.uncertain.over } });
    const milliseconds = await cpuMs(async () => {
      await train(predictor, { data, loss: spoPlus(), through: problem, epochs: EPOCHS, patience: EPOCHS });
    });
    rows.push(
      { case: name, metric: "cpu:spo+", value: milliseconds / 1000, unit: "s" },
      {
        case: name,
        metric: "cpuPerThousandRows:spo+",
        value: milliseconds / trainRows,
        unit: "s per 1000 rows",
      },
    );
  }
  return rows;
}
