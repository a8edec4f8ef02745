import { energy } from "../src/programs/index.js";
import { runProgram } from "../src/run/index.js";

const file = process.argv[2];
const record = await runProgram(energy, file === undefined ? {} : { data: file });
const cpu = process.cpuUsage();
process.send!({
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  peakMemoryMb: record.timings.peakMemoryMb,
  shares: Object.fromEntries(record.policies.map((policy) => [policy.name, policy.shareOfHindsight])),
});
process.disconnect();
