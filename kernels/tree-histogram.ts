// Histograms, split search and partition of growing trees, for src/math/kernels/tree-histogram.ts. Sums are taken in
// the order of the rows and of the bins, one rounding per operation: the plain-TypeScript twin gives the same bits.

/** Rows whose numbers are fetched together, in bytes of row numbers. */
const BLOCK: usize = 64;

/**
 * Adds the statistics of the rows order[begin…end) to their bins. `wide` is 1 where places are u32 rather than u16. The
 * result means nothing: it keeps the compiler from dropping loads.
 */
export function fill(
  histogram: usize,
  bins: i32,
  lanes: i32,
  places: usize,
  wide: i32,
  columns: i32,
  order: usize,
  begin: i32,
  end: i32,
  statistics: usize,
): i32 {
  memory.fill(histogram, 0, (<usize>bins * <usize>lanes) << 3);
  const first = order + (<usize>begin << 2);
  const last = order + (<usize>end << 2);
  if (lanes == 2) {
    if (wide) return fillPairs<u32>(histogram, places, columns, first, last, statistics);
    else return fillPairs<u16>(histogram, places, columns, first, last, statistics);
  } else if (lanes == 4) {
    if (wide) return fillQuads<u32>(histogram, places, columns, first, last, statistics);
    else return fillQuads<u16>(histogram, places, columns, first, last, statistics);
  } else if (wide) fillLanes<u32>(histogram, lanes, places, columns, first, last, statistics);
  else fillLanes<u16>(histogram, lanes, places, columns, first, last, statistics);
  return 0;
}

// @ts-ignore: decorator
@inline
function addPair<Place>(histogram: usize, place: usize, pair: v128): void {
  const bin = histogram + (<usize>load<Place>(place) << 4);
  v128.store(bin, f64x2.add(v128.load(bin), pair));
}

function fillPairs<Place>(
  histogram: usize,
  places: usize,
  columns: i32,
  first: usize,
  last: usize,
  statistics: usize,
): i32 {
  const step = <usize>columns * sizeof<Place>();
  const fours = <usize>(columns & ~3) * sizeof<Place>();
  let touched = 0;
  for (let block = first; block < last; block += BLOCK) {
    const end = min(block + BLOCK, last);
    // Rows of a node lie scattered: to wait for those of a block together takes a third of the time that waiting for
    // one after the other does.
    for (let at = block; at < end; at += 4) {
      const row = <usize>load<u32>(at);
      const place = places + row * step;
      touched ^= <i32>load<u8>(place) ^ <i32>load<u8>(place + step - 1) ^ <i32>load<u8>(statistics + (row << 4));
    }
  for (let at = block; at < end; at += 4) {
    const row = <usize>load<u32>(at);
    const pair = v128.load(statistics + (row << 4));
    let place = places + row * step;
    const whole = place + fours;
    const stop = place + step;
    // Bins of different columns are different places: the processor need not wait for one before it reads the next.
    for (; place < whole; place += 4 * sizeof<Place>()) {
      addPair<Place>(histogram, place, pair);
      addPair<Place>(histogram, place + sizeof<Place>(), pair);
      addPair<Place>(histogram, place + 2 * sizeof<Place>(), pair);
      addPair<Place>(histogram, place + 3 * sizeof<Place>(), pair);
    }
    for (; place < stop; place += sizeof<Place>()) addPair<Place>(histogram, place, pair);
  }
  }
  return touched;
}

function fillQuads<Place>(
  histogram: usize,
  places: usize,
  columns: i32,
  first: usize,
  last: usize,
  statistics: usize,
): i32 {
  const step = <usize>columns * sizeof<Place>();
  let touched = 0;
  for (let block = first; block < last; block += BLOCK) {
    const end = min(block + BLOCK, last);
    for (let at = block; at < end; at += 4) {
      const row = <usize>load<u32>(at);
      const place = places + row * step;
      touched ^= <i32>load<u8>(place) ^ <i32>load<u8>(place + step - 1) ^ <i32>load<u8>(statistics + (row << 5));
    }
    for (let at = block; at < end; at += 4) {
      const row = <usize>load<u32>(at);
      const low = v128.load(statistics + (row << 5));
      const high = v128.load(statistics + (row << 5), 16);
      let place = places + row * step;
      const stop = place + step;
      for (; place < stop; place += sizeof<Place>()) {
        const bin = histogram + (<usize>load<Place>(place) << 5);
        v128.store(bin, f64x2.add(v128.load(bin), low));
        v128.store(bin, f64x2.add(v128.load(bin, 16), high), 16);
      }
    }
  }
  return touched;
}

function fillLanes<Place>(
  histogram: usize,
  lanes: i32,
  places: usize,
  columns: i32,
  first: usize,
  last: usize,
  statistics: usize,
): void {
  const step = <usize>columns * sizeof<Place>();
  const bytes = <usize>lanes << 3;
  for (let at = first; at < last; at += 4) {
    const row = <usize>load<u32>(at);
    const from = statistics + row * bytes;
    let place = places + row * step;
    const stop = place + step;
    for (; place < stop; place += sizeof<Place>()) {
      const bin = histogram + <usize>load<Place>(place) * bytes;
      for (let lane: usize = 0; lane < bytes; lane += 16)
        v128.store(bin + lane, f64x2.add(v128.load(bin + lane), v128.load(from + lane)));
    }
  }
}

/** parent −= child, over a whole number of pairs. */
export function subtract(parent: usize, child: usize, length: i32): void {
  const stop = parent + (<usize>length << 3);
  for (; parent < stop; parent += 16, child += 16)
    v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
}

