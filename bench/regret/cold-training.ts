import { cpuMs } from "../suite.js";
import type { ColdTask } from "./measure.js";
import { METHODS } from "./methods.js";
import { examplesIn, problemOf } from "./regret-case.js";

// A process of its own: all modules are loaded, nothing has run yet.
process.once("message", (message) => {
  void measure(message as ColdTask);
});

async function measure({ method: name, given, options }: ColdTask): Promise<void> {
  const method = METHODS.find((candidate) => candidate.name === name)!;
  const data = examplesIn(given.train);
  const problem = problemOf(given.structure);
  const milliseconds = await cpuMs(async () => {
    await method.fit({ data, problem, seed: 0, ...options });
  });
  process.send!(milliseconds / 1000, () => process.disconnect());
}
