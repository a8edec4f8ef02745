import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import { decide, largestDifference, normals, positives, SENSES } from "../../../test/decision-loss-checks.js";
import { dot, enumeratingOracle, subsets, type Option, type Sense } from "../../../test/small-problems.js";
import { randomStream } from "../../math/index.js";
import { add, atLeast, atMost, indexSet, model, mul, total } from "../../model/index.js";
import type { OracleBatch } from "../../solve/index.js";
import {
  adaptiveImplicitMle,
  blackboxInterpolation,
  decisionProblem,
  implicitMle,
  maximumMargin,
  negativeIdentity,
  perturbationGradient,
  perturbedFenchelYoung,
  perturbedOptimizer,
  regularisedFenchelYoung,
  regularisedFrankWolfe,
  scoreFunction,
  spoPlus,
  type DecisionLoss,
  type ExamplesOracle,
  type JointProblem,
} from "../index.js";
import { Hindsight } from "../training/hindsight.js";
import { PerturbedDecisions } from "../losses/perturbation.js";
import { RegretJudge } from "../regret/regret-judge.js";

/** How much of what there is today, and what each item takes of it and costs beside its unknown worth. */
interface Day {
  readonly load: number;
  readonly limit: number;
}

const ITEMS = 4;
const item = indexSet("item", ITEMS);
const sizesOf = ({ limit }: Day): number[] => [1, 2, 1 + (limit % 2), 3];
const feesOf = ({ load }: Day): number[] => [load, -load, 0.3, 1];

/** To maximise, items that fit into the day's limit; to minimise, items that reach it. */
function packing(sense: Sense): JointProblem {
  return decisionProblem({
    uncertain: { worth: { over: [item] } },
    known: {
      limit: { over: [], of: (row: Day) => [row.limit] },
      size: { over: [item], of: sizesOf },
      fee: { over: [item], of: feesOf },
    },
    build({ worth, limit, size, fee }) {
      const m = model("packing");
      const take = m.variable("take", { over: [item], domain: "binary" });
      const taken = total(mul(size, take));
      m.require("limit", sense === "maximize" ? atMost(taken, limit) : atLeast(taken, limit));
      m[sense](add(total(mul(worth, take)), total(mul(fee, take)), 5));
      return m;
    },
  }) as unknown as JointProblem;
}

const days: readonly Day[] = Array.from({ length: 9 }, (_, day) => ({
  load: ((day * 5) % 9) / 9,
  limit: 1 + ((day * 2) % 6),
}));

/** All that a day allows. */
function optionsOf(sense: Sense, day: Day): Option[] {
  return Array.from({ length: ITEMS + 1 }, (_, taken) => subsets(ITEMS, taken, feesOf(day)))
    .flat()
    .map(({ exposure, fixedCost }) => ({ exposure, fixedCost: fixedCost + 5 }))
    .filter(({ exposure }) => {
      const taken = dot(exposure, sizesOf(day));
      return sense === "maximize" ? taken <= day.limit : taken >= day.limit;
    });
}

/** Tries all options of each day on its own. */
function bruteForce(sense: Sense): ExamplesOracle {
  const oracles = days.map((day) => enumeratingOracle(sense, optionsOf(sense, day)));
  let focused = new Int32Array(0);
  return {
    dimension: ITEMS,
    sense,
    solves: 0,
    focus(examples) {
      focused = examples.slice();
    },
    solveBatch(costs, out) {
      const rows = costs.length / ITEMS;
      for (let row = 0; row < rows; row++) {
        const own = oracles[focused[Math.floor((row * focused.length) / rows)]!]!;
        const found = decide(own, costs.slice(row * ITEMS, (row + 1) * ITEMS));
        out.exposures.set(found.exposures, row * ITEMS);
        out.fixedCosts[row] = found.fixedCosts[0]!;
        out.objectives[row] = found.objectives[0]!;
      }
    },
  };
}

async function withOracle(sense: Sense, use: (oracle: ExamplesOracle) => void): Promise<void> {
  const session = await packing(sense).open();
  try {
    use(session.oracleOver!(days));
  } finally {
    session.dispose();
  }
}

const ALL = Int32Array.from(days.keys());

/** Losses that decide for each row on its own. */
const ROW_LOSSES: readonly DecisionLoss[] = [
  spoPlus(),
  blackboxInterpolation(),
  perturbationGradient(),
  perturbationGradient({ sides: "one" }),
  regularisedFenchelYoung(),
  regularisedFrankWolfe(),
  perturbedFenchelYoung({ samples: 3 }),
  perturbedFenchelYoung({ samples: 2, perturbation: "multiplicative" }),
  perturbedOptimizer({ samples: 4 }),
  implicitMle({ samples: 2 }),
  adaptiveImplicitMle({ samples: 2 }),
  negativeIdentity(),
  maximumMargin({ among: "oracle" }),
  scoreFunction({ cost: ({ exposures }, truth) => dot(exposures, truth) }),
];

