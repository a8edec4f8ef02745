/** One column of a text table. */
export interface TextColumn {
  readonly title: string;
  /** Second line of the heading. */
  readonly unit?: string;
  readonly align: "left" | "right";
}

/** Lays out rows under headings, columns two spaces apart. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const hasUnits = columns.some((column) => column.unit !== undefined);
  const headings = [
    columns.map((column) => column.title),
    ...(hasUnits ? [columns.map((column) => column.unit ?? "")] : []),
  ];
  const widths = columns.map((_, k) => Math.max(...[...headings, ...rows].map((row) => row[k].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => (columns[k].align === "left" ? cell.padEnd(widths[k]) : cell.padStart(widths[k])))
      .join("  ")
      .trimEnd();
  return [...headings.map(line), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join(
    "\n",
  );
}

/** A number with thousands separators. */
export function grouped(value: number, decimals = 0): string {
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return text === "-0" ? "0" : text;
}
