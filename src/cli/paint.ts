import { styleText } from "node:util";

/** Colour for a word on a terminal; none elsewhere, nor where NO_COLOR or --no-color asks for none. */
export function paint(stream: NodeJS.WriteStream, colour: "red" | "yellow", text: string): string {
  const isWanted = stream.isTTY && (process.env["NO_COLOR"] ?? "") === "";
  return isWanted ? styleText(colour, text) : text;
}
