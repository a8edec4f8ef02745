/** What a fitted model is made from: enough to make it again. */
export interface Recipe {
  /** Which function makes it again: a name in `kinds.ts`, part of the file format. */
  readonly kind: string;
  /** Plain data, arrays of numbers, and other fitted models. */
  readonly state: unknown;
  /** Functions (schemas, transforms, rules) by the part they play; undefined where there is none. */
  readonly functions?: Readonly<Record<string, object | undefined>>;
}

// By identity: a copy whose methods somebody replaced is another model, and must not be saved as this one.
const recipes = new WeakMap<object, Recipe>();

/** Notes what a fitted model is made from, and returns it. */
export function saveable<Fitted extends object>(fitted: Fitted, recipe: Recipe): Fitted {
  recipes.set(fitted, recipe);
  return fitted;
}

/** What a fitted model is made from; undefined where it did not come from this room as it is. */
export function recipeOf(fitted: unknown): Recipe | undefined {
  return typeof fitted === "object" && fitted !== null ? recipes.get(fitted) : undefined;
}
