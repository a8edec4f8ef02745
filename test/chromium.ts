import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

/** The system's browser: nothing is downloaded for tests. */
const CHROMIUM = "/usr/bin/chromium";

/**
 * Whether tests in a browser can run here. Where every part of the system is required (FORESOLVE_REQUIRE_SYSTEM_PARTS)
 * a missing browser is an error; elsewhere the tests are skipped, and a line on the console says so.
 */
export function hasChromium(): boolean {
  if (existsSync(CHROMIUM)) return true;
  const message = `There is no browser at ${CHROMIUM}: apt-get install chromium`;
  if (process.env.FORESOLVE_REQUIRE_SYSTEM_PARTS) throw new Error(message);
  console.warn(`Tests in a browser are skipped. ${message}`);
  return false;
}

/** Starts a headless browser that asks the network for nothing of its own accord. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
