import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveSite, type BrowserSite } from "../../test/browser-site.js";
import { hasChromium, launchChromium } from "../../test/chromium.js";

/** What the page tells when it is done. */
interface Told {
  readonly isIsolated: boolean;
  readonly error?: string;
  readonly answers: readonly {
    readonly solver: string;
    readonly thread: string;
    readonly status: string;
    readonly objective: number;
  }[];
}

/** Solves a linear, an integer and a quadratic model in Web Workers, and the quadratic one in the page too. */
const PAGE = `<!doctype html><title>solving</title>
<script type="importmap">{"imports": {"clarabel-wasm/": "/node_modules/clarabel-wasm/"}}</script>
<script type="module">
const told = { isIsolated: crossOriginIsolated, answers: [] };
try {
  const { atLeast, atMost, indexSet, model, mul, parameter, square, total } = await import("/src/model/index.js");
  const { closeSolverThreads, solve } = await import("/src/solve/index.js");
  const item = indexSet("item", 3);
  const linear = model("linear");
  const x = linear.variable("x", { over: [item], lower: 0 });
  linear.require("need", atLeast(total(x), 5));
  linear.minimize(total(mul(parameter({ over: [item], data: [3, 2, 4] }), x)));
  const whole = model("whole");
  const y = whole.variable("y", { over: [item], domain: "integer", lower: 0 });
  whole.require("room", atMost(total(mul(2, y)), 7));
  whole.maximize(total(y));
  const quadratic = model("quadratic");
  const z = quadratic.variable("z", { over: [item], lower: 0 });
  quadratic.require("all", atLeast(total(z), 3));
  quadratic.minimize(total(square(z)));
  for (const [m, thread] of [[linear, "worker"], [whole, "auto"], [quadratic, "worker"], [quadratic, "caller"]]) {
    const solution = await solve(m, { thread, deadlineMs: 60000 });
    const { solver, status, objective } = solution;
    told.answers.push({ solver, thread: solution.thread, status, objective });
  }
  closeSolverThreads();
} catch (error) {
  told.error = String(error.stack ?? error);
}
globalThis.told = told;
</script>`;

describe.skipIf(!hasChromium())("in a browser", () => {
  let browser: Browser;
  const sites: BrowserSite[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    for (const site of sites) await site.close();
  });

  test.each([
    ["with shared memory", true],
    ["without shared memory", false],
  ])("HiGHS and Clarabel solve in Web Workers, %s", async (_, isIsolated) => {
    const site = await serveSite(PAGE, isIsolated);
    sites.push(site);
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(site.origin, { waitUntil: "load" });
    await page.waitForFunction(() => "told" in globalThis);
    const told = await page.evaluate(() => (globalThis as unknown as { told: Told }).told);
    expect(told).toMatchObject({
      isIsolated,
      answers: [
        { solver: "highs", thread: "worker", status: "optimal", objective: 10 },
        { solver: "highs", thread: "worker", status: "optimal", objective: 3 },
        { solver: "clarabel", thread: "worker", status: "optimal" },
        { solver: "clarabel", thread: "caller", status: "optimal" },
      ],
    });
    for (const { objective } of told.answers.slice(2)) expect(objective).toBeCloseTo(3, 6);
    // No file is asked for in vain, and strict pages have nothing to forbid.
    expect(problems).toEqual([]);
    await page.close();
  });
});
