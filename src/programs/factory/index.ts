export { factory } from "./factory.js";
export type { FactoryInput } from "./factory-input.js";
