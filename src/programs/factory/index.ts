export { factory } from "./factory.js";
export type { FactoryInput } from "./factory-input.js";
export { FACTORY_FINDING_CODES } from "./tables/findings.js";
