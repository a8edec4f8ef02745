import { invalidOption, requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";

/** Options of {@link costSensitiveRegression}. */
export interface CostSensitiveOptions {
  /** Price of each unit by which a prediction is too low: one for all entries, or [dimension]. Default 1. */
  readonly tooLow?: number | ArrayLike<number>;
  /** Price of each unit by which a prediction is too high, likewise. Default 1. */
  readonly tooHigh?: number | ArrayLike<number>;
  /** 1: prices are of units; 2: of squared units. Default 1. */
  readonly power?: 1 | 2;
}

/**
 * Regression in which predicting too low and predicting too high have prices of their own, and no decision is asked for. With
 * predictions p, truths c and prices u (too low) and o (too high),
 *
 *     loss = sum_k u_k max(0, c_k - p_k)^power + o_k max(0, p_k - c_k)^power.
 *
 * Power 1 is the linear-linear or pinball loss of Koenker and Bassett, "Regression Quantiles", Econometrica 46(1), 1978: the best
 * constant is the quantile u / (u + o), as a newsvendor orders. Power 2 is the quadratic-quadratic one of Newey and Powell,
 * "Asymmetric Least Squares Estimation and Testing", Econometrica 55(4), 1987, whose best constant is an expectile. On such prices in
 * forecasting: Zellner, JASA 81, 1986; Bansal, Sinha and Zhao, Journal of Management Information Systems 25(3), 2008.
 *
 * When: what a wrong prediction costs is known entry by entry, and decisions follow predictions directly (stock, staff, reserves). Where
 * they compete for shared limits, a loss that decides knows more.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`; for prices that are not one an entry, when training begins.
 * @example
 * import { costSensitiveRegression } from "foresolve/decide";
 *
 * // A missing unit loses 4, one left over 1: the 0.8 quantile.
 * costSensitiveRegression({ tooLow: 4, tooHigh: 1 }).name; // => "cost-sensitive"
 */
export function costSensitiveRegression(options: CostSensitiveOptions = {}): DecisionLoss {
  const { tooLow = 1, tooHigh = 1, power = 1 } = options;
  requirePrices("tooLow", tooLow);
  requirePrices("tooHigh", tooHigh);
  if (power !== 1 && power !== 2) throw invalidOption("costSensitiveRegression", "power", power, "1 or 2");
  return {
    name: power === 1 ? "cost-sensitive" : "cost-sensitive-squared",
    source: "Koenker and Bassett 1978, doi:10.2307/1913643; Newey and Powell 1987, doi:10.2307/1911031",
    begin({ oracle: { dimension } }) {
      const low = pricesOf("tooLow", tooLow, dimension);
      const high = pricesOf("tooHigh", tooHigh, dimension);
      return ({ rows, predictions, truths, losses, cotangents }) => {
        for (let row = 0; row < rows; row++) {
          let cost = 0;
          for (let k = 0, at = row * dimension; k < dimension; k++, at++) {
            const error = predictions[at] - truths[at];
            const price = error > 0 ? high[k] : low[k];
            const size = Math.abs(error);
            cost += power === 1 ? price * size : price * size * size;
            cotangents[at] = power === 1 ? price * Math.sign(error) : 2 * price * error;
          }
          losses[row] = cost;
        }
      };
    },
  };
}

function requirePrices(option: string, prices: number | ArrayLike<number>): void {
  const all = typeof prices === "number" ? [prices] : Array.from(prices);
  for (const price of all) {
    requireOption("costSensitiveRegression", option, price, { least: 0, below: Infinity });
  }
}

function pricesOf(option: string, prices: number | ArrayLike<number>, dimension: number): Float64Array {
  if (typeof prices === "number") return new Float64Array(dimension).fill(prices);
  if (prices.length === dimension) return Float64Array.from(prices);
  throw invalidOption(
    "costSensitiveRegression",
    option,
    `${prices.length} price(s)`,
    `one price, or one for each of the ${dimension} entries`,
  );
}
