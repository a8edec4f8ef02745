import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, launchChromium } from "../../../test/chromium.js";
import { sampleFactoryRecord } from "../../../test/sample-factory.js";
import { hostileRecord, sampleRecord } from "../../../test/sample-record.js";
import { renderReport } from "./report.js";

const RECORDS = {
  sample: sampleRecord(),
  hostile: hostileRecord(),
  factory: sampleFactoryRecord(),
  "hostile factory": hostileRecord(sampleFactoryRecord()),
};

describe.skipIf(!hasChromium())("a report in a browser", () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "foresolve-report-"));

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
  });

  const cases = [
    ...(["sample", "hostile"] as const).flatMap((name) =>
      [380, 1280].flatMap((width) => (["light", "dark"] as const).map((scheme) => ({ name, width, scheme }))),
    ),
    { name: "factory", width: 380, scheme: "dark" },
    { name: "factory", width: 1280, scheme: "light" },
    { name: "hostile factory", width: 380, scheme: "light" },
  ] as const;
  test.each(cases)("$name at $width px, $scheme", async ({ name, width, scheme }) => {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, await renderReport(RECORDS[name]));
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
    const problems: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("dialog", (dialog) => {
      problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href, { waitUntil: "load" });

    expect(await widthOf(page)).toBe(width);
    const drawings = await drawingsOf(page);
    expect(drawings.flat().filter((fits) => !fits)).toEqual([]);
    // Tables are the only figures without a drawing.
    expect(drawings.map(({ length }) => length > 0)).toEqual(
      RECORDS[name].views.map(({ kind }) => kind !== "table"),
    );
    // Where there is no room for a scroll bar to be seen, a line says that tables go on.
    const cut = await cutTablesOf(page);
    expect(cut.filter(({ hinted }) => !hinted && width < 800)).toEqual([]);
    expect(cut.length > 0).toBe(width < 800 || name.startsWith("hostile"));
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll("details")) fold.open = true;
    });
    expect(await widthOf(page)).toBe(width);

    const screenshot = join(folder, `${name}-${width}-${scheme}.png`);
    await page.screenshot({ path: screenshot, fullPage: true });
    expect(statSync(screenshot).size).toBeGreaterThan(10_000);
    expect(problems).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
    await page.close();
  });

  test("pointing at a bar makes the bars of its job stand out, in all panels", async () => {
    const file = join(folder, "hover.html");
    writeFileSync(file, await renderReport(RECORDS.factory));
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
    const opacities = (selector: string): Promise<string[]> =>
      page.evaluate(
        (bars) => [
          ...new Set([...document.querySelectorAll(bars)].map((bar) => getComputedStyle(bar).opacity)),
        ],
        selector,
      );
    const figure = 'figure[aria-label="The recommended plan"] svg.wide';
    expect(await opacities(`${figure} .bar`)).toEqual(["1"]);
    await page.locator(`${figure} .bar.operation.job-3`).first().hover({ force: true });
    expect(await opacities(`${figure} .bar.job-3`)).toEqual(["1"]);
    expect(await opacities(`${figure} .bar.operation:not(.job-3)`)).toEqual(["0.22"]);
    await page.close();
  });
});

/** Wider than the window means: the page scrolls sideways. */
function widthOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}

/** For every figure: whether each of its drawings that is shown has a size and stays within the window. */
function drawingsOf(page: Page): Promise<boolean[][]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("figure")].map((figure) =>
      [...figure.querySelectorAll("svg.drawing")]
        .filter((svg) => getComputedStyle(svg).display !== "none")
        .map((svg) => {
          const { width, height, left, right } = svg.getBoundingClientRect();
          return width > 200 && height > 100 && left >= 0 && right <= innerWidth;
        }),
    ),
  );
}

/** Tables of policies and of figures that go on beyond the page, and whether a hint says so. */
function cutTablesOf(page: Page): Promise<{ readonly label: string | null; readonly hinted: boolean }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("#policies .scroll, figure > .scroll")]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map((table) => {
        const hint = table.previousElementSibling as HTMLElement;
        const hinted = hint.classList.contains("scroll-hint") && hint.offsetHeight > 0;
        return { label: table.getAttribute("aria-label"), hinted };
      }),
  );
}
