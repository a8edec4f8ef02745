/** Which components an exponential smoothing has. */
export interface SmoothingShape {
  readonly trend: "none" | "additive" | "damped";
  /** Steps in a season; 1 for none. */
  readonly season: number;
}

/** Parameters in the box 0 to 1: level α, trend β as a share of α, season γ as a share of 1 − α; damping φ. */
export interface SmoothingParameters {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
  readonly damping: number;
}

/** Where a smoothing stands after the last value it has seen. */
export interface SmoothingState {
  level: number;
  slope: number;
  /** [season], by step modulo the season. */
  readonly seasonal: Float64Array;
  /** Sum and number of squared one-step errors. */
  squares: number;
  errors: number;
}

/**
 * Runs a smoothing over a series in error-correction form (Hyndman, Koehler, Ord and Snyder, "Forecasting with
 * Exponential Smoothing: The State Space Approach", 2008, tables 2.2 and 5.1). Over a gap the state moves on by its own
 * forecast. The first two seasons only start the state; their errors do not count.
 */
export function runSmoothing(
  past: Float64Array,
  shape: SmoothingShape,
  parameters: SmoothingParameters,
): SmoothingState {
  const { season } = shape;
  const state = startState(past, shape);
  const damping = shape.trend === "none" ? 0 : shape.trend === "damped" ? parameters.damping : 1;
  const alpha = parameters.level;
  const beta = shape.trend === "none" ? 0 : alpha * parameters.trend;
  const gamma = season > 1 ? (1 - alpha) * parameters.season : 0;
  const warm = season > 1 ? 2 * season : Math.min(10, past.length >> 1);
  let phase = 0;
  for (let step = 0; step < past.length; step++) {
    const moved = state.level + damping * state.slope;
    const error = past[step]! - moved - state.seasonal[phase]!;
    if (error === error) {
      state.level = moved + alpha * error;
      state.slope = damping * state.slope + beta * error;
      state.seasonal[phase]! += gamma * error;
      if (step >= warm) {
        state.squares += error * error;
        state.errors++;
      }
    } else {
      state.level = moved;
      state.slope *= damping;
    }
    if (++phase === season) phase = 0;
  }
  return state;
}

/** Writes what a state expects of the steps that follow `steps` steps. */
export function forecastSmoothing(
  state: SmoothingState,
  shape: SmoothingShape,
  damping: number,
  steps: number,
  out: Float64Array,
): void {
  const factor = shape.trend === "none" ? 0 : shape.trend === "damped" ? damping : 1;
  let power = 1;
  let moved = 0;
  for (let ahead = 0; ahead < out.length; ahead++) {
    power *= factor;
    moved += power;
    out[ahead] = state.level + moved * state.slope + state.seasonal[(steps + ahead) % shape.season]!;
  }
}

/** Means of the first two seasons (or ten values) give level and slope, deviations from them the seasonal pattern. */
function startState(past: Float64Array, { trend, season }: SmoothingShape): SmoothingState {
  const span = season > 1 ? season : Math.max(1, Math.min(5, past.length >> 1));
  const first = meanOf(past, 0, span);
  const second = meanOf(past, span, 2 * span);
  const slope = trend === "none" || !Number.isFinite(second) ? 0 : (second - first) / span;
  const centre = Number.isFinite(first) ? first : Number.isFinite(second) ? second : 0;
  const seasonal = new Float64Array(season);
  if (season > 1) {
    for (let phase = 0; phase < season; phase++) {
      let sum = 0;
      let count = 0;
      for (let step = phase; step < Math.min(past.length, 2 * season); step += season) {
        const trendAt = centre + slope * (step - (span - 1) / 2);
        if (Number.isNaN(past[step]!)) continue;
        sum += past[step]! - trendAt;
        count++;
      }
      seasonal[phase] = count > 0 ? sum / count : 0;
    }
  }
  return { level: centre - slope * ((span + 1) / 2), slope, seasonal, squares: 0, errors: 0 };
}

/** Mean of the values from `from` to `to` (exclusive) that are there; NaN where none is. */
export function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let step = Math.max(0, from); step < Math.min(to, values.length); step++) {
    const value = values[step]!;
    if (value !== value) continue;
    sum += value;
    count++;
  }
  return count > 0 ? sum / count : Number.NaN;
}
