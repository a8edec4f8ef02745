import type { RunRecord } from "../run-record.js";
import { html, NOTHING, type Html } from "./html.js";
import { amount, duration, plainNumber } from "./numbers.js";
import { clockTime, fieldTitle } from "./words.js";

/** What it takes to repeat the run, and what it took. */
export function runFacts(record: RunRecord): Html {
  const { versions, timings, deadlineMs } = record;
  return html`<dl class="facts">
      <div>
        <dt>Program</dt>
        <dd>${record.program}</dd>
      </div>
      <div>
        <dt>Seed</dt>
        <dd>${String(record.seed)}</dd>
      </div>
      <div>
        <dt>Foresolve</dt>
        <dd>${versions.foresolve}</dd>
      </div>
      <div>
        <dt>HiGHS</dt>
        <dd>${versions.highs}</dd>
      </div>
      <div>
        <dt>Node.js</dt>
        <dd>${versions.node.replace(/^v/, "")}</dd>
      </div>
      <div>
        <dt>Started</dt>
        <dd>${clockTime(timings.startedAt)}</dd>
      </div>
      <div>
        <dt>Elapsed</dt>
        <dd>${duration(timings.elapsedMs)}</dd>
      </div>
      <div>
        <dt>Processor time</dt>
        <dd>${duration(timings.cpuMs)}</dd>
      </div>
      <div>
        <dt>Peak memory</dt>
        <dd>${amount(timings.peakMemoryMb, 0)} MB</dd>
      </div>
      <div>
        <dt>Deadline</dt>
        <dd>${deadlineMs === null ? "none" : duration(deadlineMs)}</dd>
      </div>
    </dl>
    ${latencyTable(timings.latencies)}
    <h3>Settings</h3>
    ${numberList(record.settings)}
    <h3>Further figures</h3>
    ${numberList(record.figures)}`;
}

/** How long decisions took. */
function latencyTable(latencies: RunRecord["timings"]["latencies"]): Html {
  if (latencies === undefined || latencies.length === 0) return NOTHING;
  return html`<h3>How long decisions took</h3>
    <div class="scroll" role="region" aria-label="How long decisions took" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">decision</th>
            <th scope="col" class="number">times</th>
            <th scope="col" class="number">median</th>
            <th scope="col" class="number">longest</th>
          </tr>
        </thead>
        <tbody>
          ${latencies.map(
            ({ name, count, medianMs, worstMs }) =>
              html`<tr>
                <td>${name}</td>
                <td class="number">${amount(count, 0)}</td>
                <td class="number">${amount(medianMs, 1)} ms</td>
                <td class="number">${amount(worstMs, 1)} ms</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function numberList(values: Readonly<Record<string, number>>): Html {
  const entries = Object.entries(values);
  if (entries.length === 0) return html`<p class="aside">none</p>`;
  return html`<dl class="values">
    ${entries.map(
      ([name, value]) =>
        html`<div>
          <dt>${fieldTitle(name)}</dt>
          <dd>${plainNumber(value)}</dd>
        </div>`,
    )}
  </dl>`;
}
