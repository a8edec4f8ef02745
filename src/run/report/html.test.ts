import { expect, test } from "vitest";
import { escapeText, html, NOTHING, trusted } from "./html.js";

test("inserted texts are escaped, markup of templates is not", () => {
  const name = `<b class="x">&'`;
  expect(html`<p title="${name}">${name}</p>`.markup).toBe(
    `<p title="&lt;b class=&quot;x&quot;&gt;&amp;&#39;">&lt;b class=&quot;x&quot;&gt;&amp;&#39;</p>`,
  );
  expect(html`<p>${html`<i>${1}</i>`}${trusted("<br>")}</p>`.markup).toBe("<p><i>1</i><br></p>");
});

test("lists are joined; null, false and undefined leave nothing, zero does not", () => {
  expect(html`${[1, null, [false, "a"], undefined, 0]}${NOTHING}`.markup).toBe("1a0");
});

test("control characters are replaced, line ends stay", () => {
  expect(escapeText("a\u0000b\u001b[0m\n\tc\u009f")).toBe("a\ufffdb\ufffd[0m\n\tc\ufffd");
});
