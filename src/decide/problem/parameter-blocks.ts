import { ForesolveError } from "../../errors.js";
import {
  indexSet,
  uncertainParameter,
  type IndexSet,
  type IndexSets,
  type SlotTerms,
  type StandardForm,
  type UncertainParameter,
} from "../../model/index.js";
import { entryCount, entryNames } from "../../learn/index.js";

/** One of several uncertain parameters. */
export interface Block {
  readonly over: IndexSets;
  readonly unit?: string;
}

/** A parameter that is known when deciding, but differs from row to row: the capacities of the day. */
export interface KnownBlock<Row = never> extends Block {
  /** The values of a row, [entries] row-major. */
  of(row: Row): ArrayLike<number>;
}

/** Parameters by name. */
export type Blocks = Readonly<Record<string, Block>>;

/** The unit of a block; without one any string. */
export type UnitOf<B extends Block> = B extends { readonly unit: infer U extends string } ? U : string;

/** What `build` is given: each parameter under its name. */
export type BlockParameters<B extends Blocks> = {
  readonly [Name in keyof B]: UncertainParameter<B[Name]["over"], UnitOf<B[Name]>>;
};

/** All entries of all uncertain parameters in one list: what a joint predictor predicts. */
export type JointSets = readonly [IndexSet<"entry", string>];

/** Where a block's entries are among all of them. */
export interface BlockPlace {
  readonly name: string;
  readonly block: Block;
  readonly first: number;
  readonly entries: number;
}

/** Blocks one after the other, in the order in which they were declared. */
export function blockPlaces(blocks: Blocks): BlockPlace[] {
  let first = 0;
  return Object.entries(blocks).map(([name, block]) => {
    const entries = entryCount(block);
    const place = { name, block, first, entries };
    first += entries;
    return place;
  });
}

/** The names of all entries: `price[hour=3]`. */
export function jointSet(places: readonly BlockPlace[]): IndexSet<"entry", string> {
  return indexSet(
    "entry",
    places.flatMap(({ name, block }) =>
      block.over.length === 0 ? [name] : entryNames(block).map((entry) => `${name}[${entry}]`),
    ),
  );
}

/** The uncertain parameters of blocks, for `build`. */
export function parametersOfBlocks(places: readonly BlockPlace[]): UncertainParameter[] {
  return places.map(({ name, block: { over, unit } }) =>
    uncertainParameter(name, unit === undefined ? { over } : { over, unit }),
  );
}

/**
 * A form whose slots come in the order of the parameters given, instead of that in which the model uses them.
 *
 * @throws ForesolveError `FS_DECIDE_NO_UNCERTAIN_PARAMETER` when the model leaves one of them out, or uses another.
 */
export function withSlotOrder(form: StandardForm, parameters: readonly UncertainParameter[]): StandardForm {
  const missing = parameters.find((parameter) => !form.uncertain.includes(parameter));
  if (missing !== undefined || form.uncertain.length !== parameters.length) {
    throw new ForesolveError("FS_DECIDE_NO_UNCERTAIN_PARAMETER", {
      message:
        missing === undefined
          ? `Model "${form.name}" uses other uncertain parameters than those passed to build.`
          : `Model "${form.name}" does not use the parameter "${missing.name}".`,
      fix: "Use all arguments of build, and only them, where values are unknown or differ from row to row.",
      data: { model: form.name, ...(missing === undefined ? {} : { parameter: missing.name }) },
    });
  }
  const sizeOf = ({ over }: UncertainParameter): number => entryCount({ over });
  const moved = new Int32Array(form.slots.count);
  let next = 0;
  for (const parameter of form.uncertain) {
    let to = 0;
    for (const before of parameters.slice(0, parameters.indexOf(parameter))) to += sizeOf(before);
    for (let entry = 0; entry < sizeOf(parameter); entry++) moved[next++] = to + entry;
  }
  const renumbered = (terms: SlotTerms): SlotTerms => ({
    ...terms,
    slots: terms.slots.map((slot) => moved[slot]),
  });
  const { count, ...terms } = form.slots;
  const all = Object.entries(terms).map(([kind, own]) => [kind, renumbered(own)] as const);
  return {
    ...form,
    uncertain: parameters,
    slots: { count, ...(Object.fromEntries(all) as typeof terms) },
  };
}

/**
 * The values of all slots: the uncertain ones as given, then the known ones of the row.
 *
 * @throws ForesolveError `FS_SOLVE_WRONG_PARAMETERS` when a row's known values are too few, too many or not finite.
 */
export function slotsOf(
  model: string,
  values: ArrayLike<number>,
  known: readonly BlockPlace[],
  row: unknown,
): Float64Array {
  const dimension = values.length;
  let count = dimension;
  for (const { entries } of known) count += entries;
  const slots = new Float64Array(count);
  slots.set(values);
  for (const { name, block, first, entries } of known) {
    if (row === undefined) {
      throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
        message: `Model "${model}" has the known parameter "${name}", which differs from row to row, but no row is given.`,
        fix: "Pass the row as the last argument.",
        data: { model, parameter: name },
      });
    }
    const own = (block as KnownBlock<unknown>).of(row);
    const bad = own.length !== entries || Array.from(own).some((value) => !Number.isFinite(value));
    if (bad) {
      throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
        message: `The known parameter "${name}" of model "${model}" needs ${entries} finite value(s), but the row gives [${Array.from(own).join(", ")}].`,
        fix: "Return one finite number per entry from `of`, row-major.",
        data: { model, parameter: name, expected: entries, given: own.length },
      });
    }
    slots.set(own, dimension + first);
  }
  return slots;
}
