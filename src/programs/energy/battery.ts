import { ForesolveError } from "../../errors.js";

/** A battery at the grid, seen over one day. */
export interface Battery {
  /** Largest charge and discharge, measured at the grid, MW. */
  readonly powerMw: number;
  /** Energy that the battery holds, MWh. */
  readonly capacityMwh: number;
  /** Stored energy per energy bought, 0 to 1. */
  readonly chargeEfficiency: number;
  /** Sold energy per stored energy, 0 to 1. */
  readonly dischargeEfficiency: number;
  /** Lowest and highest state of charge, as shares of the capacity. */
  readonly minimumShare: number;
  readonly maximumShare: number;
  /** State of charge at midnight, at both ends of every day, as a share of the capacity. */
  readonly midnightShare: number;
  /** Wear per energy sold, in currency per MWh. */
  readonly cyclingCostPerMwh: number;
}

/** The battery of the example: 1 MW, 4 MWh, efficiency 0.9 each way, half full at midnight, no wear. */
export const DEFAULT_BATTERY: Battery = {
  powerMw: 1,
  capacityMwh: 4,
  chargeEfficiency: 0.9,
  dischargeEfficiency: 0.9,
  minimumShare: 0,
  maximumShare: 1,
  midnightShare: 0.5,
  cyclingCostPerMwh: 0,
};

/**
 * Refuses a battery whose state of charge at midnight is outside its own limits.
 *
 * @throws ForesolveError `FS_RUN_INVALID_SETTING`.
 */
export function requireConsistent(battery: Battery): Battery {
  const { minimumShare, midnightShare, maximumShare } = battery;
  if (minimumShare <= midnightShare && midnightShare <= maximumShare) return battery;
  throw new ForesolveError("FS_RUN_INVALID_SETTING", {
    message: `The state of charge at midnight (${midnightShare}) is outside its limits (${minimumShare} to ${maximumShare}).`,
    fix: "Choose midnightShare between minimumShare and maximumShare.",
    data: { minimumShare, midnightShare, maximumShare },
  });
}
