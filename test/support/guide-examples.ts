import MarkdownIt from 'markdown-it';
import { type Call, graphqlCall, readCall } from '../../src/docs/call.js';

/** What a guide shows of an answer. */
export interface ShownAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undefined where no body is shown. */
  readonly body: unknown;
}

/** An example of a guide: a call or a program, and what the guide says comes of it. */
export type Example = { readonly line: number } & (
  | { readonly kind: 'call'; readonly call: Call; readonly answer: ShownAnswer | null }
  | { readonly kind: 'program'; readonly code: string; readonly output: string }
);

interface Fence {
  readonly language: string;
  readonly text: string;
  readonly line: number;
}

/**
 * The examples of a guide, in order: an `http` block with a request, followed by one with its answer; a `graphql` block,
 * followed by a `json` block; a `js` block, followed by a `text` block of what it prints.
 */
export function examplesOf(markdown: string): Example[] {
  const fences: Fence[] = new MarkdownIt()
    .parse(markdown, {})
    .filter(({ type }) => type === 'fence')
    .map(({ info, content, map }) => ({ language: info, text: content, line: (map?.[0] ?? 0) + 1 }));
  return fences.flatMap((fence, index) => exampleOf(fence, fences[index + 1]));
}

function exampleOf({ language, text, line }: Fence, next: Fence | undefined): Example[] {
  if (language === 'js' && next?.language === 'text') {
    return [{ kind: 'program', line, code: text, output: next.text }];
  }
  if (language === 'graphql') {
    const body: unknown = next?.language === 'json' ? JSON.parse(next.text) : undefined;
    const answer = body === undefined ? null : { status: 0, headers: [], body };
    return [{ kind: 'call', line, call: graphqlCall(text), answer }];
  }
  const call = language === 'http' ? readCall(text) : null;
  if (!call) return [];
  return [{ kind: 'call', line, call, answer: next?.language === 'http' ? shownAnswer(next.text) : null }];
}

function shownAnswer(text: string): ShownAnswer | null {
  const [head = '', ...body] = text.trimEnd().split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(first) ?? [];
  if (status === undefined) return null;
  const headers = lines.map((line): [string, string] => {
    const [name = '', ...value] = line.split(': ');
    return [name, value.join(': ')];
  });
  return {
    status: Number(status),
    headers,
    body: body.length === 0 ? undefined : JSON.parse(body.join('\n\n')),
  };
}

/** What earlier answers gave: the last value of every member and header by its name. */
export class Memory {
  readonly #values = new Map<string, string>();

  /** Members further up win over those of the same name inside them. */
  learn(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const member of Object.values(value)) this.learn(member);
    for (const [name, member] of Object.entries(value).reverse()) {
      if (typeof member === 'string') this.#values.set(name, member);
    }
  }

  /** The text with `{name}` filled in where the name is known. */
  fill(text: string): string {
    return text.replaceAll(/\{(\w+)\}/g, (gap, name: string) => this.#values.get(name) ?? gap);
  }
}

/**
 * Where an answer differs from what is shown; empty when it does not. `…` in a shown text stands for any characters,
 * alone for any value; at the end of a list for further items; as the name of a member for further members.
 */
export function differences(shown: unknown, real: unknown, place = ''): string[] {
  if (shown === '…') return [];
  if (typeof shown === 'string' && typeof real === 'string') return matches(shown, real) ? [] : [place];
  if (Array.isArray(shown) && Array.isArray(real)) return listDifferences(shown, real, place);
  if (isObject(shown) && isObject(real)) return memberDifferences(shown, real, place);
  return shown === real ? [] : [place];
}

/** Whether a text fits one with `…` in it. */
export function matches(shown: string, real: string): boolean {
  const parts = shown.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^]*')}$`).test(real);
}

function listDifferences(shown: readonly unknown[], real: readonly unknown[], place: string): string[] {
  const goesOn = shown.length > 1 && shown.at(-1) === '…';
  const items = goesOn ? shown.slice(0, -1) : shown;
  const fits = goesOn ? real.length >= items.length : real.length === items.length;
  const length = fits ? [] : [`${place} has ${real.length} items`];
  return [...length, ...items.flatMap((item, index) => differences(item, real[index], `${place}/${index}`))];
}

function memberDifferences(
  shown: Readonly<Record<string, unknown>>,
  real: Readonly<Record<string, unknown>>,
  place: string,
): string[] {
  const { '…': rest, ...members } = shown;
  const unshown = Object.keys(real).filter((name) => rest === undefined && !(name in members));
  return [
    ...unshown.map((name) => `${place}/${name} is not shown`),
    ...Object.entries(members).flatMap(([name, value]) => differences(value, real[name], `${place}/${name}`)),
  ];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
