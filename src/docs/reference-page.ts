import { type ApiDocument, codesOf, operationsIn, type PlacedOperation } from './api-document.js';
import { html, type Html } from './html.js';
import type { PageContext } from './page-context.js';
import { type OperationFrame, operationSection } from './reference-operation.js';
import { prose, schemaBody } from './reference-schema.js';

interface Group {
  readonly name: string;
  readonly about: string | undefined;
  readonly operations: readonly PlacedOperation[];
}

/** The operations by their tags, in the order that the document has the tags in. */
function groupsOf(document: ApiDocument): Group[] {
  const operations = operationsIn(document);
  const groups = (document.tags ?? []).map(({ name, description }) => ({
    name,
    about: description,
    operations: operations.filter(({ tags }) => tags?.includes(name)),
  }));
  return groups.filter((group) => group.operations.length > 0);
}

/** Codes that every operation answers with. */
function sharedCodes(operations: readonly PlacedOperation[]): Set<string> {
  const [first = [], ...others] = operations.map(({ responses }) =>
    Object.values(responses).flatMap(codesOf),
  );
  return new Set(first.filter((code) => others.every((codes) => codes.includes(code))));
}

const anchorOf = (group: string): string => `group-${group.toLowerCase().replaceAll(/\W+/g, '-')}`;

/** What stands beside the reference: every operation and every schema. The page's script puts a filter above it. */
export const referenceAside = (document: ApiDocument): Html =>
  html`<aside>
    <details class="fold">
      <summary>Operations and schemas</summary>
      <nav aria-label="Operations" class="operations">
        ${groupsOf(document).map(
          ({ name, operations }) =>
            html`<h2><a href="#${anchorOf(name)}">${name}</a></h2>
              <ul>
                ${operations.map(
                  ({ operationId, method, path, summary = '' }) =>
                    html`<li>
                      <a href="#${operationId}" title="${method} ${path}"
                        ><span class="method ${method.toLowerCase()}">${method}</span> ${summary}</a
                      >
                    </li>`,
                )}
              </ul>`,
        )}
        <h2><a href="#schemas">Schemas</a></h2>
        <ul class="schemas">
          ${Object.keys(document.components.schemas).map(
            (name) => html`<li><a href="#schema-${name}">${name}</a></li>`,
          )}
        </ul>
      </nav>
    </details>
  </aside>`;

/** The main part of the reference. */
export function referencePage(document: ApiDocument, { story }: PageContext): Html {
  const groups = groupsOf(document);
  const everywhere = sharedCodes(operationsIn(document));
  const examples: OperationFrame['examples'] = story === null ? {} : { article: story };
  const schemas = Object.entries(document.components.schemas);
  return html`<h1>API reference</h1>
    <div class="lead">${prose(document.info.description)}</div>
    <p>
      Made from <a href="../openapi.json">openapi.json</a> (OpenAPI 3.1). Any operation may also refuse with
      ${[...everywhere].map(
        (code, index) => html`${index > 0 && ', '}<a href="errors#${code}"><code>${code}</code></a>`,
      )}.
    </p>
    ${groups.map(
      ({ name, about, operations }) =>
        html`<section aria-labelledby="${anchorOf(name)}">
          <h2 id="${anchorOf(name)}">${name}</h2>
          ${prose(about)}
          ${operations.map((operation) => operationSection(operation, { document, everywhere, examples }))}
        </section>`,
    )}
    <section aria-labelledby="schemas">
      <h2 id="schemas">Schemas</h2>
      ${schemas.map(
        ([name, schema]) =>
          html`<section class="schema" id="schema-${name}">
            <h3>${name} <a class="anchor" href="#schema-${name}" aria-label="Link to ${name}">#</a></h3>
            ${schemaBody(schema)}
          </section>`,
      )}
    </section>`;
}
