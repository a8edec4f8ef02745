/**
 * What is known on the eve of a day: prices of earlier days, load forecasts up to and including the day, the
 * calendar. "Shape" is a day's stabilised prices minus their mean, "level" that mean. Arrays have one value per hour.
 */
export interface EnergyRow {
  // For rules.
  readonly pricesYesterday: Float64Array;
  readonly pricesLastWeek: Float64Array;
  readonly pricesMeanWeek: Float64Array;
  /** Predicted prices by the load-adjusted profile. */
  readonly pricesLoadAdjusted: Float64Array;
  /** Size of the predicted prices, see `priceSize`. */
  readonly sizeForecast: number;
  // Shapes of past prices.
  readonly shapeYesterday: Float64Array;
  readonly shapeTwoDaysAgo: Float64Array;
  readonly shapeLastWeek: Float64Array;
  readonly shapeMeanWeek: Float64Array;
  readonly shapeRecent: Float64Array;
  /** The load-adjusted profile, on the stabilised scale. */
  readonly profileLoadAdjusted: Float64Array;
  /** Its shape: what models learn deviations from. */
  readonly shapeLoadAdjusted: Float64Array;
  /** Mean shape of the last five days of the same type (working day or not). */
  readonly shapeSameDayType: Float64Array;
  // Levels of past prices.
  readonly levelChange: number;
  readonly levelMeanWeek: number;
  readonly levelAgainstWeek: number;
  readonly lastHourAgainstLevel: number;
  readonly spreadYesterday: number;
  readonly peakYesterday: number;
  readonly spreadWeek: number;
  // Tomorrow's load forecast, GW.
  readonly load: Float64Array;
  readonly loadSquared: Float64Array;
  readonly loadShape: Float64Array;
  readonly loadInRange: Float64Array;
  readonly loadRank: Float64Array;
  readonly loadAgainstYesterday: Float64Array;
  readonly loadAgainstLastWeek: Float64Array;
  readonly loadAgainstMeanWeek: Float64Array;
  readonly loadAgainstRecent: Float64Array;
  readonly loadShapeAgainstRecent: Float64Array;
  readonly loadAgainstRecentTimesPriceLevel: Float64Array;
  readonly loadAgainstRecentTimesLoad: Float64Array;
  readonly loadRampIn: Float64Array;
  readonly loadRampInThree: Float64Array;
  readonly loadRampOut: Float64Array;
  readonly loadRampOutThree: Float64Array;
  readonly loadMean: number;
  readonly loadMaximum: number;
  readonly loadMinimum: number;
  readonly loadMeanSquared: number;
  readonly loadMeanChange: number;
  readonly loadMeanAgainstWeek: number;
  // Calendar.
  readonly weekday: number;
  readonly holiday: number;
  readonly dayOff: number;
  readonly monday: number;
  readonly tuesday: number;
  readonly wednesday: number;
  readonly thursday: number;
  readonly friday: number;
  readonly saturday: number;
  readonly yearSine: number;
  readonly yearCosine: number;
  readonly halfYearSine: number;
  readonly halfYearCosine: number;
}
