import type { DifferentiablePredictor, Predictor } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import { train, type TrainOptions, type TrainProgress, type TrainedPredictor } from "./train.js";

/** Options of {@link decisionFocused}: those of `train` but for what `fit` passes on. */
export interface DecisionFocusedOptions<S extends IndexSets, U extends string> extends Omit<
  TrainOptions<never, S, U>,
  "data" | "seed" | "signal" | "onProgress"
> {
  /** Default: the predictor's name with the loss's. */
  readonly name?: string;
  /** What `train` reports, in its own words. */
  readonly onTraining?: (progress: TrainProgress) => void;
}

/** A predictor whose `fit` trains through a decision problem. */
export interface DecisionFocusedPredictor<Row, S extends IndexSets, U extends string> extends Predictor<
  Row,
  S,
  U
> {
  fit: (...input: Parameters<Predictor<Row, S, U>["fit"]>) => Promise<TrainedPredictor<Row, S, U>>;
}

/**
 * `train` as a predictor: its `fit` trains through the problem, so that it can stand wherever a predictor is fitted,
 * in a walk-forward as in an average. An aborted signal does not make `fit` fail: it keeps the best parameters so far.
 */
export function decisionFocused<Row, const S extends IndexSets, const U extends string>(
  predictor: DifferentiablePredictor<Row, S, U>,
  options: DecisionFocusedOptions<NoInfer<S>, NoInfer<U>>,
): DecisionFocusedPredictor<Row, S, U> {
  const { loss } = options;
  const {
    name = `${predictor.name}, ${loss === "auto" ? loss : loss.name}`,
    onTraining,
    ...settings
  } = options;
  return {
    name,
    target: predictor.target,
    async fit(data, { seed = 0, signal, onProgress } = {}) {
      const fitted = await train(predictor, {
        ...settings,
        data,
        seed,
        ...(signal === undefined ? {} : { signal }),
        onProgress(progress) {
          onTraining?.(progress);
          onProgress?.({ phase: progress.phase, done: progress.epoch, total: progress.epochs });
        },
      });
      return Object.assign(fitted, { name, card: { ...fitted.card, predictor: name } });
    },
  };
}
