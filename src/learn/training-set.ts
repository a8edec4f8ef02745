import { ForesolveError } from "../errors.js";
import { copyFinite } from "../math/index.js";
import { totalWeight } from "./invalid-option.js";
import { layoutOf, type FeatureLayout } from "./feature-layout.js";
import type { Example } from "./feature-row.js";
import { checkRows } from "./schema-check.js";
import type { StandardSchema } from "./standard-schema.js";
import type { Target } from "./target.js";
import type { RowTransform, TargetTransform } from "./target-transform.js";

/** What every predictor of this room is told about its data. */
export interface DataOptions<Row> {
  readonly target: Target;
  readonly features?: StandardSchema<Row>;
  readonly targetTransform?: TargetTransform<Row>;
}

/** Examples that have been checked and brought into flat arrays. */
export interface TrainingSet<Row> {
  readonly layout: FeatureLayout;
  readonly rows: readonly Row[];
  /** The truths as the model sees them, [rows, entries] row-major. */
  readonly modelled: Float64Array;
  /** One for each row; absent when the target is modelled as it is. */
  readonly transforms: readonly RowTransform[] | undefined;
  /** How much each row counts, [rows]; undefined where no example says so. */
  readonly weights: Float64Array | undefined;
}

/**
 * Checks examples and flattens their truths.
 *
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_TRUTH, FS_LEARN_TRANSFORM_DOMAIN,
 * FS_LEARN_INVALID_OPTION (weights) and what the schema throws.
 */
export function trainingSet<Row>(
  name: string,
  { target, features, targetTransform }: DataOptions<Row>,
  examples: readonly Example<Row>[],
  needed: number,
): TrainingSet<Row> {
  requireExamples(name, examples.length, needed);
  const rows = checkRows(
    features,
    examples.map((example) => example.features),
  );
  const layout = layoutOf(rows[0], target);
  const { entries } = layout;
  const modelled = new Float64Array(rows.length * entries);
  for (const [row, { truth }] of examples.entries()) {
    if (typeof truth !== "object" || truth === null)
      throw invalidTruth(`example ${row} has no array of truths: its truth is ${String(truth)}.`, {
        example: row,
      });
    if (truth.length !== entries)
      throw invalidTruth(
        `the truth of example ${row} has ${truth.length} values for a target of ${entries} entries.`,
        { example: row, length: truth.length, entries },
      );
    const entry = copyFinite(truth, modelled, row * entries);
    if (entry >= 0)
      throw invalidTruth(`the truth of example ${row} is ${truth[entry]} at entry ${entry}.`, {
        example: row,
        entry,
        value: truth[entry],
      });
  }
  const transforms = transformsOf(targetTransform, rows, entries);
  transforms?.forEach((transform, row) => {
    for (let entry = 0; entry < entries; entry++) {
      const at = row * entries + entry;
      const value = modelled[at]!;
      modelled[at] = transform.toModel(value, entry);
      if (!Number.isFinite(modelled[at]!))
        throw new ForesolveError("FS_LEARN_TRANSFORM_DOMAIN", {
          message: `the transform "${targetTransform?.name}" turns the truth ${value} of example ${row} into ${modelled[at]} at entry ${entry}.`,
          fix: "Choose a transform that is defined for every truth, or put a floor under its scale.",
          data: { example: row, entry, value },
        });
    }
  });
  return { layout, rows, modelled, transforms, weights: weightsOf(examples) };
}

/** The weights of examples, checked; undefined where none has one. */
function weightsOf(examples: readonly Example<unknown>[]): Float64Array | undefined {
  if (examples.every(({ weight }) => weight === undefined)) return undefined;
  const weights = Float64Array.from(examples, ({ weight = 1 }) => weight);
  totalWeight(weights);
  return weights;
}

/** The transforms of rows, or nothing for the identity, which needs no calls. */
export function transformsOf<Row>(
  transform: TargetTransform<Row> | undefined,
  rows: readonly Row[],
  entries: number,
): readonly RowTransform[] | undefined {
  if (transform === undefined) return undefined;
  return rows.map((row) => transform.forRow(row, entries));
}

/** Turns modelled values back into the target's unit, in place. [rows, entries] */
export function toTarget(
  transforms: readonly RowTransform[] | undefined,
  modelled: Float64Array,
  entries: number,
): Float64Array {
  transforms?.forEach((transform, row) => {
    for (let entry = 0; entry < entries; entry++) {
      const at = row * entries + entry;
      modelled[at] = transform.toTarget(modelled[at]!, entry);
    }
  });
  return modelled;
}

/** Refuses fewer examples than a method needs. */
export function requireExamples(name: string, given: number, needed: number): void {
  if (given < needed)
    throw new ForesolveError("FS_LEARN_TOO_FEW_EXAMPLES", {
      message: `the predictor "${name}" was given ${given} examples; it needs at least ${needed}.`,
      fix: "Pass more examples.",
      data: { predictor: name, given, needed },
    });
}

function invalidTruth(message: string, data: Record<string, unknown>): ForesolveError {
  return new ForesolveError("FS_LEARN_INVALID_TRUTH", {
    message,
    fix: "Drop examples whose truth is not complete, or fill it before.",
    data,
  });
}
