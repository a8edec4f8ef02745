import { describe, expect, test } from "vitest";
import {
  bentCosts,
  enumerated,
  rejection,
  straightLines,
  type Items,
  type Load,
} from "../../../test/small-problems.js";
import {
  loadModel,
  logTransform,
  ridge,
  savedModel,
  type Example,
  type Predictor,
} from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import { decisionFocused } from "../training/decision-focused.js";
import { perturbedFenchelYoung } from "../losses/perturbed-fenchel-young.js";
import { spoPlus } from "../losses/spo-plus.js";
import { race, type RaceOptions } from "./race.js";
import { train } from "../training/train.js";

const { problem } = enumerated("minimize", 2);
const target = { over: problem.uncertain.over, unit: "EUR" } as const;

function settings(changes: Partial<RaceOptions<Load, Items, "EUR">> = {}): RaceOptions<Load, Items, "EUR"> {
  return {
    data: bentCosts(1, 240),
    through: problem,
    predictors: [straightLines(problem)],
    losses: [spoPlus(), perturbedFenchelYoung({ sigma: 0.3 })],
    epochs: 4,
    learningRate: 0.01,
    seed: 1,
    ...changes,
  };
}

/** One cost that hardly moves and one that grows exponentially, both positive; noise in proportion. */
function growingCosts(rows: number): Example<Load>[] {
  const stream = randomStream(2);
  return Array.from({ length: rows }, () => {
    const load = stream.uniform();
    const noise = (): number => 1 + 0.8 * (stream.uniform() - 0.5);
    return { features: { load }, truth: [6 * noise(), 0.5 * Math.exp(5 * load) * noise()] };
  });
}

const onLogarithms = ridge<Load, Items, "EUR">({
  target,
  name: "on logarithms",
  targetTransform: logTransform(),
});

