/** Units that names end in by the convention of the house, as they are written. */
const UNITS: Readonly<Record<string, string>> = {
  Eur: "EUR",
  Gwh: "GWh",
  Gw: "GW",
  Hours: "h",
  Kw: "kW",
  Kwh: "kWh",
  Mb: "MB",
  Ms: "ms",
  Mw: "MW",
  Mwh: "MWh",
  Usd: "USD",
};

/** A name of a field in words. */
export interface FieldWords {
  readonly label: string;
  readonly unit: string | null;
}

/** Reads a camelCase name: "boughtMwh" is "bought", in MWh. Names with other characters stay as they are. */
export function fieldWords(name: string): FieldWords {
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) return { label: name, unit: null };
  const parts = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").split(" ");
  let unit = parts.length > 1 ? (UNITS[parts.at(-1)!] ?? null) : null;
  if (unit !== null) parts.pop();
  // "priceUsdPerMwh" is a price in USD/MWh.
  const numerator = parts.at(-1) === "Per" ? UNITS[parts.at(-2) ?? ""] : undefined;
  if (unit !== null && numerator !== undefined) {
    unit = `${numerator}/${unit}`;
    parts.splice(-2);
  }
  return { label: parts.map((part) => part.toLowerCase()).join(" "), unit };
}

/** "bought (MWh)" */
export function fieldTitle(name: string): string {
  const { label, unit } = fieldWords(name);
  return unit === null ? label : `${label} (${unit})`;
}

/** "1 row", "7 rows". */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : nouns}`;
}

/** A text of at most so many characters, with an ellipsis where it was cut. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

/** An ISO time as "2026-11-22 08:38:34 UTC"; other texts stay as they are. */
export function clockTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
}
