export { blockBootstrapInterval, blockResample } from "./block-bootstrap.js";
export type { BlockBootstrapOptions, BootstrapInterval, BootstrapStatistic } from "./block-bootstrap.js";
export { choleskyFactor, choleskySolve } from "./cholesky.js";
export { arenaBytes, bestKernelMode, kernelArena, kernelModule } from "./kernels/kernel-arena.js";
export type { KernelArena, KernelMode } from "./kernels/kernel-arena.js";
export { elementwise, elementwise64 } from "./kernels/elementwise.js";
export type { AdamStep, Elementwise } from "./kernels/elementwise.js";
export { matrixProduct } from "./kernels/matrix-product.js";
export type { MatrixProduct } from "./kernels/matrix-product.js";
export { treeHistogram } from "./kernels/tree-histogram.js";
export type { TreeHistogram } from "./kernels/tree-histogram.js";
export { matrixProduct64 } from "./matrix-product-64.js";
export { crossProduct, gram, multiply } from "./matrix.js";
export { addMultiple, copyFinite, gatherRows, transposed } from "./row-operations.js";
export { normalProbability, normalQuantile } from "./normal-distribution.js";
export { randomStream } from "./random-stream.js";
export type { RandomStream } from "./random-stream.js";
export {
  mean,
  meanAbsoluteError,
  medianAbsoluteDeviation,
  quantile,
  quantileOfSorted,
  rootMeanSquareError,
  variance,
} from "./statistics.js";
export { symmetricEigen } from "./symmetric-eigen.js";
export type { SymmetricEigen } from "./symmetric-eigen.js";
export { energyDistance, kolmogorovSmirnovDistance, wassersteinDistance } from "./distances.js";
export { determinant, luFactor, luSolve } from "./lu.js";
export type { LuFactor } from "./lu.js";
export { SparseLdl } from "./sparse-ldl.js";
export { leastSquares, orthonormalColumns, qrFactor } from "./qr.js";
export type { QrFactor } from "./qr.js";
export { drawBeta, drawCategory, drawDirichlet, drawGamma, drawPoisson } from "./random-draws.js";
export { NonNegativeCombination, nonNegativeLeastSquares } from "./non-negative-least-squares.js";
export { breath, breathe } from "./breath.js";
export type { Breath } from "./breath.js";
