import { ForesolveError } from "../../errors.js";
import type { FeatureRow } from "../feature-row.js";
import type { FittedPointForecaster } from "../forecasting/forecaster.js";
import { invalidOption } from "../invalid-option.js";
import type { ModelCard } from "../model-card.js";
import type { FittedPredictor } from "../predictor.js";
import type { StandardSchema } from "../standard-schema.js";
import { targetSignature, type Axis, type Target } from "../target.js";
import type { TargetTransform } from "../target-transform.js";
import { checksum } from "./checksum.js";
import { ValueDecoder } from "./decode-value.js";
import { nameOf, type SavedFunction, type SavedNode, type SavedTarget } from "./encode-value.js";
import { FUNCTION_MAKERS } from "./function-makers.js";
import { KINDS } from "./kinds.js";
import { damaged } from "./saved-error.js";
import { FORMAT, STATE_KIND, VERSION, type SavedModel } from "./saved-model.js";

/** What a file cannot hold, for {@link loadModel}. */
export interface LoadOptions<
  Row = FeatureRow,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> {
  /** The model's target, for its types and so that it is the caller's own object; it must have the same axes, keys and unit. */
  readonly target?: Target<Axes, Unit>;
  /** The schema of the rows; also one for a model that had none. */
  readonly features?: StandardSchema<Row>;
  /** The transform that the model was fitted with. */
  readonly targetTransform?: TargetTransform<Row>;
  /**
   * Other functions by their part (`predict` of a rule, `mondrian` of a conformal predictor), or by part and place
   * (`"members[1].features"`) where several models within one need different ones. Errors name what is asked for.
   */
  readonly functions?: Readonly<Record<string, object>>;
}

/**
 * The fitted predictor of a saved model: it predicts what it did when it was saved, to the bit. The methods and states
 * of its kind (`quantiles`, `scenarios`, `ensemble`, `state`) are there too.
 *
 * @param saved what `savedModel` gave, through JSON
 * @throws FS_LEARN_SAVED_DAMAGED, FS_LEARN_SAVED_VERSION for files of later versions, FS_LEARN_SAVED_KIND for a kind of model that
 * is not known or not a predictor, FS_LEARN_FUNCTION_MISSING naming the function, FS_LEARN_TARGET_MISMATCH,
 * FS_LEARN_INVALID_OPTION for a transform that is not the model's.
 *
 * @example
 * import { loadModel, rulePredictor, savedModel } from "foresolve/learn";
 *
 * const predict = (row: { last: number }) => [row.last];
 * const rule = rulePredictor({ name: "as before", target: { over: [] }, predict });
 * const saved = JSON.parse(JSON.stringify(savedModel(rule)));
 * const again = loadModel<{ last: number }>(saved, { functions: { predict } });
 * again.predict([{ last: 7 }]); // => new Float64Array([7])
 */
export function loadModel<
  Row = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(saved: unknown, options: LoadOptions<Row, Axes, Unit> = {}): FittedPredictor<Row, Axes, Unit> {
  const document = checkedDocument(saved);
  const { target } = options;
  if (target !== undefined && document.target !== null) requireTarget(document.target, target);
  const fitted = made(document, options as unknown as LoadOptions);
  if ("predict" in fitted) return fitted as FittedPredictor<Row, Axes, Unit>;
  throw unexpectedKind(document.kind, "a predictor", "loadPointForecaster");
}

/**
 * The fitted point forecaster of a saved one; see {@link loadModel}. (Forecasters with distributions are predictors:
 * `loadModel` loads them.)
 *
 * @throws as {@link loadModel}
 *
 * @example
 * import { loadPointForecaster, panel, savedModel, seasonalNaive } from "foresolve/learn";
 *
 * const sales = panel({ series: { a: [1, 2, 3, 1, 2, 3] }, start: "2024-01-01", stepHours: 24 });
 * const fitted = await seasonalNaive({ horizon: 2, season: 3 }).fit(sales);
 * const again = loadPointForecaster(JSON.parse(JSON.stringify(savedModel(fitted))));
 * again.forecast(sales, 6); // => new Float64Array([1, 2])
 */
export function loadPointForecaster(
  saved: unknown,
  options: Pick<LoadOptions, "functions"> = {},
): FittedPointForecaster {
  const document = checkedDocument(saved);
  const fitted = made(document, options);
  if ("forecast" in fitted && !("predict" in fitted)) return fitted as FittedPointForecaster;
  throw unexpectedKind(document.kind, "a point forecaster", "loadModel");
}

/**
 * The data of `savedState`.
 *
 * @param name the name that it was saved under
 * @throws FS_LEARN_SAVED_DAMAGED, FS_LEARN_SAVED_VERSION, FS_LEARN_SAVED_KIND for a model, or a state of another name.
 *
 * @example
 * import { loadState, savedState } from "foresolve/learn";
 *
 * const text = JSON.stringify(savedState("weights", { of: Float32Array.of(1, -0) }));
 * loadState<{ of: Float32Array }>(JSON.parse(text), "weights").of; // => Float32Array.of(1, -0)
 */
export function loadState<State>(saved: unknown, name: string): State {
  const { kind, name: own, state, arrays } = checkedDocument(saved);
  if (kind !== STATE_KIND) throw unexpectedKind(kind, `the state "${name}"`, "loadModel");
  if (own !== name) throw unexpectedKind(own, `the state "${name}"`, "its own name");
  const decoder = new ValueDecoder(arrays, () => {
    throw damaged("a state holds a model");
  });
  return decoder.value(state, name) as State;
}

