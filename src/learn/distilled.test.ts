import { expect, test } from "vitest";
import { randomStream } from "../math/index.js";
import { distilled } from "./distilled.js";
import type { Example } from "./feature-row.js";
import { ridge } from "./linear/ridge.js";
import { loadModel } from "./saved/load-model.js";
import { savedModel } from "./saved/saved-model.js";
import { rulePredictor } from "./rule.js";
import { blockedFolds } from "./selection/folds.js";

interface Day {
  readonly load: number;
}

const target = { over: [{ name: "plant", keys: ["north", "south"] }], unit: "EUR" } as const;
const line = ridge<Day, typeof target.over, "EUR">({ target, name: "line", penalty: 1e-3 });

function days(rows: number): Example<Day>[] {
  const stream = randomStream(4);
  return Array.from({ length: rows }, () => {
    const load = stream.uniform();
    return { features: { load }, truth: [load + stream.normal(), 3 - load + stream.normal()] };
  });
}

test("a student sees its share of what a teacher expects who has not seen the example", async () => {
  const examples = days(23);
  for (const share of [0, 0.25, 1]) {
    const taught = distilled({ student: line, teacher: line, share, folds: 4 });
    const { truths } = await taught.begin(examples);
    for (const { train, test: held } of blockedFolds(23, { folds: 4 })) {
      const teacher = await line.fit(Array.from(train, (row) => examples[row]!));
      for (const row of held) {
        const expected = teacher.predict([examples[row]!.features]);
        for (const entry of [0, 1])
          expect(truths[2 * row + entry]).toBeCloseTo(
            share * expected[entry]! + (1 - share) * examples[row]!.truth[entry]!,
            12,
          );
      }
    }
  }
});

test("with the whole share, a student of its own kind becomes the teacher of the truth that it is told", async () => {
  const law = rulePredictor({ name: "law", target, predict: ({ load }: Day) => [10 * load, 5] });
  const taught = distilled({ student: line, teacher: law, share: 1 });
  const fitted = await taught.fit(days(200));
  const [north, south] = fitted.predict([{ load: 0.5 }]);
  expect(north).toBeCloseTo(5, 3);
  expect(south).toBeCloseTo(5, 3);
});

test("names its teacher, keeps weights, and can be saved", async () => {
  const law = rulePredictor({ name: "law", target, predict: ({ load }: Day) => [load, load] });
  const taught = distilled({ student: line, teacher: law, share: 0 });
  const weighted = days(40).map((example, row) => ({ ...example, weight: 1 + (row % 3) }));
  const fitted = await taught.fit(weighted);
  expect(fitted.name).toBe("line taught by law");
  expect(fitted.card).toMatchObject({
    predictor: "line taught by law",
    settings: { teacher: "law", share: 0, folds: 5 },
  });
  expect(fitted.predict([{ load: 0.3 }])).toEqual((await line.fit(weighted)).predict([{ load: 0.3 }]));
  const loaded = loadModel(savedModel(fitted)) as typeof fitted;
  expect(loaded.name).toBe("line taught by law");
  expect(loaded.predict([{ load: 0.7 }])).toEqual(fitted.predict([{ load: 0.7 }]));
});

test("refuses other targets, shares and folds that are none, and too few examples", async () => {
  const other = ridge<Day>({ target: { over: [] }, name: "other" });
  expect(() => distilled({ student: line as never, teacher: other })).toThrow(
    expect.objectContaining({ code: "FS_LEARN_TARGET_MISMATCH", data: { first: "line", other: "other" } }),
  );
  for (const changes of [{ share: -0.1 }, { share: 1.1 }, { share: NaN }, { folds: 1 }, { folds: 2.5 }])
    expect(() => distilled({ student: line, teacher: line, ...changes })).toThrow(
      expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
    );
  await expect(distilled({ student: line, teacher: line }).fit(days(4))).rejects.toThrow(
    expect.objectContaining({ code: "FS_LEARN_TOO_FEW_EXAMPLES" }),
  );
});
