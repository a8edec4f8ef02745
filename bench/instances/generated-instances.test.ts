import { expect, test } from "vitest";
import { readMps, writeMps, type StandardForm } from "../../src/model/index.js";
import { HighsSession, verifier } from "../../src/solve/index.js";
import { generatedInstances } from "./generated-instances.js";

const SCALE = 0.3;
const INSTANCES = generatedInstances(7, SCALE);
const isInteger = (form: StandardForm): boolean => form.integrality.some((kind) => kind !== 0);

interface Optimum {
  readonly objective: number;
  readonly dualObjective: number;
}

/** The verified optimum, and what duals and reduced costs say that it is. */
async function optimumOf(form: StandardForm): Promise<Optimum> {
  const session = await HighsSession.open(form);
  try {
    const { status } = session.run();
    const check = verifier(form)([], session.columnValues);
    if (status !== "optimal" || !check.ok) throw new Error(`${form.name}: ${status}, ${check.worst?.name}`);
    let dualObjective = form.offset;
    const { rowDuals, columnDuals } = session;
    for (const [row, dual] of rowDuals.entries())
      if (Math.abs(dual) > 1e-9) dualObjective += dual * (dual > 0 ? form.rowLower : form.rowUpper)[row];
    for (const [column, dual] of columnDuals.entries())
      if (Math.abs(dual) > 1e-9)
        dualObjective += dual * (dual > 0 ? form.columnLower : form.columnUpper)[column];
    return { objective: check.objective, dualObjective };
  } finally {
    session.dispose();
  }
}

test.each(INSTANCES)(
  "$name: read and written again, it is one model, whose dual meets it",
  async ({ text }) => {
    const form = readMps(text);
    const again = readMps(writeMps(form));
    const first = await optimumOf(form);
    const second = await optimumOf(again);
    expect([again.rows, again.columns]).toEqual([form.rows, form.columns]);
    expect(second.objective).toBeCloseTo(first.objective, 5);
    // A model is of one kind or the other; its relaxation bounds the first and is the second.
    const relaxed = await optimumOf({ ...form, integrality: new Uint8Array(form.columns) });
    expect(relaxed.dualObjective).toBeCloseTo(relaxed.objective, 5);
    expect(relaxed.objective).toBeLessThanOrEqual(first.objective + 1e-6 * Math.abs(first.objective));
  },
);

test("instances come from the seed alone, of both kinds, and of the size of the real ones", () => {
  expect(generatedInstances(7, SCALE)).toEqual(INSTANCES);
  const others = generatedInstances(8, SCALE).map(({ text }) => text);
  expect(others.some((text, k) => text === INSTANCES[k].text)).toBe(false);
  const forms = generatedInstances(1).map(({ text }) => readMps(text));
  const linear = forms.filter((form) => !isInteger(form));
  expect(linear.length).toBeGreaterThanOrEqual(8);
  expect(forms.length - linear.length).toBeGreaterThanOrEqual(10);
  for (const { rows } of linear) expect([rows >= 300, rows <= 2500]).toEqual([true, true]);
});
