import { clearLine, cursorTo } from "node:readline";
import type { ProgramEvent } from "../programs/index.js";
import { clock } from "./duration.js";
import { paint } from "./paint.js";

/** How often a terminal's line is redrawn, and how often a log gets a line. */
const REDRAW_MS = 100;
const LOG_MS = 10_000;
/** Below this share of the work an estimate of the time left would be a guess. */
const ESTIMATE_FROM = 0.05;

/** Shows how far a run has come: one line that changes on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #quiet: boolean;
  readonly #started: number = performance.now();
  #lastShown = -Infinity;
  #lastStage = "";
  #isLineOpen = false;

  constructor(stream: NodeJS.WriteStream, options: { readonly quiet: boolean }) {
    this.#stream = stream;
    this.#quiet = options.quiet;
  }

  show(event: ProgramEvent): void {
    if (event.type === "warning") {
      this.warn(event.message);
      return;
    }
    if (this.#quiet) return;
    const now = performance.now();
    const isDue = now - this.#lastShown >= (this.#stream.isTTY ? REDRAW_MS : LOG_MS);
    if (!isDue && event.stage === this.#lastStage) return;
    this.#lastShown = now;
    this.#lastStage = event.stage;
    const line = this.#lineOf(event, (now - this.#started) / 1000);
    if (!this.#stream.isTTY) {
      this.#stream.write(`${line}\n`);
      return;
    }
    cursorTo(this.#stream, 0);
    this.#stream.write(line.slice(0, (this.#stream.columns || 80) - 1));
    clearLine(this.#stream, 1);
    this.#isLineOpen = true;
  }

  /** A line of its own, above the progress. */
  note(text: string): void {
    if (this.#quiet) return;
    this.close();
    this.#stream.write(`${text}\n`);
  }

  /** A warning, which no `--quiet` keeps from its reader. */
  warn(text: string): void {
    this.close();
    this.#stream.write(`${paint(this.#stream, "yellow", "warning:")} ${text}\n`);
  }

  /** Removes the open line, so that what follows starts on a clean one. */
  close(): void {
    if (!this.#isLineOpen) return;
    cursorTo(this.#stream, 0);
    clearLine(this.#stream, 0);
    this.#isLineOpen = false;
  }

  #lineOf(event: Extract<ProgramEvent, { type: "progress" }>, elapsed: number): string {
    const { stage, fraction, detail } = event;
    const left = fraction >= ESTIMATE_FROM ? `~${clock((elapsed * (1 - fraction)) / fraction)} left` : "";
    const parts = [clock(elapsed), `${Math.round(100 * fraction)} %`.padStart(5), stage, detail ?? "", left];
    return parts.filter((part) => part !== "").join("  ");
  }
}
