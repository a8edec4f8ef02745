import { ForesolveError } from "../errors.js";
import { rowColumns, type FeatureLayout } from "./feature-layout.js";
import { coefficientCount } from "./linear/linear-model.js";
import type { LinearState } from "./linear/linear-predictor.js";
import type { AffineLayer, StructureLayer } from "./model-structure.js";
import { makerOf } from "./saved/named-function.js";
import { nameOf } from "./saved/encode-value.js";

/** The error of a predictor that has no structure of layers or trees. */
export function noStructure(name: string, reason: string): ForesolveError {
  return new ForesolveError("FS_LEARN_NO_STRUCTURE", {
    message: `the predictor "${name}" has no structure that can be embedded or exported: ${reason}.`,
    fix: "Use a linear model, trees or a network, with the target as it is or its logarithm.",
    data: { predictor: name, reason },
  });
}

/** A linear model over the columns of `rowMatrix`, its link included. */
export function linearLayers(
  { shape, parameters, link }: Omit<LinearState, "layout">,
  layout: FeatureLayout,
): StructureLayer[] {
  const { columns, entries, entryInputs, sharedCoefficients, location, targetScale } = shape;
  const width = entryInputs ? entries * columns : columns;
  const weights = new Float64Array(width * entries);
  for (let column = 0; column < columns; column++)
    for (let entry = 0; entry < entries; entry++) {
      const from = sharedCoefficients ? column : column * entries + entry;
      const input = entryInputs ? entry * columns + column : column;
      weights[input * entries + entry] = targetScale * parameters[from]!;
    }
  const intercepts = coefficientCount(shape);
  const bias = location.map((value, entry) => value + targetScale * parameters[intercepts + entry]!);
  const layers: StructureLayer[] = entryInputs ? [entryPicks(layout)] : [];
  layers.push(
    { kind: "scale", offset: shape.centre, scale: shape.inverseScale, limit: shape.featureLimit },
    { kind: "affine", inputs: width, outputs: entries, weights, bias },
  );
  if (link !== "identity") layers.push({ kind: "activation", activation: link });
  return layers;
}

/** From the columns of a row to those that each entry sees, side by side. */
function entryPicks({ fields, entries, ...layout }: FeatureLayout): AffineLayer {
  const inputs = rowColumns({ fields, entries, ...layout }).length;
  const outputs = entries * fields.length;
  const weights = new Float64Array(inputs * outputs);
  let first = 0;
  for (const [column, { perEntry }] of fields.entries()) {
    for (let entry = 0; entry < entries; entry++)
      weights[(first + (perEntry ? entry : 0)) * outputs + entry * fields.length + column] = 1;
    first += perEntry ? entries : 1;
  }
  return { kind: "affine", inputs, outputs, weights, bias: new Float64Array(outputs) };
}

/** From what a model learns back to its target. */
export function transformLayers(
  name: string,
  transform: object | undefined,
  entries: number,
): readonly StructureLayer[] {
  if (transform === undefined) return [];
  const maker = makerOf(transform);
  const exp = { kind: "activation", activation: "exp" } as const;
  switch (maker?.maker) {
    case "identityTransform":
      return [];
    case "logTransform": {
      const { shift } = maker.parameters[0] as { readonly shift: number };
      if (shift === 0) return [exp];
      const offset = new Float64Array(entries).fill(shift);
      return [exp, { kind: "scale", offset, scale: new Float64Array(entries).fill(1), limit: Infinity }];
    }
    case "asinhTransform":
      // sinh(x) = (e^x − e^−x) / 2
      return [doubled(entries, 1, -1, true), exp, doubled(entries, 0.5, -0.5, false)];
    case "chainTransforms":
      return (maker.parameters as object[])
        .toReversed()
        .flatMap((part) => transformLayers(name, part, entries));
    default:
      throw noStructure(name, `no layer computes its target transform "${nameOf(transform)}"`);
  }
}

/** Each entry twice, times two factors; or the sum of the two. */
function doubled(entries: number, first: number, second: number, isSplit: boolean): AffineLayer {
  const weights = new Float64Array(2 * entries * entries);
  for (let entry = 0; entry < entries; entry++)
    for (const [half, factor] of [first, second].entries()) {
      const twin = half * entries + entry;
      weights[isSplit ? entry * 2 * entries + twin : twin * entries + entry] = factor;
    }
  const [inputs, outputs] = isSplit ? [entries, 2 * entries] : [2 * entries, entries];
  return { kind: "affine", inputs, outputs, weights, bias: new Float64Array(outputs) };
}
