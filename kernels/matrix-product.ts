// Float32 matrix products for src/math/kernels/matrix-product.ts. Every entry of C is summed in the order of `inner`,
// one rounding per operation, whatever the blocking: the plain-TypeScript twin gives the same bits.

/** Rows of B that one pass works through, so that the panels of A and B stay in the first-level cache. */
const DEPTH: i32 = 128;

/**
 * C (+)= A B, with A(i, p) at a + i * rowStride + p * innerStride, B [inner, columns] and C [rows, columns] row-major.
 * Pointers in bytes, strides in values.
 */
export function product(
  a: usize,
  rowStride: i32,
  innerStride: i32,
  b: usize,
  c: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  accumulate: i32,
): void {
  let done = 0;
  let add = accumulate != 0;
  do {
    const depth = min(DEPTH, inner - done);
    slab(
      a + ((<usize>done * <usize>innerStride) << 2),
      <usize>rowStride << 2,
      <usize>innerStride << 2,
      b + ((<usize>done * <usize>columns) << 2),
      c,
      rows,
      depth,
      columns,
      add,
    );
    add = true;
    done += depth;
  } while (done < inner);
}

function slab(
  a: usize,
  rowStep: usize,
  innerStep: usize,
  b: usize,
  c: usize,
  rows: i32,
  depth: i32,
  columns: i32,
  add: bool,
): void {
  const step = <usize>columns << 2;
  const eights = columns & ~7;
  const fours = columns & ~3;
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const a0 = a + <usize>i * rowStep;
    const c0 = c + <usize>i * step;
    let j = 0;
    for (; j < eights; j += 8) block4x8(a0, rowStep, innerStep, b + (<usize>j << 2), c0 + (<usize>j << 2), depth, step, add);
    for (; j < fours; j += 4) block4x4(a0, rowStep, innerStep, b + (<usize>j << 2), c0 + (<usize>j << 2), depth, step, add);
    for (; j < columns; j++) block4x1(a0, rowStep, innerStep, b + (<usize>j << 2), c0 + (<usize>j << 2), depth, step, add);
  }
  for (; i < rows; i++) {
    const a0 = a + <usize>i * rowStep;
    const c0 = c + <usize>i * step;
    let j = 0;
    for (; j < fours; j += 4) block1x4(a0, innerStep, b + (<usize>j << 2), c0 + (<usize>j << 2), depth, step, add);
    for (; j < columns; j++) block1x1(a0, innerStep, b + (<usize>j << 2), c0 + (<usize>j << 2), depth, step, add);
  }
}

// @ts-ignore: decorator
@inline
function multiplyAdd(sum: v128, x: v128, y: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, y));
}

