import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERROR_CODES } from "../../errors.js";
import { checkFactoryInput } from "./check.js";
import { simulateFactoryInput } from "./simulate-factory-input.js";
import { FACTORY_FINDING_CODES } from "./tables/findings.js";

test("the codes and docs/factory.md know the same findings", () => {
  const text = readFileSync(new URL("../../../docs/factory.md", import.meta.url), "utf8");
  const documented = [...text.matchAll(/^\| `([a-z-]+)` \| [^|]*(?:block|warn)[^|]* \|/gm)].map(
    (match) => match[1],
  );
  expect(documented).toEqual([...FACTORY_FINDING_CODES]);
});

test("what makes a problem impossible to plan comes with the code of its error, after everything that blocks", async () => {
  const input = await simulateFactoryInput(1);
  const [first, ...jobs] = input.problem.jobs;
  const late = { ...first, release: 500, due: 100 };
  const ring = [
    [jobs[0], jobs[1]],
    [jobs[1], jobs[0]],
  ].map(([before, after]) => ({
    before: { job: before.id, operation: before.operations[0].id },
    after: { job: after.id, operation: after.operations[0].id },
  }));
  const problem = { ...input.problem, jobs: [late, ...jobs], precedences: ring };
  const { blocked, findings } = checkFactoryInput({ ...input, problem });
  expect(blocked).toBe(true);
  expect(findings[0]).toMatchObject({ code: "FS_SCHEDULE_CYCLE", severity: "block" });
  expect(Object.keys(ERROR_CODES)).toContain(findings[0].code);
  const sound = checkFactoryInput({ ...input, problem: { ...problem, precedences: [] } });
  expect(sound.blocked).toBe(false);
  expect(sound.findings.map(({ code }) => code)).toContain("due-before-release");
});
