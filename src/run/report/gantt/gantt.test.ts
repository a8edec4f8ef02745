import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import type { GanttBar, GanttFigure } from "../../../programs/index.js";
import { HOSTILE } from "../../../../test/sample-record.js";
import { figures } from "../figures.js";
import { highlightRules, jobPaints } from "./job-paint.js";
import { overlaps, panelsOf } from "./panels.js";
import { hatchPath } from "./shapes.js";

const bar = (job: string, from: number, until: number, more: Partial<GanttBar> = {}): GanttBar => ({
  kind: "operation",
  job,
  from,
  until,
  label: job,
  title: `${job}\n${from} to ${until}`,
  ...more,
});

/** Something of everything. */
const FIGURE: GanttFigure = {
  kind: "gantt",
  id: "plan",
  title: "Plan",
  caption: "A plan.",
  xLabel: "time, minutes",
  xKind: "number",
  from: 0,
  until: 100,
  frozenUntil: 20,
  riskLabel: "probability of failing",
  lanes: [
    {
      name: "saw",
      detail: "busy 40 %",
      bars: [
        bar("A", 0, 30, { pinned: true }),
        bar("A", 30, 34, { kind: "setup" }),
        bar("B", 34, 60, { late: true }),
        { kind: "maintenance", from: 70, until: 95, label: "maint.", title: "oil" },
      ],
      before: [bar("B", 40, 66)],
      closed: [{ from: 60, until: 65 }],
      risk: [
        { from: 0, until: 70, value: 0.2 },
        { from: 70, until: 100, value: 0.01 },
      ],
      marks: [{ at: 50, kind: "missed", title: "B is due" }],
    },
    {
      name: "press",
      bars: [{ kind: "repair", from: 10, until: 40, label: "repair", title: "down" }, bar("C", 99.9, 100)],
      marks: [
        { at: 10, kind: "breakdown", title: "fails" },
        { at: 80, kind: "due", title: "C is due" },
      ],
    },
  ],
};

async function draw(...views: Parameters<typeof figures>[0]): Promise<HTMLElement> {
  return parseHTML(`<html><body>${(await figures(views)).markup}</body></html>`).document.body;
}

const textsOf = (root: Element, selector: string): string[] =>
  [...root.querySelectorAll(selector)].map(({ textContent }) => textContent.replace(/\s+/g, " ").trim());

