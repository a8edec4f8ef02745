import { ForesolveError } from "../errors.js";
import type { FeatureValue } from "./feature-row.js";
import { named } from "./saved/named-function.js";
import { requireOption } from "./invalid-option.js";

/**
 * How a model sees its target. A predictor with a transform learns `toModel(value)` and predicts
 * `toTarget(modelled)`. The transform of a row may depend on the row, never on its truth.
 *
 * A curved transform (logarithm, inverse hyperbolic sine) turns a mean into something else: a model fitted by
 * squared error then predicts nearer the median than the mean of the target. Quantiles pass through exactly.
 */
export interface TargetTransform<Row> {
  readonly name: string;
  /** The transform of one row's entries. */
  forRow(row: Row, entries: number): RowTransform;
}

/** The transform of one row: a strictly increasing, differentiable map for each entry. */
export interface RowTransform {
  /** From the target's unit to what the model learns. */
  toModel(value: number, entry: number): number;
  /** Back to the target's unit. */
  toTarget(modelled: number, entry: number): number;
  /** Derivative of `toTarget` by the modelled value: the chain rule of training through a loss. */
  slope(modelled: number, entry: number): number;
}

const IDENTITY: RowTransform = {
  toModel: (value) => value,
  toTarget: (modelled) => modelled,
  slope: () => 1,
};

/** The target as it is. */
export function identityTransform(): TargetTransform<unknown> {
  return named({ name: "identity", forRow: () => IDENTITY }, "identityTransform");
}

/**
 * Learns log(value + shift): for targets whose errors grow with their level.
 *
 * @throws FS_LEARN_TRANSFORM_DOMAIN (in the fit) when value + shift is not positive.
 *
 * @example
 * import { logTransform } from "foresolve/learn";
 *
 * const { toModel, toTarget } = logTransform({ shift: 1 }).forRow({}, 1);
 * toModel(0, 0); // => 0
 * toTarget(0, 0); // => 0
 */
export function logTransform({ shift = 0 }: { readonly shift?: number } = {}): TargetTransform<unknown> {
  const row: RowTransform = {
    toModel: (value, entry) => {
      if (value + shift > 0) return Math.log(value + shift);
      throw outsideDomain(
        `the logarithm of ${value} + ${shift} (entry ${entry}) is not defined.`,
        "Choose a shift that makes every value positive, or asinhTransform, which takes any value.",
        { value, shift, entry },
      );
    },
    toTarget: (modelled) => Math.exp(modelled) - shift,
    slope: (modelled) => Math.exp(modelled),
  };
  const name = shift === 0 ? "log" : `log(value + ${shift})`;
  return named({ name, forRow: () => row }, "logTransform", { shift });
}

/**
 * Learns value^exponent: between the target as it is (1) and its logarithm (towards 0), for targets whose errors grow
 * with their level (Box and Cox, "An analysis of transformations", JRSS B 26(2), 1964). Predictions below zero are
 * turned back as −|modelled|^(1 / exponent), so that the map stays increasing.
 *
 * @param exponent above 0 and at most 1
 * @throws FS_LEARN_INVALID_OPTION for another exponent; FS_LEARN_TRANSFORM_DOMAIN (in the fit) for a negative value.
 *
 * @example
 * import { powerTransform } from "foresolve/learn";
 *
 * const { toModel, toTarget } = powerTransform(1 / 2).forRow({}, 1);
 * toModel(9, 0); // => 3
 * toTarget(3, 0); // => 9
 * toTarget(-3, 0); // => -9
 */
export function powerTransform(exponent: number): TargetTransform<unknown> {
  requireOption("exponent", exponent, { low: Number.MIN_VALUE, high: 1 });
  const inverse = 1 / exponent;
  const row: RowTransform = {
    toModel: (value, entry) => {
      if (value >= 0) return value ** exponent;
      throw outsideDomain(
        `the power ${exponent} of ${value} (entry ${entry}) is not defined.`,
        "Use it for targets that are never negative; asinhTransform takes any value.",
        { value, exponent, entry },
      );
    },
    toTarget: (modelled) => Math.sign(modelled) * powerOf(Math.abs(modelled), inverse),
    slope: (modelled) => inverse * powerOf(Math.abs(modelled), inverse - 1),
  };
  return named({ name: `power ${exponent}`, forRow: () => row }, "powerTransform", exponent);
}

/** Small whole powers by multiplication: `**` takes many times as long, and roots are undone for every prediction. */
function powerOf(base: number, exponent: number): number {
  if (exponent === 1) return base;
  if (exponent === 2) return base * base;
  if (exponent === 3) return base * base * base;
  if (exponent === 4) return base * base * (base * base);
  return base ** exponent;
}

/**
 * Learns asinh(value): linear near zero, logarithmic far from it, on both sides. Usual for electricity prices,
 * after bringing them to a common centre and spread with {@link relativeTo} (Uniejewski, Weron and Ziel, "Variance
 * stabilizing transformations for electricity spot price forecasting", 2018).
 *
 * @example
 * import { asinhTransform } from "foresolve/learn";
 *
 * const { toModel, toTarget } = asinhTransform().forRow({}, 1);
 * toModel(0, 0); // => 0
 * Math.round(toTarget(toModel(-500, 0), 0)); // => -500
 */
