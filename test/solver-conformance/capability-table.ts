import { MODEL_CAPABILITIES, RUN_CAPABILITIES, SOLVERS } from "../../src/solve/index.js";

/** What each solver takes and does, as the table that stands in docs/solving.md. */
export function capabilityTable(): string {
  const header = ["", ...SOLVERS.map(({ name }) => `\`${name}\``)];
  const body = [...MODEL_CAPABILITIES, ...RUN_CAPABILITIES].map((capability) => [
    capability,
    ...SOLVERS.map(({ capabilities }) => (capabilities.has(capability) ? "yes" : "-")),
  ]);
  const most = [
    "most columns",
    ...SOLVERS.map(({ mostColumns }) => (mostColumns === Infinity ? "any" : String(mostColumns))),
  ];
  return [header, header.map(() => "---"), ...body, most]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