describe.each(SENSES)("to %s", (sense) => {
  const sign = sense === "minimize" ? 1 : -1;
  const truths = positives("truths", days.length * ITEMS);
  const predictions = positives("predictions", days.length * ITEMS);

  test("the best decisions are those of each day's own constraints, fees included", async () => {
    await withOracle(sense, (oracle) => {
      const reference = bruteForce(sense);
      for (const examples of [ALL, Int32Array.of(7, 2), Int32Array.of(4, 4, 0)]) {
        for (const perExample of [1, 3]) {
          const costs = normals(`costs ${perExample}`, examples.length * perExample * ITEMS);
          for (const one of [oracle, reference]) one.focus!(examples);
          const found = decide(oracle, costs);
          const wanted = decide(reference, costs);
          expect([...found.exposures].map(Math.round)).toEqual([...wanted.exposures]);
          expect(largestDifference(found.objectives, wanted.objectives)).toBeLessThan(1e-9);
          expect(largestDifference(found.fixedCosts, wanted.fixedCosts)).toBeLessThan(1e-9);
        }
      }
      expect(oracle.solves).toBe(4 * (days.length + 2 + 3));
      expect(oracle.dimension).toBe(ITEMS);
    });
  });

  test("best decisions in hindsight and the judge of later rows are about the right days", async () => {
    await withOracle(sense, (oracle) => {
      const reference = bruteForce(sense);
      const wantedFor = (examples: Int32Array, costs: Float64Array): OracleBatch => {
        reference.focus!(examples);
        return decide(reference, costs);
      };
      const hindsight = new Hindsight(oracle, truths);
      const wanted = wantedFor(ALL, truths);
      expect(
        largestDifference(hindsight.between(4, 6).objectives, wanted.objectives.slice(4, 6)),
      ).toBeLessThan(1e-9);
      expect(largestDifference(hindsight.between(0, 9).objectives, wanted.objectives)).toBeLessThan(1e-9);
      // Other truths, of the first days.
      const taught = predictions.slice(0, 3 * ITEMS);
      const { objectives } = wantedFor(ALL.slice(0, 3), taught);
      expect(largestDifference(hindsight.optimaOf(taught).objectives, objectives)).toBeLessThan(1e-9);

      const late = days.slice(5).map((features, k) => ({
        features,
        truth: truths.slice((5 + k) * ITEMS, (6 + k) * ITEMS),
      }));
      const judge = new RegretJudge(oracle, late, { best: hindsight.between(5, 9), first: 5 });
      const { decisions, regret } = judge.judge(predictions.slice(5 * ITEMS));
      const decided = wantedFor(ALL.slice(5), predictions.slice(5 * ITEMS));
      expect(largestDifference(decisions.objectives, decided.objectives)).toBeLessThan(1e-9);
      expect(Math.min(...regret.perRow)).toBeGreaterThan(-1e-9);
    });
  });

  test("SPO+ is its definition over what the row allows, and its slope a subgradient", async () => {
    await withOracle(sense, (oracle) => {
      oracle.focus!(ALL);
      const { losses, cotangents } = evaluateLoss(spoPlus(), oracle, predictions, truths);
      const others = normals("others", predictions.length);
      const elsewhere = evaluateLoss(spoPlus(), oracle, others, truths).losses;
      days.forEach((day, row) => {
        const at = (values: Float64Array): Float64Array => values.slice(row * ITEMS, (row + 1) * ITEMS);
        const options = optionsOf(sense, day);
        const worth = ({ exposure, fixedCost }: Option, costs: Float64Array): number =>
          dot(exposure, costs) + fixedCost;
        const shifted = at(predictions).map((value, k) => 2 * value - at(truths)[k]!);
        const best = options.toSorted((a, b) => sign * (worth(a, at(truths)) - worth(b, at(truths))))[0]!;
        const least = Math.max(
          ...options.map((option) => sign * (worth(best, shifted) - worth(option, shifted))),
        );
        expect(losses[row]).toBeCloseTo(least, 9);
        const rise = dot(
          at(cotangents),
          at(others).map((value, k) => value - at(predictions)[k]!),
        );
        expect(elsewhere[row]).toBeGreaterThan(losses[row]! + rise - 1e-9);
      });
    });
  });

  test("perturbed decisions are those of the row that was perturbed", async () => {
    await withOracle(sense, (oracle) => {
      const random = randomStream(3);
      const samples = 4;
      const draw = (): number => random.normal();
      const perturbed = new PerturbedDecisions(oracle, {
        perturbation: "additive",
        samples,
        sigma: 1,
        draw,
      });
      const examples = Int32Array.of(8, 1, 5);
      oracle.focus!(examples);
      perturbed.solve(examples.length, predictions.subarray(0, examples.length * ITEMS));
      for (let sample = 0; sample < samples * examples.length; sample++) {
        const day = days[examples[Math.floor(sample / samples)]!]!;
        const own = enumeratingOracle(sense, optionsOf(sense, day));
        const wanted = decide(own, perturbed.costs.slice(sample * ITEMS, (sample + 1) * ITEMS));
        expect(perturbed.decisions.objectives[sample]).toBeCloseTo(wanted.objectives[0]!, 9);
      }
    });
  });

  test("the perturbed Fenchel-Young loss is at least 0, which it would not be across rows", async () => {
    await withOracle(sense, (oracle) => {
      oracle.focus!(ALL);
      const loss = perturbedFenchelYoung({ samples: 5 });
      const { losses } = evaluateLoss(loss, oracle, predictions, truths);
      expect(Math.min(...losses)).toBeGreaterThan(-1e-9);
      expect(Math.max(...losses)).toBeGreaterThan(0.1);
    });
  });

  test.each(ROW_LOSSES.map((loss) => [loss.name, loss] as const))(
    "%s is what it is by trying all options of each row",
    async (_, loss) => {
      await withOracle(sense, (oracle) => {
        const reference = bruteForce(sense);
        const [found, wanted] = [oracle, reference].map((one) => {
          one.focus!(ALL);
          return evaluateLoss(loss, one, predictions, truths, { seed: 7 });
        });
        expect(largestDifference(found!.losses, wanted!.losses)).toBeLessThan(1e-6);
        expect(largestDifference(found!.cotangents, wanted!.cotangents)).toBeLessThan(1e-5);
      });
    },
  );
});