export function asinhTransform(): TargetTransform<unknown> {
  const row: RowTransform = {
    toModel: (value) => Math.asinh(value),
    toTarget: (modelled) => Math.sinh(modelled),
    slope: (modelled) => Math.cosh(modelled),
  };
  return named({ name: "asinh", forRow: () => row }, "asinhTransform");
}

/**
 * Learns (value − offset) / scale, both known from the row: the mean and spread of the last day's prices, a naive
 * forecast, an installed capacity. Numbers hold for all entries, arrays hold one value for each.
 *
 * @throws FS_LEARN_TRANSFORM_DOMAIN when a scale is not positive or an offset not finite.
 *
 * @example
 * import { relativeTo } from "foresolve/learn";
 *
 * interface Day {
 *   readonly yesterday: readonly number[];
 * }
 * const change = relativeTo((day: Day) => ({ offset: day.yesterday, scale: 2 }));
 * change.forRow({ yesterday: [10, 20] }, 2).toModel(26, 1); // => 3
 */
export function relativeTo<Row>(
  reference: (row: Row) => { readonly offset?: FeatureValue; readonly scale?: FeatureValue },
): TargetTransform<Row> {
  return {
    name: "relative",
    forRow: (row, entries) => {
      const { offset = 0, scale = 1 } = reference(row);
      const offsets = spread("offset", offset, entries);
      const scales = spread("scale", scale, entries);
      for (let entry = 0; entry < entries; entry++)
        if (scales[entry]! <= 0)
          throw outsideDomain(
            `the scale of entry ${entry} is ${scales[entry]}.`,
            "Return scales above zero; put a small floor under a spread that can vanish.",
            { entry, scale: scales[entry] },
          );
      return {
        toModel: (value, entry) => (value - offsets[entry]!) / scales[entry]!,
        toTarget: (modelled, entry) => offsets[entry]! + scales[entry]! * modelled,
        slope: (_modelled, entry) => scales[entry]!,
      };
    },
  };
}

/**
 * Learns value / row[field]: output as a share of capacity, sales as a share of last week's.
 *
 * @throws FS_LEARN_TRANSFORM_DOMAIN when the field of a row is not positive.
 *
 * @example
 * import { scaledBy } from "foresolve/learn";
 *
 * scaledBy("capacity").forRow({ capacity: 50 }, 1).toModel(10, 0); // => 0.2
 */
export function scaledBy<const Field extends string>(
  field: Field,
): TargetTransform<Readonly<Record<Field, FeatureValue>>> {
  const { forRow } = relativeTo((row: Readonly<Record<Field, FeatureValue>>) => ({ scale: row[field] }));
  return named({ name: `scaled by ${field}`, forRow }, "scaledBy", field);
}

/**
 * One transform after the other, the first nearest to the target.
 *
 * @example
 * import { asinhTransform, chainTransforms, relativeTo } from "foresolve/learn";
 *
 * const standardised = relativeTo((row: { median: number; spread: number }) => ({
 *   offset: row.median,
 *   scale: row.spread,
 * }));
 * chainTransforms(standardised, asinhTransform()).name; // => "relative, asinh"
 */
export function chainTransforms<Row>(...transforms: readonly TargetTransform<Row>[]): TargetTransform<Row> {
  const chain: TargetTransform<Row> = {
    name: transforms.map((transform) => transform.name).join(", "),
    forRow: (row, entries) =>
      transforms.map((transform) => transform.forRow(row, entries)).reduce(compose, IDENTITY),
  };
  return named(chain, "chainTransforms", ...transforms);
}

function compose(outer: RowTransform, inner: RowTransform): RowTransform {
  return {
    toModel: (value, entry) => inner.toModel(outer.toModel(value, entry), entry),
    toTarget: (modelled, entry) => outer.toTarget(inner.toTarget(modelled, entry), entry),
    slope: (modelled, entry) =>
      outer.slope(inner.toTarget(modelled, entry), entry) * inner.slope(modelled, entry),
  };
}

function spread(what: string, value: FeatureValue, entries: number): Float64Array {
  const values =
    typeof value === "number" ? new Float64Array(entries).fill(value) : Float64Array.from(value ?? []);
  if (values.length !== entries)
    throw outsideDomain(
      `the ${what} of a row has ${values.length} values for ${entries} entries.`,
      "Return a number, or an array with one value for each entry of the target.",
      { length: values.length, entries },
    );
  const bad = values.findIndex((number) => !Number.isFinite(number));
  if (bad >= 0)
    throw outsideDomain(
      `the ${what} of entry ${bad} is ${values[bad]}.`,
      `Return finite numbers as ${what}; fill missing fields of the row before.`,
      { entry: bad, value: values[bad] },
    );
  return values;
}

function outsideDomain(message: string, fix: string, data: Record<string, unknown>): ForesolveError {
  return new ForesolveError("FS_LEARN_TRANSFORM_DOMAIN", { message, fix, data });
}
