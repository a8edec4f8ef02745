import { readFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "rolldown/utils";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};
/** What a page with strict rules allows: nothing from elsewhere, and no code out of text. */
const RULES =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'; worker-src 'self'; connect-src 'self'";

/** A site on the loopback interface that serves the sources as a development server does. */
export interface BrowserSite {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Serves `/src` without types and `/node_modules`, with the bare name "highs" replaced by its path, as an import map would do where
 * one counts: workers have none. `isIsolated` lets the page share memory with its workers.
 */
export async function serveSite(page: string, isIsolated: boolean): Promise<BrowserSite> {
  const server: Server = createServer((request, response) => {
    void answer(request.url ?? "/", page, isIsolated, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function answer(
  url: string,
  page: string,
  isIsolated: boolean,
  response: ServerResponse,
): Promise<void> {
  const headers = {
    "content-security-policy": RULES,
    ...(isIsolated
      ? { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" }
      : {}),
  };
  try {
    const path = new URL(url, "http://localhost").pathname;
    const body = path === "/" ? page : await fileAt(path);
    const type = TYPES[path === "/" ? ".html" : extname(path)] ?? "application/octet-stream";
    response.writeHead(200, { ...headers, "content-type": type }).end(body);
  } catch {
    response.writeHead(404, headers).end();
  }
}

async function fileAt(path: string): Promise<string | Buffer> {
  if (path.startsWith("/node_modules/")) return await readFile(ROOT + path.slice(1));
  if (!path.startsWith("/src/") || !path.endsWith(".js")) throw new Error(`There is no ${path} here.`);
  const source = ROOT + path.slice(1).replace(/\.js$/, ".ts");
  const { code, errors } = transformSync(source, await readFile(source, "utf8"));
  if (errors.length > 0) throw errors[0]!;
  return code.replace(/from "highs"/, 'from "/node_modules/highs/build/highs.mjs"');
}
