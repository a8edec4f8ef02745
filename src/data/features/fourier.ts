import { invalidArgument, requireWhole } from "../invalid-argument.js";

/**
 * Sine and cosine waves over a period, for smooth seasons: column 2k holds sin(2π(k+1)x/period), column 2k+1 the
 * cosine, for k from 0 to `harmonics` − 1.
 *
 * @param positions [rows], for example `calendar(...).dayOfYear`
 * @param harmonics number of waves, from 1
 * @param period length of the season in the unit of `positions`. Default 365.25, for days of the year
 * @returns [rows, 2 · harmonics], row-major; NaN where the position is missing
 * @throws FS_DATA_INVALID_ARGUMENT
 *
 * @example
 * import { fourier } from "foresolve/data";
 *
 * const waves = fourier(new Float64Array([0, 6]), 1, 24);
 * waves.map((value) => Math.round(value)); // => new Float64Array([0, 1, 1, 0])
 */
export function fourier(positions: Float64Array, harmonics: number, period: number = 365.25): Float64Array {
  requireWhole("harmonics", harmonics, 1);
  if (!(period > 0 && Number.isFinite(period)))
    throw invalidArgument(`period is ${period}.`, "Give a period above 0.", { period });
  const width = 2 * harmonics;
  const waves = new Float64Array(positions.length * width);
  for (let row = 0; row < positions.length; row++) {
    const angle = (2 * Math.PI * positions[row]!) / period;
    for (let wave = 0; wave < harmonics; wave++) {
      waves[row * width + 2 * wave] = Math.sin((wave + 1) * angle);
      waves[row * width + 2 * wave + 1] = Math.cos((wave + 1) * angle);
    }
  }
  return waves;
}
