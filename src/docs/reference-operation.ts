import {
  type ApiContent,
  type ApiDocument,
  type ApiParameter,
  type ApiResponse,
  codesOf,
  nameOf,
  type PlacedOperation,
} from './api-document.js';
import { html, type Html } from './html.js';
import { boundsOf, exampleOf, prose, typeOf } from './reference-schema.js';

export interface OperationFrame {
  readonly document: ApiDocument;
  /** Codes that every operation may answer with; said once for all. */
  readonly everywhere: ReadonlySet<string>;
  /** Values to begin with for parameters of a path, by name. */
  readonly examples: Readonly<Record<string, string>>;
}

/** One operation: what it is for, what it takes, what it answers. Its id is that of the document. */
export function operationSection(operation: PlacedOperation, frame: OperationFrame): Html {
  const { operationId, method, path, summary = '', description, parameters = [], requestBody } = operation;
  const scopes = (operation.security ?? []).flatMap((one) => Object.values(one).flat());
  return html`<section
    class="operation"
    id="${operationId}"
    data-try="${JSON.stringify(trial(operation, frame))}"
  >
    <h3>
      <span class="method ${method.toLowerCase()}">${method}</span>
      <code class="path">${breakable(path)}</code>
      <a class="anchor" href="#${operationId}" aria-label="Link to ${method} ${path}">#</a>
    </h3>
    <p class="summary">${summary}</p>
    ${operation.deprecated && html`<p class="warning">Deprecated.</p>`}
    ${scopes.length > 0 && html`<p class="needs">Needs a key with <code>${scopes.join(', ')}</code>.</p>`}
    ${prose(description)}
    ${
      parameters.length > 0 &&
      html`<h4>Parameters</h4>
        <dl class="fields">${parameters.map(parameterRow)}</dl>`
    }
    ${
      requestBody?.content &&
      html`<h4>Body</h4>
        <p>${contentOf(requestBody.content)}</p>`
    }
    <h4>Answers</h4>
    <dl class="answers">
      ${Object.entries(operation.responses).map(([status, response]) => answerRow(status, response, frame))}
    </dl>
  </section>`;
}

/** A path may break before a slash where there is no room for all of it. */
const breakable = (path: string): Html =>
  html`${path.split(/(?=\/)/).map((part, index) => html`${index > 0 && html`<wbr />`}${part}`)}`;

function parameterRow({ name, required, schema, description, in: place }: ApiParameter): Html {
  const bounds = boundsOf(schema);
  return html`<div>
    <dt>
      <code>${name}</code>
      <span class="type"
        >${typeOf(schema)}${bounds !== '' && html`; ${bounds}`}${place === 'header' && ', in a header'}${
          required && place !== 'path' && ', required'
        }</span
      >
    </dt>
    <dd>${prose(description)}</dd>
  </div>`;
}

/** Media types and what they hold. */
function contentOf(content: ApiContent): Html {
  const parts = Object.entries(content).map(
    ([type, { schema }]) =>
      html`<code>${type}</code>${schema?.$ref !== undefined && html`: ${typeOf(schema)}`} `,
  );
  return html`${parts}`;
}

function answerRow(
  status: string,
  response: ApiResponse,
  { document, everywhere }: OperationFrame,
): Html | false {
  const codes = codesOf(response).filter((code) => !everywhere.has(code));
  if (response.$ref !== undefined) {
    if (codes.length === 0) return false;
    const links = codes.map(
      (code, index) => html`${index > 0 && ', '}<a href="errors#${code}"><code>${code}</code></a>`,
    );
    return html`<div>
      <dt>${status}</dt>
      <dd>${links}</dd>
    </div>`;
  }
  const { description = '', content = {}, headers = {} } = resolved(response, document);
  const names = Object.keys(headers);
  return html`<div>
    <dt>${status}</dt>
    <dd>
      ${description} ${contentOf(content)}
      ${names.length > 0 && html`<span class="type">with ${names.join(', ')}</span>`}
    </dd>
  </div>`;
}

const resolved = (response: ApiResponse, { components }: ApiDocument): ApiResponse =>
  response.$ref === undefined ? response : (components.responses[nameOf(response.$ref)] ?? response);

/** What the page's script makes a form of. */
function trial(
  { method, path, parameters = [], requestBody }: PlacedOperation,
  { document, examples }: OperationFrame,
) {
  const schema = requestBody?.content?.['application/json']?.schema;
  const body = schema?.$ref === undefined ? schema : document.components.schemas[nameOf(schema.$ref)];
  return {
    method,
    path,
    parameters: parameters.map(({ name, in: place, required = false, schema: { enum: values, type } }) => ({
      name,
      place,
      required,
      ...(type === 'boolean' ? { values: ['true', 'false'] } : values && { values }),
      ...(place === 'path' && examples[name] !== undefined && { value: examples[name] }),
    })),
    ...(body && { body: JSON.stringify(exampleOf(body), null, 2) }),
  };
}
