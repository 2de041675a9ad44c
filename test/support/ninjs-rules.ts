import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'vitest';

export type Item = Record<string, unknown> & { uri: string; associations?: Item[] };

/** File with IPTC's schema of ninjs 3.1, which is not ours to hand on. */
const SCHEMA_FILE = process.env['NINJS_SCHEMA'];
/** Who judges, for the names of tests. */
export const JUDGE = SCHEMA_FILE
  ? "by IPTC's schema"
  : "by the rules of ninjs (with NINJS_SCHEMA, a copy of ninjs-schema_3.1.json, by IPTC's schema too)";

const schema: ValidateFunction | null = SCHEMA_FILE ? validatorOf(SCHEMA_FILE) : null;

function validatorOf(file: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  // Places are the only ones that have shapes, and there are none here.
  ajv.addSchema({ $id: 'https://geojson.org/schema/GeoJSON.json' });
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
}

/** What a value has to be: one of a few names, something that a test of text passes, a number, or objects with members. */
type Rule = readonly string[] | RegExp | 'text' | 'count' | { readonly [member: string]: Rule };

const URI = /^(?:https?:\/\/[^\s"<>[\\\]^`{|}]+|urn:uuid:[0-9a-f-]{36})$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;
const VALUE = { role: 'text', contentType: ['text/plain'], value: 'text' } as const;

/** Members of an item that the API writes, with what the standard says of each. Any other is a fault. */
const MEMBERS: Readonly<Record<string, Rule>> = {
  uri: URI,
  standard: { name: ['ninjs'], version: ['3.1'], schema: /^http:\/\/www\.iptc\.org\/std\/ninjs\// },
  type: ['text', 'picture', 'composite'],
  representationType: ['full', 'partial'],
  profile: 'text',
  version: 'text',
  firstCreated: INSTANT,
  versionCreated: INSTANT,
  contentCreated: INSTANT,
  embargoedUntil: INSTANT,
  expires: INSTANT,
  pubStatus: ['usable', 'withheld'],
  copyrightHolder: 'text',
  copyrightNotice: 'text',
  usageTerms: 'text',
  edNote: 'text',
  language: LANGUAGE,
  title: 'text',
  by: 'text',
  slugline: 'text',
  headlines: VALUE,
  descriptions: VALUE,
  bodies: { ...VALUE, contentType: ['text/html', 'text/plain'], charCount: 'count', wordCount: 'count' },
  infoSources: { name: 'text', role: ['author', 'publisher'], uri: URI },
  subjects: { name: 'text', rel: ['section', 'about'], uri: URI, literal: 'text' },
  altIds: { role: ['id', 'slug', 'url', 'canonical'], value: 'text' },
  renditions: { name: 'text', href: URI, width: 'count', height: 'count' },
};
/** Members that are one object; the others with members are lists of them. */
const SINGLE = new Set(['standard']);

/** Holds an item and all in it to the standard. */
export function checkNinjs(item: Item): void {
  expect(faultsOf(item, '')).toEqual([]);
  expect(item['standard']).toBeDefined();
  if (schema) expect(schema(item) ? [] : schema.errors?.slice(0, 3)).toEqual([]);
}

function faultsOf({ associations = [], name, rel, ...members }: Item, path: string): string[] {
  const own = Object.entries(members).flatMap(([member, value]) =>
    memberFaults(MEMBERS[member], value, `${path}/${member}`, SINGLE.has(member)),
  );
  const named = path === '' ? name === undefined : typeof name === 'string' && typeof rel === 'string';
  const inner = associations.flatMap((one, place) => faultsOf(one, `${path}/associations/${place}`));
  return [...own, ...(named ? [] : [`${path}/name`]), ...(members.uri ? [] : [`${path}/uri`]), ...inner];
}

function memberFaults(rule: Rule | undefined, value: unknown, path: string, single = false): string[] {
  const fault = (isRight: boolean): string[] => (isRight ? [] : [`${path}: ${JSON.stringify(value)}`]);
  if (rule === undefined) return [`${path} is no member`];
  if (rule === 'count') return fault(Number.isInteger(value) && (value as number) >= 0);
  if (rule === 'text') return fault(typeof value === 'string');
  if (rule instanceof RegExp) return fault(typeof value === 'string' && rule.test(value));
  if (Array.isArray(rule)) return fault(rule.includes(value));
  const objects = single ? [value] : value;
  if (!Array.isArray(objects) || objects.length === 0) return [`${path} is no list of something`];
  return objects.flatMap((object, place) =>
    Object.entries(object as object).flatMap(([name, inner]) =>
      memberFaults((rule as Record<string, Rule>)[name], inner, `${path}/${place}/${name}`),
    ),
  );
}
