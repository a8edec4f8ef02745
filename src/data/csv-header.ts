/**
 * The first record of a text file (RFC 4180: quotes may hold separators, line ends and doubled quotes).
 *
 * @returns the names, or `null` when a quote is never closed within `text`.
 */
export function parseHeader(text: string, delimiter: string): string[] | null {
  const names: string[] = [];
  let name = "";
  let quoted = false;
  // Empty lines before the header are skipped, as the reader of the rows does.
  let position = /^[\r\n]*/.exec(text)![0].length;
  for (; position < text.length; position++) {
    const character = text[position]!;
    if (quoted) {
      if (character !== '"') name += character;
      else if (text[position + 1] === '"') name += text[++position]!;
      else quoted = false;
    } else if (character === '"' && name === "") quoted = true;
    else if (text.startsWith(delimiter, position)) {
      names.push(name);
      name = "";
      position += delimiter.length - 1;
    } else if (character === "\n" || character === "\r") break;
    else name += character;
  }
  return quoted ? null : [...names, name];
}