test("a plan has its lanes, bars with names where they fit, titles for all of them, and a legend of what it has", async () => {
  const body = await draw(FIGURE);
  const [wide] = body.querySelectorAll("svg.wide");
  expect(textsOf(wide, ".bar.operation")).toEqual(["A 0 to 30A", "B 34 to 60B", "C 99.9 to 100"]);
  expect(textsOf(wide, ".bar.maintenance > title, .bar.repair > title")).toEqual(["oil", "down"]);
  expect(wide.textContent).toContain("busy 40 %");
  expect(wide.textContent).toContain("◂ frozen");
  expect(wide.querySelectorAll(".mark-missed, .mark-due, .mark-breakdown")).toHaveLength(3);
  expect(wide.querySelectorAll(".risk")).toHaveLength(2);
  expect(wide.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
  expect(textsOf(body, ".legend li")).toEqual([
    "operation, coloured by job",
    "ends after its job is due",
    "pinned",
    "set-up",
    "planned maintenance",
    "down, in repair",
    "breakdown",
    "due date, kept",
    "due date, missed",
    "where moved work stood before",
    "frozen: not to be changed",
    "closed",
    "0 20 %: probability of failing",
  ]);
});

test("the legend of a plain plan is short", async () => {
  const { frozenUntil: _, ...plain } = FIGURE;
  const body = await draw({ ...plain, lanes: [{ name: "saw", bars: [bar("A", 0, 30)] }] });
  expect(textsOf(body, ".legend li")).toEqual(["operation, coloured by job"]);
});

test("bars lie where their times are", async () => {
  const body = await draw(FIGURE);
  const places = [...body.querySelectorAll("svg.wide .bar.operation rect")].map((rect) => {
    const x = Number(rect.getAttribute("x"));
    return { x, right: x + Number(rect.getAttribute("width")) };
  });
  const [a, b] = places;
  // B starts 34 units after A and is 26 long, A is 30 long.
  expect((b.x - a.x) / 34).toBeCloseTo((a.right - a.x) / 30, 0);
  expect((b.right - b.x) / 26).toBeCloseTo((a.right - a.x) / 30, 0);
});

test("the bars come as a table too, set-ups apart", async () => {
  const body = await draw(FIGURE);
  expect(textsOf(body, "details tbody tr")).toEqual([
    "saw 0 30 A · 0 to 30",
    "saw 34 60 B · 34 to 60",
    "saw 70 95 oil",
    "press 10 40 down",
    "press 99.9 100 C · 99.9 to 100",
  ]);
});

test("hostile names stay texts", async () => {
  const lanes = [
    {
      name: HOSTILE,
      detail: HOSTILE,
      bars: [bar(HOSTILE, 0, 90)],
      marks: [{ at: 3, kind: "due", title: HOSTILE }],
    },
  ] as const;
  const { markup } = await figures([{ ...FIGURE, xLabel: HOSTILE, riskLabel: HOSTILE, lanes }]);
  expect(markup).not.toMatch(/<script|<img/i);
});

test("no lanes, no time and lanes without bars are no trouble", async () => {
  const body = await draw(
    { ...FIGURE, lanes: [] },
    { ...FIGURE, until: 0 },
    { ...FIGURE, lanes: [{ name: "x", bars: [] }] },
  );
  expect(body.textContent.match(/There is nothing to draw/g)).toHaveLength(2);
  expect(body.innerHTML).not.toMatch(/NaN|Infinity/);
});

describe("panels", () => {
  const many = (count: number, length: number, xKind: GanttFigure["xKind"] = "number"): GanttFigure => ({
    ...FIGURE,
    xKind,
    from: 0,
    until: count * length,
    lanes: [
      {
        name: "m",
        bars: Array.from({ length: count }, (_, index) => bar("j", index * length, (index + 1) * length)),
      },
    ],
  });

  test("few bars need one panel; many are cut into as few as leave them legible", () => {
    expect(panelsOf(many(10, 5), 1000, 6)).toEqual([{ from: 0, until: 50 }]);
    const panels = panelsOf(many(100, 5), 1000, 6);
    // 26 pixels a bar: 100 bars need 2600 px.
    expect(panels.length).toBeGreaterThanOrEqual(3);
    expect(new Set(panels.map(({ from, until }) => until - from)).size).toBe(1);
    expect(panelsOf(many(2000, 5), 1000, 6).length).toBeLessThanOrEqual(6);
  });

  test("every bar is in some panel, and panels without bars are left out", () => {
    const figure = many(60, 5);
    const [lane] = figure.lanes;
    const gap = { ...figure, until: 900, lanes: [{ ...lane, bars: [...lane.bars, bar("late", 890, 900)] }] };
    const panels = panelsOf(gap, 300, 20);
    for (const one of gap.lanes[0].bars) expect(panels.some((panel) => overlaps(one, panel))).toBe(true);
    expect(panels.some(({ from, until }) => from >= 300 && until <= 890)).toBe(false);
  });

  test("panels of clock times have usual lengths", () => {
    const hour = 3_600_000;
    const panels = panelsOf(many(100, hour, "time"), 1000, 6);
    expect((panels[0].until - panels[0].from) % hour).toBe(0);
    const long = panelsOf(many(100, 400 * 24 * hour, "time"), 1000, 6);
    expect(long.length).toBeGreaterThan(1);
  });
});

test("jobs that start one after the other differ in colour, and each has a class of its own", () => {
  const bars = Array.from({ length: 20 }, (_, index) => bar(`j${index}`, index, index + 1));
  const paints = [...jobPaints({ ...FIGURE, lanes: [{ name: "m", bars }] }).values()];
  expect(new Set(paints.map(({ className }) => className)).size).toBe(20);
  expect(new Set(paints.slice(5, 12).map(({ colour }) => colour)).size).toBe(7);
  expect(highlightRules(20).split("\n")).toHaveLength(20);
  expect(highlightRules(10_000).split("\n").length).toBeLessThan(100);
  expect(highlightRules(0)).toBe("");
});

test("hatching stays within its box", () => {
  for (const slope of [1, -1] as const) {
    const path = hatchPath({ x: 10, y: 20, width: 30, height: 12 }, 5, slope);
    const points = [...path.matchAll(/[ML]([\d.-]+),([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
    expect(points.length).toBeGreaterThan(10);
    expect(points.every(([x, y]) => x >= 10 && x <= 40 && y >= 20 && y <= 32)).toBe(true);
  }
});