// @ts-ignore: decorator
@inline
function block4x8(a: usize, rowStep: usize, innerStep: usize, b: usize, c: usize, depth: i32, step: usize, add: bool): void {
  let a0 = a;
  let a1 = a0 + rowStep;
  let a2 = a1 + rowStep;
  let a3 = a2 + rowStep;
  const c1 = c + step;
  const c2 = c1 + step;
  const c3 = c2 + step;
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  if (add) {
    s00 = v128.load(c);
    s01 = v128.load(c, 16);
    s10 = v128.load(c1);
    s11 = v128.load(c1, 16);
    s20 = v128.load(c2);
    s21 = v128.load(c2, 16);
    s30 = v128.load(c3);
    s31 = v128.load(c3, 16);
  }
  for (let p = 0; p < depth; p++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a0);
    s00 = multiplyAdd(s00, x, b0);
    s01 = multiplyAdd(s01, x, b1);
    x = v128.load32_splat(a1);
    s10 = multiplyAdd(s10, x, b0);
    s11 = multiplyAdd(s11, x, b1);
    x = v128.load32_splat(a2);
    s20 = multiplyAdd(s20, x, b0);
    s21 = multiplyAdd(s21, x, b1);
    x = v128.load32_splat(a3);
    s30 = multiplyAdd(s30, x, b0);
    s31 = multiplyAdd(s31, x, b1);
    a0 += innerStep;
    a1 += innerStep;
    a2 += innerStep;
    a3 += innerStep;
    b += step;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

// @ts-ignore: decorator
@inline
function block4x4(a: usize, rowStep: usize, innerStep: usize, b: usize, c: usize, depth: i32, step: usize, add: bool): void {
  let a0 = a;
  let a1 = a0 + rowStep;
  let a2 = a1 + rowStep;
  let a3 = a2 + rowStep;
  const c1 = c + step;
  const c2 = c1 + step;
  const c3 = c2 + step;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  if (add) {
    s0 = v128.load(c);
    s1 = v128.load(c1);
    s2 = v128.load(c2);
    s3 = v128.load(c3);
  }
  for (let p = 0; p < depth; p++) {
    const b0 = v128.load(b);
    s0 = multiplyAdd(s0, v128.load32_splat(a0), b0);
    s1 = multiplyAdd(s1, v128.load32_splat(a1), b0);
    s2 = multiplyAdd(s2, v128.load32_splat(a2), b0);
    s3 = multiplyAdd(s3, v128.load32_splat(a3), b0);
    a0 += innerStep;
    a1 += innerStep;
    a2 += innerStep;
    a3 += innerStep;
    b += step;
  }
  v128.store(c, s0);
  v128.store(c1, s1);
  v128.store(c2, s2);
  v128.store(c3, s3);
}

// @ts-ignore: decorator
@inline
function block4x1(a: usize, rowStep: usize, innerStep: usize, b: usize, c: usize, depth: i32, step: usize, add: bool): void {
  let a0 = a;
  let a1 = a0 + rowStep;
  let a2 = a1 + rowStep;
  let a3 = a2 + rowStep;
  const c1 = c + step;
  const c2 = c1 + step;
  const c3 = c2 + step;
  let s0: f32 = 0;
  let s1: f32 = 0;
  let s2: f32 = 0;
  let s3: f32 = 0;
  if (add) {
    s0 = load<f32>(c);
    s1 = load<f32>(c1);
    s2 = load<f32>(c2);
    s3 = load<f32>(c3);
  }
  for (let p = 0; p < depth; p++) {
    const y = load<f32>(b);
    s0 += load<f32>(a0) * y;
    s1 += load<f32>(a1) * y;
    s2 += load<f32>(a2) * y;
    s3 += load<f32>(a3) * y;
    a0 += innerStep;
    a1 += innerStep;
    a2 += innerStep;
    a3 += innerStep;
    b += step;
  }
  store<f32>(c, s0);
  store<f32>(c1, s1);
  store<f32>(c2, s2);
  store<f32>(c3, s3);
}

// @ts-ignore: decorator
@inline
function block1x4(a: usize, innerStep: usize, b: usize, c: usize, depth: i32, step: usize, add: bool): void {
  let sum = f32x4.splat(0);
  if (add) sum = v128.load(c);
  for (let p = 0; p < depth; p++) {
    sum = multiplyAdd(sum, v128.load32_splat(a), v128.load(b));
    a += innerStep;
    b += step;
  }
  v128.store(c, sum);
}

// @ts-ignore: decorator
@inline
function block1x1(a: usize, innerStep: usize, b: usize, c: usize, depth: i32, step: usize, add: bool): void {
  let sum: f32 = 0;
  if (add) sum = load<f32>(c);
  for (let p = 0; p < depth; p++) {
    sum += load<f32>(a) * load<f32>(b);
    a += innerStep;
    b += step;
  }
  store<f32>(c, sum);
}

/** T [columns, rows] = A [rows, columns] transposed. */
export function transpose(a: usize, t: usize, rows: i32, columns: i32): void {
  const step = <usize>rows << 2;
  for (let i = 0; i < rows; i++) {
    let target = t + (<usize>i << 2);
    for (let j = 0; j < columns; j++) {
      store<f32>(target, load<f32>(a));
      target += step;
      a += 4;
    }
  }
}
