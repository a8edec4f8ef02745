import type { Setting } from "../program.js";

/** What a user may set, with defaults and limits. */
export const FACTORY_SETTINGS: readonly Setting[] = [
  {
    name: "testEpisodes",
    summary: "Simulated weeks that policies are compared on, from machine lives that no model has seen",
    default: 200,
    minimum: 1,
    maximum: 10_000,
    whole: true,
  },
  {
    name: "trainingEpisodes",
    summary: "Simulated weeks that periods, margins and the decision-focused policy are trained on",
    default: 50,
    minimum: 2,
    maximum: 10_000,
    whole: true,
  },
  {
    name: "trainingSteps",
    summary: "Steps of training through the decision; 0 leaves the forecast as it is",
    default: 4,
    minimum: 0,
    maximum: 1000,
    whole: true,
  },
  {
    name: "replanning",
    summary: "1: what has not started is planned anew after a breakdown; 0: it moves to the right",
    default: 1,
    minimum: 0,
    maximum: 1,
    whole: true,
  },
  {
    name: "changePrice",
    summary: "Price of each operation that replanning moves",
    default: 2,
    minimum: 0,
    maximum: 1e6,
  },
  {
    name: "tardinessPrice",
    summary: "Factor on the price of tardiness",
    default: 1,
    minimum: 0,
    maximum: 1e6,
  },
  {
    name: "repairPrice",
    summary: "Factor on the costs of repairs",
    default: 1,
    minimum: 0,
    maximum: 1e6,
  },
  {
    name: "maintenancePrice",
    summary: "Factor on the costs of planned maintenance",
    default: 1,
    minimum: 0,
    maximum: 1e6,
  },
  {
    name: "searchSteps",
    summary: "Steps of the scheduler for the orders of an episode; today's plan gets ten times as many",
    default: 1500,
    minimum: 1,
    maximum: 10_000_000,
    whole: true,
  },
];
