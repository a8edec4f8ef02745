import { cpuMs } from "../suite.js";
import type { ColdTask } from "./measure.js";
import { METHODS } from "./methods.js";
import { examplesIn, problemOf } from "./regret-case.js";

// A process of its own: all modules are loaded, nothing has run yet.
process.once("message", (message) => {
  const { method, given, epochs } = message as ColdTask;
  void measure(method, given, epochs);
});

async function measure(name: string, given: ColdTask["given"], epochs: number | undefined): Promise<void> {
  const method = METHODS.find((candidate) => candidate.name === name)!;
  const data = examplesIn(given.train);
  const problem = problemOf(given.structure);
  const milliseconds = await cpuMs(async () => {
    await method.fit({ data, problem, seed: 0, ...(epochs !== undefined && { epochs }) });
  });
  process.send!(milliseconds / 1000, () => process.disconnect());
}
