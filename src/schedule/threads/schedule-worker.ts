import { JobShopIsland } from "../job-shop/job-shop-island.js";
import type { FromIsland, ToIsland } from "../job-shop/island-message.js";
import { nodeThreads } from "./schedule-thread-node.js";

// The script of a search thread. Nothing imports it: it is started, by Node or by a browser.

const nodePort = nodeThreads()?.parentPort ?? null;
const port: DedicatedWorker = nodePort ?? (globalThis as unknown as DedicatedWorker);

/** What a Web Worker's global scope is; the types of the house describe a page's. */
interface DedicatedWorker {
  postMessage(message: FromIsland, transfer: []): void;
}

const island = new JobShopIsland((message) => port.postMessage(message, []));

if (nodePort === null) globalThis.addEventListener("message", (event) => island.hear(event.data));
else nodePort.on("message", (message: ToIsland) => island.hear(message));
