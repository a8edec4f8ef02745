import { breathe } from "../../math/index.js";
import type { Example, TrainingModel } from "../../learn/index.js";
import type { Regret } from "../regret/regret.js";
import type { TrainingGround } from "./training-ground.js";
import type { TrainingRun } from "./training-run.js";

/** One line of a training's history. Epoch 0 is the ordinary fit, before any training. */
export interface TrainingRecord {
  readonly epoch: number;
  readonly loss: number | null;
  readonly validationRegret: number;
}

/** What was found about the number of epochs. */
export interface EpochSearch {
  readonly best: {
    /** 0 means that the ordinary fit was not improved upon. */
    readonly epoch: number;
    readonly regret: Regret;
    readonly parameters: Float64Array;
  };
  readonly history: readonly TrainingRecord[];
  /** True when a signal ended the search. */
  readonly stoppedEarly: boolean;
}

/**
 * Finds the number of epochs by the regret on the examples that the model does not train on, the ordinary fit included.
 *
 * @param late those examples, the last ones
 */
export async function searchEpochs<Row>(
  run: TrainingRun,
  model: TrainingModel<Row>,
  ground: TrainingGround,
  late: { readonly examples: readonly Example<Row>[]; readonly from: number },
  limits: {
    readonly epochs: number;
    readonly patience: number;
    readonly signal: AbortSignal | undefined;
    readonly onEpoch: (record: TrainingRecord & { readonly loss: number }) => void;
  },
): Promise<EpochSearch> {
  const judge = ground.judgeOf(late.from, late.from + late.examples.length);
  const rows = late.examples.map(({ features }) => features);
  const predict = model.forRows?.(rows) ?? (() => model.predict(rows));
  const regretNow = (): Regret => judge.judge(predict()).regret;

  let best = { epoch: 0, regret: regretNow(), parameters: run.averagedParameters() };
  const history: TrainingRecord[] = [{ epoch: 0, loss: null, validationRegret: best.regret.ratioOfSums }];
  for (let epoch = 1; epoch <= limits.epochs && epoch - best.epoch <= limits.patience; epoch++) {
    if (limits.signal?.aborted === true) return { best, history, stoppedEarly: true };
    const loss = run.epoch();
    const parameters = run.averagedParameters();
    const regret = run.withParameters(parameters, regretNow);
    const record = { epoch, loss, validationRegret: regret.ratioOfSums };
    history.push(record);
    // A tie goes to the shorter training. (Ratios would say nothing where the best objectives are all 0.)
    if (best.regret.total - regret.total > judge.rounding) best = { epoch, regret, parameters };
    limits.onEpoch(record);
    await breathe();
  }
  return { best, history, stoppedEarly: false };
}
