export { cmapssPlant, readCmapss } from "./cmapss.js";
export type { CmapssEngines } from "./cmapss.js";
export { factory, runPlant } from "./factory.js";
export type { FactoryInput } from "./factory-input.js";
export { FACTORY_FINDING_CODES } from "./tables/findings.js";