/**
 * The best split of a node over the columns that `searched` marks. `limits` holds slope, hessian and weight of the
 * node, λ, the least weight and the least hessian of a side, the score of the node and what a split must add to it;
 * `best` receives score, column, code, whether missing values go left, and the left side's slope, hessian and weight.
 */
export function search(
  histogram: usize,
  lanes: i32,
  offsets: usize,
  searched: usize,
  columns: i32,
  limits: usize,
  best: usize,
): void {
  if (lanes == 2) searchColumns<f32>(histogram, offsets, searched, columns, limits, best);
  else searchColumns<f64>(histogram, offsets, searched, columns, limits, best);
}

/** With `Own` = f64 a bin is slope, hessian, weight and padding; with f32 slope and weight, which is the hessian too. */
function searchColumns<Own>(
  histogram: usize,
  offsets: usize,
  searched: usize,
  columns: i32,
  limits: usize,
  best: usize,
): void {
  const slope = load<f64>(limits, 0);
  const hessian = load<f64>(limits, 8);
  const weight = load<f64>(limits, 16);
  const lambda = load<f64>(limits, 24);
  const leastWeight = load<f64>(limits, 32);
  const leastHessian = load<f64>(limits, 40);
  const parent = load<f64>(limits, 48);
  const least = load<f64>(limits, 56);
  const shift: usize = (sizeof<Own>() == 8) ? 5 : 4;
  const step: usize = (<usize>1) << shift;
  let bar = parent + least;
  store<f64>(best, 0, 0);
  store<f64>(best, -1, 8);
  for (let column = 0; column < columns; column++) {
    if (!load<u8>(searched + <usize>column)) continue;
    const firstBin = load<i32>(offsets + (<usize>column << 2));
    const values = load<i32>(offsets + (<usize>column << 2), 4) - firstBin - 1;
    let bin = histogram + (<usize>firstBin << shift);
    const missingSlope = load<f64>(bin);
    const missingHessian = load<f64>(bin, 8);
    const missingWeight = (sizeof<Own>() == 8) ? load<f64>(bin, 16) : missingHessian;
    const hasMissing = missingWeight > 1e-9 * weight;
    let leftSlope = 0.0;
    let leftHessian = 0.0;
    let leftWeight = 0.0;
    const lastCode = hasMissing ? values : values - 1;
    for (let code = 1; code <= lastCode; code++) {
      bin += step;
      leftSlope += load<f64>(bin);
      leftHessian += load<f64>(bin, 8);
      if ((sizeof<Own>() == 8)) leftWeight += load<f64>(bin, 16);
      else leftWeight = leftHessian;
      if (leftWeight >= leastWeight && leftHessian >= leastHessian) {
        const rightWeight = weight - leftWeight;
        const rightHessian = hessian - leftHessian;
        if (rightWeight >= leastWeight && rightHessian >= leastHessian) {
          const rightSlope = slope - leftSlope;
          const a = leftHessian + lambda;
          const b = rightHessian + lambda;
          const above = leftSlope * leftSlope * b + rightSlope * rightSlope * a;
          const below = a * b;
          if (above > bar * below) {
            const score = above / below;
            bar = score * (1.0 + 1e-12);
            store<f64>(best, score, 0);
            store<f64>(best, <f64>column, 8);
            store<f64>(best, <f64>code, 16);
            store<f64>(best, !hasMissing && leftWeight > rightWeight ? 1.0 : 0.0, 24);
            store<f64>(best, leftSlope, 32);
            store<f64>(best, leftHessian, 40);
            store<f64>(best, leftWeight, 48);
          }
        } else if (!hasMissing) break;
      }
      if (!hasMissing || code == values) continue;
      const withWeight = leftWeight + missingWeight;
      const withHessian = leftHessian + missingHessian;
      if (withWeight < leastWeight || withHessian < leastHessian) continue;
      const otherWeight = weight - withWeight;
      const otherHessian = hessian - withHessian;
      if (otherWeight < leastWeight || otherHessian < leastHessian) continue;
      const withSlope = leftSlope + missingSlope;
      const otherSlope = slope - withSlope;
      const a = withHessian + lambda;
      const b = otherHessian + lambda;
      const above = withSlope * withSlope * b + otherSlope * otherSlope * a;
      const below = a * b;
      if (above > bar * below) {
        const score = above / below;
        bar = score * (1.0 + 1e-12);
        store<f64>(best, score, 0);
        store<f64>(best, <f64>column, 8);
        store<f64>(best, <f64>code, 16);
        store<f64>(best, 1.0, 24);
        store<f64>(best, withSlope, 32);
        store<f64>(best, withHessian, 40);
        store<f64>(best, withWeight, 48);
      }
    }
  }
}

/** Moves the rows whose code goes left to the front, keeping both orders; returns where the others begin. */
export function partition(
  order: usize,
  begin: i32,
  end: i32,
  codes: usize,
  goesLeft: usize,
  scratch: usize,
): i32 {
  let left = order + (<usize>begin << 2);
  let right = scratch;
  const stop = order + (<usize>end << 2);
  for (let at = left; at < stop; at += 4) {
    const row = load<u32>(at);
    const goes = <usize>load<u8>(goesLeft + <usize>load<u8>(codes + <usize>row));
    // Both are written, one of them counts: a branch would be guessed wrong half the time.
    store<u32>(left, row);
    store<u32>(right, row);
    left += goes << 2;
    right += (1 - goes) << 2;
  }
  memory.copy(left, scratch, right - scratch);
  return <i32>((left - order) >> 2);
}
