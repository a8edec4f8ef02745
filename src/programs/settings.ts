import { ForesolveError } from "../errors.js";
import type { Setting, SettingValues } from "./program.js";

/**
 * The values of all settings: those given, checked against their limits, and defaults for the rest.
 *
 * @throws ForesolveError `FS_RUN_INVALID_SETTING` for an unknown name or a value outside its limits.
 */
export function resolveSettings(
  program: string,
  settings: readonly Setting[],
  given: SettingValues,
): SettingValues {
  for (const name of Object.keys(given)) {
    if (settings.some((setting) => setting.name === name)) continue;
    throw new ForesolveError("FS_RUN_INVALID_SETTING", {
      message: `Program "${program}" has no setting "${name}".`,
      fix: `Use one of ${settings.map((setting) => setting.name).join(", ")}.`,
      data: { program, setting: name },
    });
  }
  const values: Record<string, number> = {};
  for (const setting of settings) {
    const value = given[setting.name] ?? setting.default;
    const holds =
      value >= setting.minimum &&
      value <= setting.maximum &&
      (setting.whole !== true || Number.isInteger(value));
    if (!holds) {
      throw new ForesolveError("FS_RUN_INVALID_SETTING", {
        message: `Setting "${setting.name}" of program "${program}" is ${value}${setting.unit === undefined ? "" : ` ${setting.unit}`}.`,
        fix: `Pass ${setting.whole === true ? "a whole number" : "a number"} from ${setting.minimum} to ${setting.maximum}.`,
        data: { program, setting: setting.name, value },
      });
    }
    values[setting.name] = value;
  }
  return values;
}
