import type { RollingOriginReport } from "./rolling-origin.js";

/** The scores as a table in plain text. */
export function rollingOriginText({
  horizon,
  origins,
  season,
  scores,
}: Omit<RollingOriginReport, "text">): string {
  const number = (value: number | null): string =>
    value === null ? "-" : String(Number(value.toPrecision(4)));
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const nominals = [
    ...new Set(scores.flatMap(({ coverage }) => coverage.map(({ nominal }) => nominal))),
  ].sort((a, b) => b - a);
  const head = ["method", "MASE", "MAE", "RMSE", "pinball", "CRPS", "energy"];
  head.push(
    ...nominals.map((nominal) => `in ${Math.round(100 * nominal)} %`),
    "skill",
    "95 % interval",
    "verdict",
  );
  const body = scores.map((score) => [
    score.name,
    number(score.meanAbsoluteScaledError),
    number(score.meanAbsoluteError),
    number(score.rootMeanSquareError),
    number(score.pinball),
    number(score.crps),
    number(score.energy),
    ...nominals.map((nominal) => {
      const found = score.coverage.find((coverage) => coverage.nominal === nominal);
      return found === undefined ? "-" : percent(found.coverage);
    }),
    percent(score.skill.estimate),
    `${percent(score.skill.lower)} to ${percent(score.skill.upper)}`,
    score.verdict === "reference" ? "(reference)" : score.verdict,
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 || column === cells.length - 1
          ? cell.padEnd(widths[column]!)
          : cell.padStart(widths[column]!),
      )
      .join("  ")
      .trimEnd();
  const title = `${origins} origins, ${horizon} steps ahead, beside seasonal naive with a season of ${season}`;
  return [title, line(head), ...body.map(line)].join("\n");
}
