import { randomStream, type RandomStream } from "../../src/math/index.js";
import {
  facilityLocation,
  fixedChargeNetwork,
  generalisedAssignment,
  lotSizing,
  setCover,
} from "./integer-instances.js";
import { multicommodity, production, staircase, transport } from "./linear-instances.js";

/** A model as a file would hold it. */
export interface Instance {
  readonly name: string;
  /** MPS */
  readonly text: string;
}

/**
 * Structured models of the size of the Netlib LPs (300 to 2,500 rows) and of the small MIPLIB models. With a `scale` below 1
 * all sizes shrink.
 */
export function generatedInstances(seed: number, scale = 1): Instance[] {
  const root = randomStream(seed);
  const size = (full: number): number => Math.max(2, Math.round(full * scale));
  const makers: Readonly<Record<string, (stream: RandomStream) => string>> = {
    "production-12x6x20": (s) => production(s, size(12), size(6), size(20)),
    "production-30x10x40": (s) => production(s, size(30), size(10), size(40)),
    "staircase-10x40x60": (s) => staircase(s, size(10), size(40), size(60)),
    "staircase-30x50x70": (s) => staircase(s, size(30), size(50), size(70)),
    "transport-40x80x200": (s) => transport(s, size(40), size(80), size(200)),
    "transport-60x120x400": (s) => transport(s, size(60), size(120), size(400)),
    "multicommodity-30x120x10": (s) => multicommodity(s, size(30), size(120), size(10)),
    "multicommodity-60x260x25": (s) => multicommodity(s, size(60), size(260), size(25)),
    "lot-sizing-5x12": (s) => lotSizing(s, size(5), size(12)),
    "lot-sizing-8x16": (s) => lotSizing(s, size(8), size(16)),
    "facility-location-12x25": (s) => facilityLocation(s, size(12), size(25)),
    "facility-location-20x40": (s) => facilityLocation(s, size(20), size(40)),
    "set-cover-100x200": (s) => setCover(s, size(100), size(200)),
    "set-cover-150x300": (s) => setCover(s, size(150), size(300)),
    "generalised-assignment-5x25": (s) => generalisedAssignment(s, size(5), size(25)),
    "generalised-assignment-8x40": (s) => generalisedAssignment(s, size(8), size(40)),
    "fixed-charge-20x60": (s) => fixedChargeNetwork(s, size(20), size(60)),
    "fixed-charge-30x90": (s) => fixedChargeNetwork(s, size(30), size(90)),
  };
  return Object.entries(makers).map(([name, make]) => ({ name, text: make(root.split(name)) }));
}
