/** Markup that is safe to put into a page: made by {@link html} or declared so by {@link trusted}. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may stand in a template: texts and numbers are escaped, `null` and `false` leave nothing. */
export type HtmlPart = Html | string | number | null | undefined | false | readonly HtmlPart[];

/**
 * A template whose inserted texts are escaped, so that a file named `<script>` stays a name. Attributes must stand in
 * double quotes.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let markup = strings[0];
  for (const [position, part] of parts.entries()) markup += markupOf(part) + strings[position + 1];
  return new Html(markup);
}

/** Markup of our own making: style sheets, and drawings whose texts were set as text nodes. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/** Nothing at all. */
export const NOTHING: Html = new Html("");

function markupOf(part: HtmlPart): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Html) return part.markup;
  if (typeof part === "object") return part.map(markupOf).join("");
  return escapeText(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as it must stand in markup and in quoted attributes. */
export function escapeText(text: string): string {
  // Control characters are no legal part of a page; the line's own ones stay.
  return text
    .replace(/(?![\t\n\r])\p{Cc}/gu, "\ufffd")
    .replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
