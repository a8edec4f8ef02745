import { smeared, type DifferentiablePredictor, type Example, type Predictor } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import { contestSettings, type Trainer } from "./contest-settings.js";
import { definedTransforms } from "./defined-transforms.js";
import { RaceContest } from "./race-contest.js";
import type { RaceOptions } from "./race.js";
import type { TrainOptions, TrainedPredictor } from "../training/train.js";

/** What of a race can be set where `train` holds it (`loss: "auto"`). */
export type AutoOptions<Row, S extends IndexSets, U extends string> = Pick<
  RaceOptions<Row, S, U>,
  "losses" | "teachers" | "average" | "oracleCalls" | "folds" | "blockLength" | "level" | "onProgress"
>;

/** Races losses on one predictor, its ordinary fit among them. */
export async function trainAuto<Row, S extends IndexSets, U extends string>(
  predictor: DifferentiablePredictor<Row, S, U>,
  options: TrainOptions<Row, S, U>,
  trainer: Trainer<Row, S, U>,
): Promise<TrainedPredictor<Row, S, U>> {
  const { auto, loss: _loss, onProgress: _onProgress, ...settings } = options;
  const contest = new RaceContest(
    contestSettings({
      teachers: teachersOf(predictor, options.data),
      ...settings,
      ...auto,
      predictors: [predictor],
    }),
    trainer,
  );
  const { fitted, training, report } = await contest.run();
  const { oracleCalls, stoppedEarly } = report;
  // The very object that was fitted: a copy could not be saved.
  return Object.assign(fitted, {
    card: { ...fitted.card, figures: { ...fitted.card.figures, oracleCalls, stoppedEarly } },
    training: {
      ...(training ?? { loss: "two-stage", epochs: 0, history: [] }),
      oracleCalls,
      stoppedEarly,
      race: report,
    },
  });
}

/** The predictor itself on transforms of its target: what it cannot express they may fit. */
function teachersOf<Row, S extends IndexSets, U extends string>(
  predictor: DifferentiablePredictor<Row, S, U>,
  data: readonly Example<Row>[],
): readonly Predictor<Row, S, U>[] {
  return definedTransforms(data).map((targetTransform) => smeared({ predictor, targetTransform }));
}
