import MarkdownIt from 'markdown-it';
import { type ApiSchema, nameOf } from './api-document.js';
import { Html, html } from './html.js';

const markdown = new MarkdownIt();

/** A description, which is Markdown. */
export const prose = (text: string | undefined): Html | false =>
  text !== undefined && text !== '' && new Html(markdown.render(text));

const joined = (parts: readonly Html[], separator: string): Html =>
  html`${parts.map((part, index) => html`${index > 0 && separator}${part}`)}`;

/** What kind of value a schema takes, with links to the schemas that it refers to. */
export function typeOf(schema: ApiSchema): Html {
  const { $ref, allOf, anyOf, oneOf, items, type, format } = schema;
  if ($ref !== undefined) return html`<a href="#schema-${nameOf($ref)}">${nameOf($ref)}</a>`;
  if (allOf?.[0]) return typeOf(allOf[0]);
  const choices = anyOf ?? oneOf;
  if (choices) return joined(choices.map(typeOf), ' or ');
  if (schema.enum)
    return joined(
      schema.enum.map((value) => html`<code>${String(value)}</code>`),
      ', ',
    );
  if (type === 'array') return html`list${items && html` of ${typeOf(items)}`}`;
  const types = typeof type === 'string' ? [type] : (type ?? ['anything']);
  return html`${types.join(' or ')}${format !== undefined && html` (${format})`}`;
}

/** The bounds of a value in words. */
export function boundsOf(schema: ApiSchema): string {
  const { minimum, maximum, minLength, maxLength, maxItems } = schema;
  const bounds = [
    ...(minimum !== undefined && maximum !== undefined ? [`${minimum} to ${maximum}`] : []),
    ...(maxLength === undefined
      ? []
      : [`${minLength ? `${minLength} to` : 'at most'} ${maxLength} characters`]),
    ...(maxItems === undefined ? [] : [`at most ${maxItems}, separated by commas`]),
    ...(schema.default === undefined ? [] : [`${String(schema.default)} when absent`]),
  ];
  return bounds.join('; ');
}

/** One row for each field of an object, or the description alone of anything else. */
export function schemaBody({ properties, required = [], description }: ApiSchema): Html {
  if (!properties) return html`${prose(description)}`;
  const rows = Object.entries(properties).map(
    ([name, schema]) =>
      html`<div>
        <dt>
          <code>${name}</code>
          <span class="type">${typeOf(schema)}${!required.includes(name) && ', optional'}</span>
        </dt>
        <dd>${prose(schema.description)}</dd>
      </div>`,
  );
  return html`${prose(description)}
    <dl class="fields">${rows}</dl>`;
}

/** A body to begin with: every field that must be there. */
export function exampleOf({ properties = {}, required = [] }: ApiSchema): Record<string, unknown> {
  const values = required.map((name): [string, unknown] => {
    const { type, format } = properties[name] ?? {};
    if (format === 'email') return [name, 'ada@example.com'];
    return [name, type === 'string' ? '…' : null];
  });
  return Object.fromEntries(values);
}
