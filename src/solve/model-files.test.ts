import highsModule, { type Highs } from "highs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { randomForm } from "../../test/random-forms.js";
import { HighsSession, solutionOf, verifier } from "./index.js";
import { readLp, readMps, writeLp, writeMps, type StandardForm } from "../model/index.js";

const loadModule = highsModule as unknown as typeof highsModule.default;
let highs: Highs;
beforeAll(async () => {
  highs = await loadModule({ print() {}, printErr() {} });
});

type Text = { readonly format: "mps" | "lp"; readonly data: string };
/** What two solves must agree on: how it ended, and the optimum within the tolerances of solvers. */
type Verdict = readonly [ending: string, optimum: number | null];

const STATUS: Record<number, string> = { 7: "optimal", 8: "infeasible", 10: "unbounded" };

/** HiGHS reads and solves the text by itself. */
function solvedByHighs(text: Text): Verdict {
  const native = highs.createModel(text);
  try {
    native.options.set({
      output_flag: false,
      presolve: "off",
      mip_rel_gap: 0,
      mip_heuristic_run_feasibility_jump: false,
    });
    const { modelStatus } = native.run();
    const ending = STATUS[modelStatus] ?? `status ${modelStatus}`;
    return verdict(ending, ending === "optimal" ? native.getObjectiveValue() : null);
  } finally {
    native.dispose();
  }
}

/** What HiGHS writes of a text that it has read. */
function rewrittenByHighs(text: Text, format: "mps" | "lp"): string {
  const native = highs.createModel(text);
  try {
    native.options.set({ output_flag: false });
    return format === "lp" ? native.exportModel("lp") : new TextDecoder().decode(native.exportModel("mps"));
  } finally {
    native.dispose();
  }
}

async function solvedByUs(form: StandardForm): Promise<Verdict> {
  const session = await HighsSession.open(form);
  try {
    const solution = solutionOf(session);
    return verdict(solution.status, solution.status === "optimal" ? solution.objective : null);
  } finally {
    session.dispose();
  }
}

function verdict(ending: string, optimum: number | null): Verdict {
  return [ending, optimum === null ? null : Math.round(optimum * 1e4) / 1e4 + 0];
}

/** Bounded in every column, so that all endings are certain and no search runs on. */
const boundedForm = randomForm({ wild: false }).map((form): StandardForm => ({
  ...form,
  columnLower: form.columnLower.map((lower) => Math.max(lower, -20)),
  columnUpper: form.columnUpper.map((upper) => Math.min(upper, 20)),
}));

/** HiGHS writes names as they are, legal or not, and semi-continuous columns of MPS as if they were integer too. */
const plainForm = (format: "mps" | "lp"): fc.Arbitrary<StandardForm> =>
  boundedForm.map((form) => ({
    ...form,
    integrality: format === "lp" ? form.integrality : form.integrality.map((kind) => kind % 2),
    columnName: (column) => `x${column}`,
    rowName: (row) => `r${row}`,
  }));

const WRITERS: Record<string, (form: StandardForm) => Text> = {
  "free MPS": (form) => ({ format: "mps", data: writeMps(form) }),
  "fixed MPS": (form) => ({ format: "mps", data: writeMps(form, { format: "fixed" }) }),
  LP: (form) => ({ format: "lp", data: writeLp(form) }),
};

describe.each(Object.entries(WRITERS))("%s of ours", (_, write) => {
  test("means the same to HiGHS, and a form read from it is solvable", async () => {
    await fc.assert(
      fc.asyncProperty(boundedForm, async (form) => {
        const expected = await solvedByUs(form);
        const text = write(form);
        const read = text.format === "lp" ? readLp(text.data) : readMps(text.data);
        expect([await solvedByUs(read), solvedByHighs(text)]).toEqual([expected, expected]);
      }),
      { numRuns: 60 },
    );
  });
});

describe.each(["mps", "lp"] as const)("the %s writer of HiGHS", (format) => {
  test("means the same to our reader", async () => {
    await fc.assert(
      fc.asyncProperty(plainForm(format), async (form) => {
        const text = rewrittenByHighs(WRITERS["free MPS"](form), format);
        const read = format === "lp" ? readLp(text) : readMps(text);
        expect(await solvedByUs(read)).toEqual(await solvedByUs(form));
      }),
      { numRuns: 60 },
    );
  });
});

describe("a form from a file, without variables and constraints of its own", () => {
  const form = readLp(
    "max\n p: 3 x + 2 y + 1\nst\n oven: x + y <= 4\n milk: x + 3 y <= 7\nbounds\n x <= 3\nend",
  );

  test("is solved, verified and has shadow prices by row", async () => {
    const session = await HighsSession.open(form);
    const solution = solutionOf(session);
    expect(solution).toMatchObject({ status: "optimal", objective: 12, bound: 12, relativeGap: 0 });
    expect([...session.columnValues, ...session.rowDuals]).toEqual([3, 1, 2, 0]);
    session.dispose();
  });

  test("has its violations named by the verifier", () => {
    const check = verifier(form);
    expect(check([], Float64Array.of(3, 2)).worst).toMatchObject({ kind: "row", name: "milk" });
    expect(check([], Float64Array.of(4, 0)).worst).toMatchObject({ kind: "bound", name: "x" });
  });

  test("can be unbounded or infeasible", async () => {
    const outcomes: string[] = [];
    for (const text of [
      "max\n x\nst\n x >= 1\nend",
      "max\n x\nst\n x >= 1\n c: x <= 0\nend",
      "min\n x\nst\n c: x >= -9\nbounds\n x <= -5\nend",
    ]) {
      const session = await HighsSession.open(readLp(text));
      outcomes.push(solutionOf(session).status);
      session.dispose();
    }
    expect(outcomes).toEqual(["unbounded", "infeasible", "infeasible"]);
  });
});
