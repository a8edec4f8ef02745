/** The fields of a data line: what stands between blanks, or, in fixed format, at fixed characters. */
export type SplitLine = (line: string) => string[];

/** Fields between blanks or tabs. */
export const freeFields: SplitLine = (line) => {
  const fields: string[] = [];
  let position = 0;
  while (position < line.length) {
    while (position < line.length && isBlank(line.charCodeAt(position))) position++;
    const start = position;
    while (position < line.length && !isBlank(line.charCodeAt(position))) position++;
    if (position > start) fields.push(line.slice(start, position));
  }
  return fields;
};

/** First character of each field, counted from 0, and the first one behind it. */
const FIELDS = [
  [1, 3],
  [4, 12],
  [14, 22],
  [24, 36],
  [39, 47],
  [49, 61],
] as const;

/**
 * Fields at the characters 2, 5, 15, 25, 40 and 50, so that names may have blanks; empty fields are left out. A number
 * in field 4 that is too long for it runs on to the next blank, and a number in field 6 to the end of the line.
 */
export const fixedFields: SplitLine = (line) => {
  if (line.includes("\t")) return freeFields(line);
  const fields: string[] = [];
  for (const [field, [start, end]] of FIELDS.entries()) {
    const isLongNumber = field === 3 && line.length > end && !isBlank(line.charCodeAt(end));
    const text = line.slice(start, isLongNumber || field === 5 ? undefined : end).trim();
    if (text !== "") fields.push(text);
    if (isLongNumber) break;
  }
  return fields;
};

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
