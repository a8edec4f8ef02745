import { ForesolveError } from "../errors.js";

/**
 * The unit of a product, as far as a type can tell: a price per energy times an energy is money, a square of metres has
 * the unit m^2. Anything else is `string`, that is, unchecked from there on.
 */
export type UnitProduct<U extends string, V extends string> = string extends U
  ? string
  : string extends V
    ? string
    : U extends `${infer Numerator}/${V}`
      ? Numerator
      : V extends `${infer Numerator}/${U}`
        ? Numerator
        : [U, V] extends [V, U]
          ? SquaredUnit<U>
          : string;

/** `m^2`, `(EUR/MWh)^2` */
type SquaredUnit<U extends string> = U extends `${string}${"/" | "*" | "^"}${string}` ? `(${U})^2` : `${U}^2`;

/**
 * The unit that something with the declared unit `V` must have to be added to or compared with `U`. A unit that is
 * not declared (that is, `string`) agrees with everything, as it does at run time.
 */
export type AgreeingUnit<U extends string, V extends string> = string extends U
  ? V
  : string extends V
    ? V
    : NoInfer<U>;

/** The product's rule at run time, for models that no compiler has seen. A number has no unit and keeps the other's. */
export function unitProduct(first: string | undefined, second: string | undefined): string | undefined {
  if (first === undefined) return second;
  if (second === undefined) return first;
  if (first === second) return /[/*^]/.test(first) ? `(${first})^2` : `${first}^2`;
  if (first.endsWith(`/${second}`)) return first.slice(0, -second.length - 1);
  if (second.endsWith(`/${first}`)) return second.slice(0, -first.length - 1);
  return `${first}*${second}`;
}

/** The common unit of two things that are added or compared; undeclared units agree with everything. */
export function commonUnit(
  operation: string,
  first: string | undefined,
  second: string | undefined,
): string | undefined {
  if (first !== undefined && second !== undefined && first !== second) {
    throw new ForesolveError("FS_MODEL_UNIT_MISMATCH", {
      message: `Cannot ${operation} ${first} and ${second}.`,
      fix: "Convert one side by multiplying with a conversion parameter, or correct its declared unit.",
      data: { first, second },
    });
  }
  return first ?? second;
}