/** Refuses what is no saved model, one of a later version, and one that was changed. */
function checkedDocument(saved: unknown): SavedModel {
  if (typeof saved !== "object" || saved === null || !("format" in saved) || saved.format !== FORMAT)
    throw damaged(`its format is not "${FORMAT}"`);
  const { checksum: sum, ...content } = saved as Partial<SavedModel>;
  const { version } = content;
  if (!Number.isInteger(version) || version! < 1) throw damaged(`its version is ${JSON.stringify(version)}`);
  if (version! > VERSION)
    throw new ForesolveError("FS_LEARN_SAVED_VERSION", {
      message: `this model was saved in version ${version} of the format; versions up to ${VERSION} can be read.`,
      fix: "Load it with the version of foresolve that saved it, or a later one.",
      data: { version, readable: VERSION },
    });
  if (checksum(content) !== sum) throw damaged("its checksum does not fit its content");
  return saved as SavedModel;
}

function made({ arrays, ...root }: SavedModel, options: LoadOptions): object {
  const decoder = new ValueDecoder(arrays, (node, path) => make(node as SavedNode, path));
  const used = new Set<string>();

  const make = (node: SavedNode, path: string): object => {
    const { kind } = node;
    const inside = (part: string): string => (path === "" ? part : `${path}.${part}`);
    if (!Object.hasOwn(KINDS, kind))
      throw unexpectedKind(kind, "a model of a known kind", "loadState for states");
    const functions = Object.fromEntries(
      Object.entries(node.functions).map(([part, own]) => [part, functionFor(own, part, inside(part))]),
    );
    return KINDS[kind]!({
      name: node.name,
      state: decoder.value(node.state, path) as never,
      target: targetFrom(node.target, options.target) as Target,
      card: decoder.value(node.card, inside("card")) as ModelCard,
      functions,
    });
  };

  const given = (part: string, place: string): object | undefined => {
    for (const name of [place, part])
      if (options.functions !== undefined && Object.hasOwn(options.functions, name)) {
        used.add(name);
        return options.functions[name];
      }
    return part === "features" || part === "targetTransform" ? options[part] : undefined;
  };

  const functionFor = (own: SavedFunction, part: string, place: string): object | undefined => {
    const passed = given(part, place);
    const isTransform = part === "targetTransform";
    if (own !== null && "maker" in own) {
      const restored = remade(own);
      if (passed === undefined) return restored;
      if (isTransform) requireName(place, nameOf(passed), nameOf(restored));
      return passed;
    }
    if (passed === undefined) {
      if (own === null) return undefined;
      throw new ForesolveError("FS_LEARN_FUNCTION_MISSING", {
        message: `the model was saved with a function that no file can hold: ${place} ("${own.needed}").`,
        fix:
          part === "features" || isTransform
            ? `Pass { ${part} } when loading${part === "features" ? "; featureRow() lets rows pass unchecked" : ""}.`
            : `Pass { functions: { ${JSON.stringify(place)}: … } } when loading.`,
        data: { part, place, name: own.needed },
      });
    }
    if (isTransform) requireName(place, nameOf(passed), own === null ? "identity" : own.needed);
    return passed;
  };

  const remade = ({ maker, parameters }: Extract<SavedFunction, { maker: string }>): object => {
    const make = Object.hasOwn(FUNCTION_MAKERS, maker) ? FUNCTION_MAKERS[maker]! : undefined;
    if (make === undefined)
      throw unexpectedKind(maker, "a function of this package", "a later version of foresolve");
    const values = parameters.map((parameter) =>
      typeof parameter === "object" && parameter !== null && "$function" in parameter
        ? remade(parameter.$function as Extract<SavedFunction, { maker: string }>)
        : decoder.value(parameter, ""),
    );
    return make(...(values as never[]));
  };

  const fitted = make(root, "");
  for (const name of Object.keys(options.functions ?? {}))
    if (!used.has(name))
      throw invalidOption(`functions.${name}`, "given", "functions that the model asks for only");
  return fitted;
}

function requireName(place: string, given: string, saved: string): void {
  if (given !== saved)
    throw invalidOption(place, given, `the transform that the model was fitted with, "${saved}"`);
}

function targetFrom(saved: SavedTarget | null, given: Target | undefined): Target | null {
  if (saved === null) return null;
  const target = plainTarget(saved);
  return given !== undefined && targetSignature(given) === targetSignature(target) ? given : target;
}

function plainTarget({ over, unit }: SavedTarget): Target {
  return unit === null ? { over } : { over, unit };
}

function requireTarget(saved: SavedTarget, given: Target): void {
  const [own, other] = [targetSignature(plainTarget(saved)), targetSignature(given)];
  if (own === other) return;
  throw new ForesolveError("FS_LEARN_TARGET_MISMATCH", {
    message: `the saved model predicts ${own}; it is asked for as a model of ${other}.`,
    fix: "Pass the target that the model was fitted for, or none.",
    data: { saved: own, given: other },
  });
}

function unexpectedKind(kind: string, wanted: string, instead: string): ForesolveError {
  return new ForesolveError("FS_LEARN_SAVED_KIND", {
    message: `the saved model is of the kind "${kind}", not ${wanted}.`,
    fix: `Use ${instead}, or a version of foresolve that knows this kind.`,
    data: { kind, wanted },
  });
}
