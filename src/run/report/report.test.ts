import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { sampleFactoryRecord } from "../../../test/sample-factory.js";
import { HOSTILE, hostileRecord, sampleRecord } from "../../../test/sample-record.js";
import { renderReport } from "./report.js";

const documentOf = (page: string): Document => parseHTML(page).document;
const textsOf = (document: ParentNode, selector: string): string[] =>
  [...document.querySelectorAll(selector)].map((element) => element.textContent.replace(/\s+/g, " ").trim());

/** Addresses that a page may name without anything being asked for. */
const NAMESPACES = /http:\/\/www\.w3\.org\/[\w/]+/g;

test("a report has all sections, in the order in which they are read", async () => {
  const document = documentOf(await renderReport(sampleRecord()));
  expect([...document.querySelectorAll("section")].map(({ id }) => id)).toEqual([
    "policies",
    "verdicts",
    "notes",
    "figures",
    "data",
    "models",
    "plan",
    "run",
  ]);
  expect(textsOf(document, "h1")).toEqual(['Over 30 days, "model" earns 1,500 USD.']);
  expect(document.querySelectorAll(".banner")).toHaveLength(0);
  const linked = [...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href")!.slice(1));
  expect(linked.every((id) => document.getElementById(id) !== null)).toBe(true);
});

test("banners say in plain words that data are simulated, that a run was stopped, and what was warned of", async () => {
  const record = sampleRecord({
    data: { ...sampleRecord().data, simulated: true, file: null },
    headline: "SIMULATED DATA. It earns.",
    stopped: true,
    warnings: ["One model is missing."],
  });
  const document = documentOf(await renderReport(record));
  const banners = textsOf(document, ".banner");
  expect(banners[0]).toMatch(/^These data are simulated\./);
  expect(banners[1]).toMatch(/^This run was stopped before it was finished\./);
  expect(banners[2]).toBe("Warning. One model is missing.");
  expect(textsOf(document, "h1")).toEqual(["It earns."]);
});

test("the cards show the recommended policy against the strongest simple baseline", async () => {
  const cards = textsOf(documentOf(await renderReport(sampleRecord())), ".card");
  expect(cards[0]).toMatch(
    /^profit of the recommended policy\s?1,500 USD\s?“model”, the best in this comparison$/,
  );
  expect(cards[1]).toContain("75.0 %");
  expect(cards[1]).toContain("strongest simple baseline: 60.0 %");
  expect(cards[2]).toContain("+300 USD");
  expect(cards[2]).toContain("95 % interval +120 to +480 ▲ better");
  expect(cards[3]).toContain("500 USD");
});

test("the policy table keeps the record's order, marks the yardstick, and puts intervals in words", async () => {
  const document = documentOf(await renderReport(sampleRecord()));
  const rows = [...document.querySelectorAll("table.policies tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()),
  );
  const names = [...document.querySelectorAll("table.policies tbody th")];
  expect(names.map(({ firstChild }) => firstChild!.textContent!.trim())).toEqual(
    sampleRecord().policies.map(({ name }) => name),
  );
  expect(rows[0].slice(1)).toEqual([
    "baseline",
    "0",
    "0.0",
    "2,000",
    "−1,200",
    "−1,400 to −1,000",
    "▼ worse",
    "12.34",
    "8.50",
  ]);
  expect(rows[1][0]).toContain("strongest baseline");
  expect(rows[1].slice(5, 8)).toEqual(["–", "–", "the yardstick"]);
  expect(rows[2][7]).toBe("≈ not distinguishable");
  expect(rows[3][0]).toContain("recommended");
  expect(rows[3][7]).toBe("▲ better");
  expect(rows[4].slice(7)).toEqual(["out of reach", "–", "–"]);
  expect(textsOf(document, "table.policies thead th").at(-1)).toBe("MAE USD/MWh");
});

test("verdicts explain their intervals", async () => {
  const verdicts = textsOf(documentOf(await renderReport(sampleRecord())), ".verdicts .aside");
  expect(verdicts).toEqual([
    'Measured difference to "rule": +300 USD. With 95 % confidence the advantage lies between 120 and 480 USD.',
    'Measured difference to "rule": +50 USD. With 95 % confidence it lies anywhere between −50 to +140 USD: this test cannot tell the two apart.',
    'Measured difference to "rule": −1,200 USD. With 95 % confidence the disadvantage lies between 1,000 and 1,400 USD.',
  ]);
});

test("the data section tells source, findings with rows and next step, and columns", async () => {
  const document = documentOf(await renderReport(sampleRecord()));
  const [data] = textsOf(document, "#data");
  expect(data).toContain("CSV, 12 kB, 1,440 rows");
  expect(data).toContain("2024-05-01 00:00 to 2024-06-29 23:00");
  expect(data).toContain("0123456789abcdef".repeat(4));
  expect(data).toContain("Next step: Look at these rows.");
  expect(data).toContain("Rows 17, 1,021");
  expect(textsOf(document, "#data tbody tr")).toHaveLength(3);
  expect(textsOf(document, "#data .chip")).toEqual(["! 1 warning"]);
});

test("blocking findings come with their own sign", async () => {
  const { checks } = sampleRecord();
  const blocked = {
    ...checks,
    blocked: true,
    findings: [{ ...checks.findings[0], severity: "block" as const, count: 40 }],
  };
  const document = documentOf(await renderReport(sampleRecord({ checks: blocked })));
  expect(textsOf(document, "#data .chip")).toEqual(["✕ 1 blocking finding"]);
  expect(textsOf(document, ".findings .blocking")[0]).toContain("… (40 places in all)");
});

test("models lie in folds, and the run can be repeated from its facts", async () => {
  const document = documentOf(await renderReport(sampleRecord()));
  expect(textsOf(document, "details.model > summary")).toEqual(["model ridge · 30 rows · squared error"]);
  expect(textsOf(document, "details.model")[0]).toContain("weights 0.5, 0.5");
  const [run] = textsOf(document, "#run");
  for (const fact of [
    "sample",
    "1.15.1",
    "20.20.2",
    "2024-07-01 10:00:00 UTC",
    "8.2 s",
    "256 MB",
    "20.0 s",
    "test days",
    "0.817",
  ])
    expect(run).toContain(fact);
});

test("hostile texts stay texts", async () => {
  const page = await renderReport(hostileRecord());
  const document = documentOf(page);
  expect(page).not.toMatch(/<script|<img|<iframe|<object|<embed|<link|<form/i);
  expect(page.match(/<\/style>/g)).toHaveLength(1);
  for (const element of document.querySelectorAll("*")) {
    const names = [...element.attributes].map(({ name }) => name);
    expect(names.filter((name) => /^on|src|srcset|action/i.test(name))).toEqual([]);
    expect(element.getAttribute("href") ?? "#").toMatch(/^#\w*$/);
  }
  // What a reader sees is what the data say; the control character alone is replaced.
  expect(textsOf(document, "h1")[0]).toContain(HOSTILE.replace("\u0000", "\ufffd").trim());
});

test("the same record gives the same page, whatever was drawn before", async () => {
  const first = await renderReport(sampleRecord());
  await renderReport(hostileRecord());
  expect(await renderReport(JSON.parse(JSON.stringify(sampleRecord())))).toBe(first);
});

test("nothing in a report points outside of it", async () => {
  const page = await renderReport(sampleRecord());
  const rest = page.replace(NAMESPACES, "");
  expect(rest).not.toMatch(/https?:|\/\/[a-z]|url\(|@import|src=/i);
  expect(page).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`,
  );
  expect(page).not.toMatch(/NaN|undefined|\[object/);
});

test("a record without policies, models, figures, findings and plan still makes a page", async () => {
  const page = await renderReport(
    sampleRecord({
      policies: [],
      verdicts: [],
      models: [],
      views: [],
      notes: [],
      figures: {},
      settings: {},
      plan: null,
      strongestBaseline: null,
      deadlineMs: null,
      data: { ...sampleRecord().data, file: null },
      checks: { findings: [], blocked: false, rows: 0, columns: [], timeRange: null },
    }),
  );
  const [text] = textsOf(documentOf(page), "body");
  for (const words of [
    "No policy was compared",
    "No two policies were compared",
    "no figures",
    "no findings",
    "No model",
    "no plan",
    "no clock",
  ])
    expect(text).toContain(words);
  expect(page).not.toMatch(/NaN|undefined|\[object/);
});

test("without a baseline nothing is compared, and nothing is claimed", async () => {
  const policies = sampleRecord()
    .policies.slice(3)
    .map((policy) => ({ ...policy, interval: null, forecast: null }));
  const document = documentOf(
    await renderReport(
      sampleRecord({
        policies,
        strongestBaseline: null,
        objective: { sense: "minimize", label: "cost", unit: "EUR" },
      }),
    ),
  );
  expect(textsOf(document, ".card")[2]).toContain("nothing to compare with");
  expect(textsOf(document, ".card")[0]).toContain("cost of the recommended policy");
});

describe("a record of costs, episodes and an input of several tables", async () => {
  const page = await renderReport(sampleFactoryRecord());
  const document = documentOf(page);

  test("says where less is better in words, without a sign that misleads", () => {
    const [cost, above, saved, regret] = textsOf(document, ".card");
    expect(cost).toMatch(/^cost per episode of the recommended policy\s?6,610 EUR/);
    expect(above).toMatch(/^Above perfect hindsight\s?32.2.%\s?strongest simple baseline: 64.0.%$/);
    expect(saved).toContain("Saved against the strongest simple baseline");
    expect(saved).toContain("+1,590 EUR");
    expect(regret).toContain("1,610 EUR");
    expect(textsOf(document, ".verdicts .aside")).toEqual([
      '1,340 EUR less than "point estimate, then optimise" (16.9 %). With 95 % confidence the difference lies between 1,010 and 1,680 EUR (12.7 % to 21.1 %).'.replaceAll(
        " ",
        " ",
      ),
      '120 EUR less than "scenarios". With 95 % confidence it lies anywhere between 90 EUR more and 330 EUR less: this test cannot tell the two apart.',
      '3,640 EUR more than "periodic". With 95 % confidence the difference lies between 3,300 and 4,000 EUR.',
    ]);
  });

  test("tells what was trained and compared on in the program's own words", () => {
    expect(textsOf(document, ".lead")).toEqual([
      "Compared on 200 episodes, on machine lives that no model has seen; learned from 288 machine lives, from the plant's history.",
    ]);
    expect(textsOf(document, ".glossary")[0]).toContain("in other episodes like these");
  });

  test("leaves columns out that would be empty, and shows further figures in a table of their own", () => {
    const [comparison, further] = document.querySelectorAll("table.policies");
    expect(textsOf(comparison, "thead th")).toEqual([
      "policy",
      "kind",
      "cost per episode EUR",
      "above hindsight %",
      "regret EUR",
      "saved against strongest baseline EUR",
      "95 % interval EUR",
      "in words",
    ]);
    expect(textsOf(document, ".glossary dt")).not.toContain("RMSE, MAE");
    expect(textsOf(comparison, "tr.recommended td").slice(1, 4)).toEqual(["6,610", "32.2", "1,610"]);
    expect(textsOf(further, "thead th")).toEqual([
      "policy",
      "weighted tardiness h",
      "on time %",
      "breakdowns",
      "maintenance",
      "nervousness changes",
    ]);
    expect(textsOf(further, "tbody tr:last-child td")).toEqual(["2,500", "91.0", "0.10", "1.2", "–"]);
    // Hindsight is better still, but no one can follow it; of maintenance neither more nor less is good.
    expect(textsOf(further, ".best")).toEqual(["2,900", "87.0", "0.48", "9.5"]);
    expect(textsOf(document, ".glossary dt")).toContain("nervousness");
  });

  test("lists the tables of the input, and findings with the table that they are in", () => {
    const [data] = textsOf(document, "#data");
    expect(data).toContain("orders: CSV, 1.8 kB, 26 rows");
    expect(data).toContain("history: PARQUET, 48 kB, 2,400 rows");
    expect(textsOf(document, ".findings li")[0]).toContain("due-before-release · table orders · column due");
    expect(textsOf(document, "#data summary")).toEqual(["Table “orders”: 26 rows, 3 columns"]);
  });

  test("draws every figure, and lets bars of one job stand out without a script", () => {
    expect(document.querySelectorAll("figure")).toHaveLength(8);
    expect(textsOf(document, "figure .aside")).not.toContain("There is nothing to draw.");
    expect(page).toContain("figure:has(.job-0:hover) .bar:not(.job-0)");
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  test("hostile texts stay texts here too", async () => {
    const spoilt = await renderReport(hostileRecord(sampleFactoryRecord()));
    expect(spoilt).not.toMatch(/<script|<img|<iframe|<link|<form/i);
    expect(spoilt.match(/<\/style>/g)).toHaveLength(1);
  });
});

test("without hindsight there is no regret to show", async () => {
  const policies = sampleFactoryRecord()
    .policies.slice(0, -1)
    .map((policy) => ({
      ...policy,
      shareOfHindsight: NaN,
      regret: NaN,
      regretRatioOfSums: NaN,
      regretMeanOfRatios: NaN,
    }));
  const document = documentOf(await renderReport(sampleFactoryRecord({ policies })));
  expect(textsOf(document, ".card")).toHaveLength(2);
  expect(textsOf(document, "table.policies thead th").join(" ")).not.toMatch(/hindsight|regret/);
});
