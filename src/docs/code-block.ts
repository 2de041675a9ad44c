import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import graphql from 'highlight.js/lib/languages/graphql';
import http from 'highlight.js/lib/languages/http';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import { asCurl, asFetch, type Call, hasGaps } from './call.js';
import { Html, html } from './html.js';
import type { PageContext } from './page-context.js';

const LANGUAGES = { bash, graphql, http, javascript, json, typescript, xml };
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);

/** What a code block is called above it; one of another language has no name there. */
const LABELS: Readonly<Record<string, string>> = {
  sh: 'Shell',
  graphql: 'GraphQL',
  http: 'HTTP',
  js: 'JavaScript',
  ts: 'TypeScript',
  json: 'JSON',
  xml: 'XML',
  html: 'HTML',
  text: 'Output',
};

/** Languages whose lines mean the same when they are broken. */
const WRAPPED = new Set(['sh', 'http', 'text']);

/** Source text with its parts marked by classes. */
function highlighted(code: string, language: string): Html {
  if (!hljs.getLanguage(language)) return html`${code}`;
  return new Html(hljs.highlight(code, { language }).value);
}

const listing = (code: string, language: string): Html =>
  html`<pre tabindex="0"><code>${breakable(highlighted(code, language), language)}</code></pre>`;

/** Lets the long address of a command break between its parts rather than in the middle of a word. */
const breakable = (marked: Html, language: string): Html =>
  language === 'bash'
    ? new Html(marked.text.replaceAll(/,(?=\w)/g, ',<wbr />').replaceAll('&amp;', '<wbr />&amp;'))
    : marked;

/** GraphiQL with this operation in a tab. In the fragment, so that the address is a page's and not an operation's. */
const graphiqlAddress = ({ root }: PageContext, operation: string): string =>
  `${root}graphql#query=${encodeURIComponent(operation.trimEnd())}`;

/** A block of code. `label` says what it is where its language does not. */
export const codeBlock = (code: string, language: string, label = LABELS[language] ?? ''): Html =>
  html`<figure class="code${WRAPPED.has(language) && ' wrapped'}">
    <figcaption>${label}</figcaption>
    ${listing(code.trimEnd(), language)}
  </figure>`;

export interface CallBlock {
  readonly call: Call;
  readonly context: PageContext;
  /** Unlike that of any other block of the page. */
  readonly id: string;
  /** The GraphQL operation that the call sends. */
  readonly operation?: string;
  /** Whether the page may offer to run it. */
  readonly runnable: boolean;
}

/**
 * A call in the forms it can be made in, one of which is shown; the others are a choice away, with or without a
 * script. `data-run` is what the page's script sends when it is asked to.
 */
export function callBlock({ call, context, id, operation, runnable }: CallBlock): Html {
  const forms = [
    ...(operation === undefined ? [] : [{ name: 'GraphQL', language: 'graphql', code: operation.trimEnd() }]),
    { name: 'curl', language: 'bash', code: asCurl(call, context.api) },
    { name: 'fetch', language: 'javascript', code: asFetch(call, context.api) },
  ];
  const run = runnable && !hasGaps(call) && html` data-run="${JSON.stringify(call)}"`;
  const tabs = forms.map(
    ({ name, language, code }, index) =>
      html`<input
          type="radio"
          name="${id}"
          id="${id}-${name}"
          value="${name}"
          ${index === 0 && html` checked`}
        /><label for="${id}-${name}">${name}</label>
        <div class="form${language === 'bash' && ' wrapped'}">${listing(code, language)}</div>`,
  );
  const visit =
    operation !== undefined &&
    html`<a class="visit" href="${graphiqlAddress(context, operation)}">Open in GraphiQL</a>`;
  return html`<figure class="code call" ${run}>
    <fieldset>
      <legend>How to call it</legend>
      ${tabs}
    </fieldset>
    <div class="tools">${visit}</div>
  </figure>`;
}
