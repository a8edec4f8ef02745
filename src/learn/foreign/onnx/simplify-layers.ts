import type { AffineLayer, ScaleLayer, StructureLayer } from "../../model-structure.js";

/** Scaling that follows an affine layer is drawn into it: MatMul and Add are one layer again. */
export function simplifyLayers(layers: readonly StructureLayer[]): StructureLayer[] {
  const simplified: StructureLayer[] = [];
  for (const layer of layers) {
    const last = simplified.at(-1);
    if (last?.kind === "affine" && layer.kind === "scale" && layer.limit === Infinity)
      simplified[simplified.length - 1] = scaled(last, layer);
    else simplified.push(layer);
  }
  return simplified;
}

function scaled(affine: AffineLayer, { offset, scale }: ScaleLayer): AffineLayer {
  const { outputs } = affine;
  return {
    ...affine,
    weights: affine.weights.map((weight, at) => weight * scale[at % outputs]!),
    bias: affine.bias.map((bias, output) => (bias - offset[output]!) * scale[output]!),
  };
}
