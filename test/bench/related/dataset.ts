import { existsSync, readFileSync } from 'node:fs';

/** A story of a labelled set: the label is for measuring alone, and the product never sees it. */
export interface LabelledStory {
  readonly slug: string;
  readonly label: string;
  readonly headline: string;
  /** The headline where the set has headlines only. */
  readonly body: string;
  readonly section: string;
  readonly tags: readonly string[];
  readonly publishedAt: string;
}

/** Names of columns or members, in any case; the first that is there is taken. */
const COLUMNS = {
  headline: ['headline', 'title'],
  body: ['body', 'text', 'content'],
  label: ['label', 'story', 'cluster', 'topic'],
  section: ['section', 'category'],
  tags: ['tags', 'keywords'],
  time: ['publishedat', 'timestamp', 'date', 'published'],
} as const;

/** @throws Error that says what is missing: the file, or a column */
export function readDataset(path: string): LabelledStory[] {
  if (!existsSync(path)) {
    throw new Error(
      `There is no ${path}. Give a labelled set with --data FILE: CSV with a head, or NDJSON, with a headline (TITLE), a label (STORY), and if known BODY, CATEGORY, TAGS, TIMESTAMP.`,
    );
  }
  const text = readFileSync(path, 'utf8');
  const records = path.endsWith('.csv') ? recordsOf(text) : text.split('\n').flatMap(recordOfLine);
  const stories = records.map(storyOf);
  if (stories.length === 0) throw new Error(`${path} has no stories`);
  return stories;
}

type Row = ReadonlyMap<string, string>;

function storyOf(record: Row, index: number): LabelledStory {
  const value = (names: readonly string[]): string =>
    names.map((name) => record.get(name) ?? '').find((found) => found !== '') ?? '';
  const headline = value(COLUMNS.headline);
  const label = value(COLUMNS.label);
  if (!headline || !label) throw new Error(`Story ${index + 1} has no headline or no label`);
  return {
    slug: `story-${index}`,
    label,
    headline,
    body: value(COLUMNS.body) || headline,
    section: `section-${
      value(COLUMNS.section)
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-') || 'news'
    }`,
    tags: value(COLUMNS.tags)
      .split(/[;|]/)
      .map((tag) => tag.trim())
      .filter(Boolean),
    publishedAt: timeOf(value(COLUMNS.time)),
  };
}

/** Milliseconds since 1970, or anything that JavaScript reads as a date; without one, some day. */
function timeOf(text: string): string {
  const time = /^\d{9,}$/.test(text) ? Number(text) : Date.parse(text);
  return new Date(Number.isFinite(time) ? time : Date.UTC(2020, 0, 1)).toISOString();
}

function recordOfLine(line: string): Row[] {
  if (line.trim() === '') return [];
  const members = Object.entries(JSON.parse(line) as Record<string, unknown>);
  return [
    new Map(
      members.map(([name, value]) => [
        name.toLowerCase(),
        Array.isArray(value) ? value.join(';') : String(value ?? ''),
      ]),
    ),
  ];
}

/** Rows of RFC 4180 by the names of their columns. */
function recordsOf(text: string): Row[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  const [head = [], ...others] = rows;
  return others
    .filter((cells) => cells.length >= head.length)
    .map((cells) => new Map(head.map((name, place) => [name.toLowerCase(), cells[place] ?? ''])));
}
