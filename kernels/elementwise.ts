// Element-wise float32 work of networks for src/math/kernels/elementwise.ts. One rounding per operation, sums in the
// order of the rows: the plain-TypeScript twin gives the same bits. Pointers in bytes, lengths in values.

/** Every row of `out` [rows, columns] becomes `row` [columns]. */
export function broadcast(row: usize, out: usize, rows: i32, columns: i32): void {
  const bytes = <usize>columns << 2;
  const wide = bytes & ~15;
  for (let i = 0; i < rows; i++) {
    let at: usize = 0;
    for (; at < wide; at += 16) v128.store(out + at, v128.load(row + at));
    for (; at < bytes; at += 4) store<f32>(out + at, load<f32>(row + at));
    out += bytes;
  }
}

/** `sums` [columns] += the sum of the rows of `matrix` [rows, columns]. */
export function addColumnSums(matrix: usize, sums: usize, rows: i32, columns: i32): void {
  const step = <usize>columns << 2;
  let at: usize = 0;
  for (; at + 64 <= step; at += 64) {
    let s0 = v128.load(sums + at);
    let s1 = v128.load(sums + at, 16);
    let s2 = v128.load(sums + at, 32);
    let s3 = v128.load(sums + at, 48);
    let from = matrix + at;
    for (let i = 0; i < rows; i++) {
      s0 = f32x4.add(s0, v128.load(from));
      s1 = f32x4.add(s1, v128.load(from, 16));
      s2 = f32x4.add(s2, v128.load(from, 32));
      s3 = f32x4.add(s3, v128.load(from, 48));
      from += step;
    }
    v128.store(sums + at, s0);
    v128.store(sums + at, s1, 16);
    v128.store(sums + at, s2, 32);
    v128.store(sums + at, s3, 48);
  }
  for (; at + 16 <= step; at += 16) {
    let sum = v128.load(sums + at);
    let from = matrix + at;
    for (let i = 0; i < rows; i++) {
      sum = f32x4.add(sum, v128.load(from));
      from += step;
    }
    v128.store(sums + at, sum);
  }
  for (; at < step; at += 4) {
    let sum = load<f32>(sums + at);
    let from = matrix + at;
    for (let i = 0; i < rows; i++) {
      sum += load<f32>(from);
      from += step;
    }
    store<f32>(sums + at, sum);
  }
}

/** x = max(x, 0). */
export function rectify(x: usize, length: i32): void {
  const zero = f32x4.splat(0);
  const end = x + (<usize>length << 2);
  for (; x + 16 <= end; x += 16) v128.store(x, f32x4.max(v128.load(x), zero));
  for (; x < end; x += 4) store<f32>(x, max(load<f32>(x), <f32>0));
}

/** slope = 0 where y is not above 0. */
export function rectifySlope(y: usize, slope: usize, length: i32): void {
  const zero = f32x4.splat(0);
  const end = y + (<usize>length << 2);
  for (; y + 16 <= end; y += 16) {
    v128.store(slope, v128.and(v128.load(slope), f32x4.gt(v128.load(y), zero)));
    slope += 16;
  }
  for (; y < end; y += 4) {
    if (!(load<f32>(y) > 0)) store<f32>(slope, 0);
    slope += 4;
  }
}

/** One step of Adam; see the twin for the formula. */
export function adam(
  parameters: usize,
  gradient: usize,
  means: usize,
  squares: usize,
  length: i32,
  meanDecay: f32,
  meanGain: f32,
  squareDecay: f32,
  squareGain: f32,
  scale: f32,
  correction: f32,
  epsilon: f32,
  shrink: f32,
): void {
  const meanDecays = f32x4.splat(meanDecay);
  const meanGains = f32x4.splat(meanGain);
  const squareDecays = f32x4.splat(squareDecay);
  const squareGains = f32x4.splat(squareGain);
  const scales = f32x4.splat(scale);
  const corrections = f32x4.splat(correction);
  const epsilons = f32x4.splat(epsilon);
  const shrinks = f32x4.splat(shrink);
  const bytes = <usize>length << 2;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const slope = v128.load(gradient + at);
    const mean = f32x4.add(f32x4.mul(meanDecays, v128.load(means + at)), f32x4.mul(meanGains, slope));
    const square = f32x4.add(
      f32x4.mul(squareDecays, v128.load(squares + at)),
      f32x4.mul(f32x4.mul(squareGains, slope), slope),
    );
    v128.store(means + at, mean);
    v128.store(squares + at, square);
    const move = f32x4.div(
      f32x4.mul(scales, mean),
      f32x4.add(f32x4.sqrt(f32x4.mul(square, corrections)), epsilons),
    );
    v128.store(parameters + at, f32x4.sub(f32x4.mul(shrinks, v128.load(parameters + at)), move));
  }
  for (; at < bytes; at += 4) {
    const slope = load<f32>(gradient + at);
    const mean = meanDecay * load<f32>(means + at) + meanGain * slope;
    const square = squareDecay * load<f32>(squares + at) + squareGain * slope * slope;
    store<f32>(means + at, mean);
    store<f32>(squares + at, square);
    const move = (scale * mean) / (sqrt(square * correction) + epsilon);
    store<f32>(parameters + at, shrink * load<f32>(parameters + at) - move);
  }
}