describe("those that cannot be told apart", () => {
  test("are averaged: the winner is the mean of their fits to all examples", async () => {
    const { fitted, report, training } = await race(settings());
    expect(report.averaged.toSorted()).toEqual(["ridge, pfyl", "ridge, spo+"]);
    expect(report.winner).toMatch(/^average of/);
    expect(report.verdict).toMatch(/^Training through decisions helps: the average of "ridge, .* apart/);
    const regrets = report.entrants
      .filter(({ name }) => report.averaged.includes(name))
      .map(({ validationRegret }) => validationRegret);
    expect(report.validationRegret).toBeLessThanOrEqual(Math.min(...regrets));
    expect(training!.loss).toBe(report.averaged[0]!.split(", ")[1]);
    const alone: Float64Array[] = [];
    for (const loss of [spoPlus(), perturbedFenchelYoung({ sigma: 0.3 })]) {
      const { data, through, epochs, learningRate, seed } = settings();
      const one = await train(straightLines(problem), {
        data,
        loss,
        through,
        epochs: epochs!,
        learningRate: learningRate!,
        seed: seed!,
      });
      alone.push(one.predict([{ load: 0.8 }]));
    }
    const found = fitted.predict([{ load: 0.8 }]);
    for (const entry of [0, 1])
      expect(found[entry]).toBeCloseTo((alone[0]![entry]! + alone[1]![entry]!) / 2, 12);
  });

  test("are not, where that is not wanted: the best one wins alone", async () => {
    const { report } = await race(settings({ average: false }));
    expect(report.averaged).toEqual([]);
    expect(report.winner).toBe(report.entrants[0]!.name);
    expect(report.validationRegret).toBe(report.entrants[0]!.validationRegret);
  });

  test("do not dilute a two-stage fit that nothing beats", async () => {
    const stream = randomStream(9);
    const data = Array.from({ length: 200 }, () => {
      const load = stream.uniform();
      return { features: { load }, truth: [1 + 0.3 * stream.normal(), 2 * load + 0.3 * stream.normal()] };
    });
    const { report } = await race(settings({ data }));
    expect(report).toMatchObject({ winner: "ridge", finding: "two-stage", averaged: [] });
  });
});

describe("teachers of a race", () => {
  const data = growingCosts(200);

  test("tell the plain predictor what they expect, and never win themselves", async () => {
    const { report, fitted } = await race(
      settings({ data, teachers: [onLogarithms], losses: [spoPlus()], average: false }),
    );
    const roles = Object.fromEntries(report.entrants.map(({ name, role }) => [name, role]));
    expect(roles).toEqual({
      "on logarithms": "teacher",
      ridge: "contestant",
      "ridge, spo+": "contestant",
      "ridge taught by on logarithms, spo+": "contestant",
    });
    const [best] = report.entrants;
    expect(best).toMatchObject({ name: "on logarithms", role: "teacher" });
    expect(report.winner).not.toBe("on logarithms");
    // A straight line, whoever taught it.
    const [, low, , middle, , high] = fitted.predict([{ load: 0.2 }, { load: 0.5 }, { load: 0.8 }]);
    expect(high! - middle!).toBeCloseTo(middle! - low!, 9);
  });

  test("that decide worse than the plain predictor have nothing to teach", async () => {
    const blind: Predictor<Load, Items, "EUR"> = {
      ...ridge<Load, Items, "EUR">({ target, name: "blind", penalty: 1e12 }),
    };
    const { report } = await race(settings({ data, teachers: [blind], losses: [spoPlus()] }));
    expect(report.entrants.map(({ name }) => name).toSorted()).toEqual(["blind", "ridge", "ridge, spo+"]);
  });

  test("withdraw where targets do not have their transform; a contestant may not", async () => {
    // Both signs: there are no logarithms.
    const signed = bentCosts(1, 240);
    const { report } = await race(
      settings({ data: signed, teachers: [onLogarithms], losses: [spoPlus()], average: false }),
    );
    expect(report.winner).toBe("ridge, spo+");
    const withdrawn = report.entrants.find(({ name }) => name === "on logarithms")!;
    expect(withdrawn).toMatchObject({ foldsJudged: 0, role: "teacher" });
    expect(withdrawn.withdrawn).toContain("log");
    expect(report.outOfBudget).toBe(false);
    expect(
      await rejection(race(settings({ data: signed, predictors: [straightLines(problem), onLogarithms] }))),
    ).toMatchObject({ code: "FS_LEARN_TRANSFORM_DOMAIN" });
  });

  test("have names of their own and the problem's target", async () => {
    expect(await rejection(race(settings({ teachers: [onLogarithms, onLogarithms] })))).toMatchObject({
      code: "FS_DECIDE_INVALID_OPTION",
      data: { option: "teachers", value: "on logarithms" },
    });
    const other = ridge<Load>({ target: { over: [], unit: "EUR" }, name: "other" });
    expect(await rejection(race(settings({ teachers: [other as never] })))).toMatchObject({
      code: "FS_DECIDE_TARGET_MISMATCH",
    });
  });
});

describe('train with loss: "auto"', () => {
  const options = { data: growingCosts(120), loss: "auto", through: problem, epochs: 2 } as const;

  test("brings teachers: the predictor on transforms that its targets have", async () => {
    const taught = await train(straightLines(problem), options);
    const teachers = taught.training.race!.entrants.filter(({ role }) => role === "teacher");
    expect(teachers.map(({ name }) => name).toSorted()).toEqual([
      "ridge, smeared log",
      "ridge, smeared power 0.25",
      "ridge, smeared power 0.5",
    ]);
    const untaught = await train(straightLines(problem), { ...options, auto: { teachers: [] } });
    expect(untaught.training.race!.entrants.some(({ role }) => role === "teacher")).toBe(false);
    const signed = await train(straightLines(problem), { ...options, data: bentCosts(3, 120) });
    expect(signed.training.race!.entrants.some(({ role }) => role === "teacher")).toBe(false);
  });

  test("what it returns can be saved, an average too; so can what a decision-focused predictor fits", async () => {
    const trained = await train(straightLines(problem), {
      data: bentCosts(1, 240),
      loss: "auto",
      auto: { losses: [spoPlus(), perturbedFenchelYoung({ sigma: 0.3 })] },
      through: problem,
      epochs: 4,
      learningRate: 0.01,
      seed: 1,
    });
    expect(trained.training.race!.averaged).toHaveLength(2);
    const loaded = loadModel<Load>(JSON.parse(JSON.stringify(savedModel(trained))));
    expect([...loaded.predict([{ load: 0.3 }])]).toEqual([...trained.predict([{ load: 0.3 }])]);
    const focused = decisionFocused(straightLines(problem), { loss: spoPlus(), through: problem, epochs: 2 });
    const fitted = await focused.fit(bentCosts(1, 60));
    expect(loadModel(savedModel(fitted)).name).toBe("ridge, spo+");
  });
});
