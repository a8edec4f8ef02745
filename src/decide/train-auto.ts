import type { DifferentiablePredictor } from "../learn/index.js";
import type { IndexSets } from "../model/index.js";
import { contestSettings } from "./contest-settings.js";
import { RaceContest, type Trainer } from "./race-contest.js";
import type { RaceOptions } from "./race.js";
import type { TrainOptions, TrainedPredictor } from "./train.js";

/** What of a race can be set where `train` holds it (`loss: "auto"`). */
export type AutoOptions<Row, S extends IndexSets, U extends string> = Pick<
  RaceOptions<Row, S, U>,
  "losses" | "oracleCalls" | "folds" | "blockLength" | "level" | "onProgress"
>;

/** Races losses on one predictor, its ordinary fit among them. */
export async function trainAuto<Row, S extends IndexSets, U extends string>(
  predictor: DifferentiablePredictor<Row, S, U>,
  options: TrainOptions<Row, S, U>,
  trainer: Trainer<Row, S, U>,
): Promise<TrainedPredictor<Row, S, U>> {
  const { auto, loss: _loss, onProgress: _onProgress, ...settings } = options;
  const contest = new RaceContest(
    contestSettings({ ...settings, ...auto, predictors: [predictor] }),
    trainer,
  );
  const { fitted, training, report } = await contest.run();
  const { oracleCalls, stoppedEarly } = report;
  return {
    ...fitted,
    card: { ...fitted.card, figures: { ...fitted.card.figures, oracleCalls, stoppedEarly } },
    training: {
      ...(training ?? { loss: "two-stage", epochs: 0, history: [] }),
      oracleCalls,
      stoppedEarly,
      race: report,
    },
  };
}
