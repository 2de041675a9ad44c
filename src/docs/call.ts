/** An HTTP call as the guides write it, such as `GET /v1/site`, with headers and a body where it has them. */
export interface Call {
  readonly method: string;
  /** Path and query, from the root of the API. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
}

const REQUEST_LINE = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/\S*)$/;

/** Reads a call: the request line, header lines, and after an empty line the body. Null for any other text. */
export function readCall(text: string): Call | null {
  const [head = '', ...rest] = text.trimEnd().split(/\n\n/);
  const [first = '', ...lines] = head.split('\n');
  const [, method, path] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || path === undefined) return null;
  const headers = lines.map((line): [string, string] => {
    const [name = '', ...value] = line.split(':');
    return [name.trim(), value.join(':').trim()];
  });
  return { method, path, headers, body: rest.length === 0 ? null : rest.join('\n\n') };
}

const JSON_TYPE = ['Content-Type', 'application/json'] as const;

/** The call that a GraphQL operation is sent with. */
export const graphqlCall = (query: string): Call => ({
  method: 'POST',
  path: '/graphql',
  headers: [JSON_TYPE],
  body: JSON.stringify({ query: query.trimEnd() }, null, 2),
});

/** A call that sends JSON. */
export const jsonCall = (method: string, path: string, body: unknown): Call => ({
  method,
  path,
  headers: [JSON_TYPE],
  body: JSON.stringify(body, null, 2),
});

/** Whether running the call changes nothing. */
export const isRead = ({ method, path, body }: Call): boolean =>
  method === 'GET' ||
  method === 'HEAD' ||
  (path === '/graphql' && !/"query": "\s*mutation\b/.test(body ?? ''));

/** Whether a part of the call is left to the reader: `{name}`, from an answer further up. */
export const hasGaps = ({ path, headers, body }: Call): boolean =>
  [path, ...headers.map(([, value]) => value)].some((text) => /\{\w+\}/.test(text)) ||
  /"\{\w+\}"/.test(body ?? '');

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The call as a command. */
export function asCurl({ method, path, headers, body }: Call, api: string): string {
  const shown = { HEAD: ['--head'], GET: [] }[method] ?? (body === null ? [`--request ${method}`] : []);
  const named = body !== null && method !== 'POST' ? [`--request ${method}`] : [];
  const parts = [
    ...shown,
    ...named,
    ...headers.map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data ${quoted(body.replace(QUERY, onOneLine))}`]),
  ];
  return [`curl ${quoted(api + path)}`, ...parts].join(' \\\n  ');
}

/** The call as JavaScript, for a browser or Node. */
export function asFetch({ method, path, headers, body }: Call, api: string): string {
  const members = [
    ...(method === 'GET' ? [] : [`method: '${method}'`]),
    ...(headers.length === 0 ? [] : [`headers: { ${headers.map(headerMember).join(', ')} }`]),
    ...(body === null ? [] : [`body: JSON.stringify(${indented(asLiteral(body))})`]),
  ];
  const options = members.length === 0 ? '' : `, {\n${members.map((member) => `  ${member},\n`).join('')}}`;
  const last = method === 'HEAD' ? 'console.log(response.headers);' : 'console.log(await response.json());';
  return `const response = await fetch('${api + path}'${options});\n${last}`;
}

const headerMember = ([name, value]: readonly [string, string]): string =>
  `'${name}': '${value.replaceAll("'", String.raw`\'`)}'`;

/** A GraphQL operation in a JSON body. */
const QUERY = /"query": ("(?:[^"\\]|\\.)*")/;

const onOneLine = (member: string): string => member.replaceAll(/\\n\s*/g, ' ');

/** JSON is JavaScript; a GraphQL operation reads better as a template. */
const asLiteral = (json: string): string =>
  json.replace(QUERY, (_, text: string) => {
    const query = JSON.parse(text) as string;
    return `"query": \`${query.replaceAll(/[`\\$]/g, String.raw`\$&`)}\``;
  });

const indented = (text: string): string => text.replaceAll('\n', '\n  ');
