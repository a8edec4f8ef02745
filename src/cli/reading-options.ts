import { Option, type Command } from "commander";
import type { ReadSettings } from "../programs/index.js";

/** Flags that say how a text file is written, as commander names them. */
export interface ReadingFlags {
  readonly delimiter?: string;
  readonly decimal?: "." | ",";
  readonly missingText?: readonly string[];
}

/** Adds the flags that say how a text file is written. */
export function addReadingOptions(command: Command): void {
  command
    .option("--delimiter <character>", 'field separator of a text file, such as ";" (default: "," or a tab)')
    .addOption(new Option("--decimal <character>", "decimal separator of a text file").choices([".", ","]))
    .option("--missing-text <texts...>", "texts that stand for a missing value, such as NA");
}

/** What the flags mean to a program's reader. */
export function readSettingsOf({ delimiter, decimal, missingText }: ReadingFlags): ReadSettings {
  return {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(decimal === undefined ? {} : { decimalSeparator: decimal }),
    ...(missingText === undefined ? {} : { missingTexts: missingText }),
  };
}
