import { JobShopIsland } from "../job-shop/job-shop-island.js";
import type { FromIsland, ToIsland } from "../job-shop/island-message.js";
import { PlanIsland } from "../search/plan-island.js";
import type { FromPlanIsland, ToPlanIsland } from "../search/plan-island-message.js";
import { nodeThreads } from "./schedule-thread-node.js";

// The script of a search thread. Nothing imports it: it is started, by Node or by a browser.

type Heard = ToIsland | ToPlanIsland;

const nodePort = nodeThreads()?.parentPort ?? null;
const port: DedicatedWorker = nodePort ?? (globalThis as unknown as DedicatedWorker);

/** What a Web Worker's global scope is; the types of the house describe a page's. */
interface DedicatedWorker {
  postMessage(message: FromIsland | FromPlanIsland, transfer: []): void;
}

const jobShopIsland = new JobShopIsland((message) => port.postMessage(message, []));
const planIsland = new PlanIsland((message) => port.postMessage(message, []));

function hear(message: Heard): void {
  if (message.kind === "plan" || message.kind === "finish") planIsland.hear(message);
  else jobShopIsland.hear(message);
}

if (nodePort === null) globalThis.addEventListener("message", (event) => hear(event.data));
else nodePort.on("message", hear);
