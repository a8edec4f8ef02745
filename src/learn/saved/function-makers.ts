import { featureRow } from "../feature-row.js";
import { pickFields } from "../pick-fields.js";
import { quadraticBasis } from "../quadratic-basis.js";
import {
  asinhTransform,
  chainTransforms,
  identityTransform,
  logTransform,
  powerTransform,
  scaledBy,
  type TargetTransform,
} from "../target-transform.js";

/** Functions that can be made again, by the name under which `named` notes them. Names are never changed. */
export const FUNCTION_MAKERS: Readonly<Record<string, (...parameters: never[]) => object>> = {
  identityTransform,
  logTransform,
  asinhTransform,
  powerTransform,
  quadraticBasis,
  scaledBy: (field: string) => scaledBy(field),
  chainTransforms: (...transforms: TargetTransform<unknown>[]) => chainTransforms(...transforms),
  featureRow,
  pickFields: (...names: string[]) => pickFields<Record<string, never>>()(...names),
};
