import type { RunRecord } from "../run-record.js";
import { dataQuality } from "./data-quality.js";
import { figures } from "./figures.js";
import { highlightRules, jobPaints } from "./gantt/job-paint.js";
import { html, trusted, type Html } from "./html.js";
import { modelCards } from "./model-cards.js";
import { opening } from "./opening.js";
import { planSection } from "./plan-section.js";
import { policyTable } from "./policy-table.js";
import { runFacts } from "./run-facts.js";
import { STYLE } from "./style.js";
import { readingNotes, verdictList } from "./verdict-list.js";

/** Holds the browser to what the report promises: no script, nothing from elsewhere. */
const CONTENT_POLICY = trusted(
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
);

/**
 * The report of a run: one HTML page with everything in it. It needs no script and asks for nothing from anywhere, so
 * that it can be mailed, archived and opened offline. The same record gives the same page, byte for byte.
 */
export async function renderReport(record: RunRecord): Promise<string> {
  const sections: readonly Section[] = [
    { id: "policies", title: "Policies compared", content: policyTable(record) },
    { id: "verdicts", title: "Claims put to the test", content: verdictList(record) },
    { id: "notes", title: "How to read this", content: readingNotes(record) },
    { id: "figures", title: "Figures", content: await figures(record.views) },
    { id: "data", title: "Data quality", content: dataQuality(record) },
    { id: "models", title: "Models", content: modelCards(record.models) },
    { id: "plan", title: "Plan", content: planSection(record.plan) },
    { id: "run", title: "This run", content: runFacts(record) },
  ];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${CONTENT_POLICY}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="Foresolve ${record.versions.foresolve}" />
        <title>Foresolve report: ${record.program}, ${record.data.description}</title>
        <style>
          ${trusted(STYLE)}${trusted(ganttRules(record.views))}
        </style>
      </head>
      <body>
        <main>
          ${opening(record)}
          <nav aria-label="Sections">
            <ul>
              ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
            </ul>
          </nav>
          ${sections.map(sectionHtml)}
        </main>
        <footer>
          <p>
            Made by Foresolve ${record.versions.foresolve}. This page stands on its own: it runs no script and
            asks for nothing from the network.
          </p>
        </footer>
      </body>
    </html> `.markup;
}

/** Bars of a job stand out together; only pages with such bars need rules for that. */
function ganttRules(views: RunRecord["views"]): string {
  const jobs = views.map((view) => (view.kind === "gantt" ? jobPaints(view).size : 0));
  return highlightRules(Math.max(0, ...jobs));
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

function sectionHtml({ id, title, content }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section> `;
}
