import { median, type BenchRow } from "../suite.js";
import { regretPercent } from "./measure.js";
import { METHODS } from "./methods.js";
import { drawCase, examplesIn, problemOf } from "./regret-case.js";

const DEGREES = [1, 2, 4, 6, 8];
const REPETITIONS = 10;
const TEST_ROWS = 10_000;

/**
 * Regret in percent at noise 0.5, from the published raw results (48 to 50 repetitions): Elmachtoub and Grigas, Management
 * Science 68(1), 2022, figure 4; by rows of training data, method and degree.
 */
const PUBLISHED: Readonly<Record<number, Readonly<Record<string, readonly number[]>>>> = {
  100: {
    "spo+": [17.97, 12.74, 10.35, 12.45, 16.79],
    "two-stage": [16.99, 11.42, 10.13, 15.69, 25.51],
  },
  1000: {
    "spo+": [15.77, 10.68, 7.78, 8.33, 10.66],
    "two-stage": [15.65, 10.65, 8.96, 12.93, 21.38],
  },
};

/** The table of Elmachtoub and Grigas anew: means of ten repetitions, each with another law, beside the published ones. */
export async function elmachtoubGrigas(onNote: (text: string) => void): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [trainRows, published] of Object.entries(PUBLISHED)) {
    for (const [place, degree] of DEGREES.entries()) {
      const name = `elmachtoub-grigas sp5x5_deg${degree}_n${trainRows}`;
      onNote(name);
      const regrets: Record<string, number[]> = {};
      for (let seed = 0; seed < REPETITIONS; seed++) {
        const given = drawCase(name, {
          problem: "sp",
          degree,
          noise: 0.5,
          seed: 1000 + seed,
          columns: 5,
          trainRows: Number(trainRows),
          testRows: TEST_ROWS,
        });
        const problem = problemOf(given.structure);
        const data = examplesIn(given.train);
        const test = examplesIn(given.test).map(({ features }) => features);
        for (const method of Object.keys(published)) {
          const { fit } = METHODS.find((candidate) => candidate.name === method)!;
          const fitted = await fit({ data, problem, seed });
          (regrets[method] ??= []).push(await regretPercent(given, fitted.predict(test)));
        }
      }
      for (const [method, found] of Object.entries(regrets)) {
        const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
        const squares = found.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const peerValue = published[method]![place]!;
        rows.push(
          {
            case: name,
            metric: `regret:${method}`,
            value: mean,
            unit: "%",
            peer: "Elmachtoub and Grigas 2022",
            peerValue,
            ratio: mean / peerValue,
          },
          {
            case: name,
            metric: `standardError:${method}`,
            value: Math.sqrt(squares / (found.length - 1) / found.length),
            unit: "%",
          },
          { case: name, metric: `median:${method}`, value: median(found), unit: "%" },
        );
      }
    }
  }
  return rows;
}
