/** A piece of HTML. Only `html` and `trusted` make one, so no text gets into a page without being escaped. */
export class Html {
  constructor(readonly source: string) {}
}

/** What may stand in a template: HTML as it is, text escaped, lists one after another, nothing for what is absent. */
export type Part = Html | string | number | false | null | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

function sourceOf(part: Part): string {
  if (part instanceof Html) return part.source;
  if (Array.isArray(part)) return part.map(sourceOf).join('');
  return part === null || part === undefined || part === false ? '' : escape(String(part));
}

/** A template whose values are escaped unless they are HTML already. Put attributes in quotes. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(String.raw({ raw: strings }, ...parts.map(sourceOf)));

type Value = string | number | boolean | null | undefined;

/** Attributes of an element: `true` gives the name alone, what is absent or false is left out. */
export const attributes = (values: Readonly<Record<string, Value>>): Html =>
  html`${Object.entries(values).map(([name, value]) => {
    if (value === null || value === undefined || value === false) return null;
    return value === true ? html` ${name}` : html` ${name}="${value}"`;
  })}`;

/** Text that somebody else has made safe: the API's sanitised HTML, and nothing else. */
export const trusted = (source: string): Html => new Html(source);

/** A value as a data block for a `<script>` of a type that is not run. */
export const json = (value: unknown): Html => new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
