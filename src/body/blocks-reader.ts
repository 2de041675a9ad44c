import {
  LIST_KINDS,
  MAX_LIST_LEVEL,
  TEXT_STYLES,
  type DraftBlock,
  type TableCell,
  type TableRow,
} from './block.js';
import { MAX_BLOCKS, invalidBody, tooManyBlocks } from './body-limits.js';
import { trimCode } from './html-captures.js';
import { HEADING_STYLE_OF } from './html-elements.js';
import { fillKeys, readInline } from './inline-reader.js';
import { Faults, MemberReader } from './member-reader.js';
import { imageBlock, type OwnImages } from './own-images.js';
import { CellCount, MAX_SPAN } from './table-builder.js';
import { absoluteUrl, mediaUrl } from './url.js';

const MAX_PIXELS = 100_000;
const STYLES: readonly string[] = [...TEXT_STYLES, ...HEADING_STYLE_OF.keys()];
const LANGUAGE = /^[\w+#.-]{1,40}$/;

/** What is known while a body is read. */
interface Reading {
  readonly cells: CellCount;
  readonly images: OwnImages;
}

type Read = (reader: MemberReader, reading: Reading) => DraftBlock | null;

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['block', readText],
  ['image', readImage],
  ['embed', readEmbed],
  ['table', readTable],
  ['code', readCode],
  ['divider', readDivider],
]);

const TYPES: readonly string[] = [...READERS.keys()];

/** Leaves out members that are undefined, so that absent stays absent in JSON. */
const present = <T extends object>(members: T): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;

function readText(reader: MemberReader): DraftBlock | null {
  reader.allowOnly('_type', '_key', 'style', 'listItem', 'level', 'children', 'markDefs');
  const named = reader.oneOf('style', STYLES) ?? 'normal';
  const style = HEADING_STYLE_OF.get(named) ?? (named === 'blockquote' ? named : 'normal');
  const listItem = reader.oneOf('listItem', LIST_KINDS);
  const level = reader.integer('level', 1, MAX_LIST_LEVEL) ?? 1;
  if (!reader.has('children')) reader.fault('children', 'REQUIRED', 'A text block has spans.');
  const content = readInline(reader);
  if (content.children.every((span) => span.text.trim() === '')) return null;
  return { _type: 'block', style, ...(listItem ? { listItem, level } : {}), ...content };
}

function readImage(reader: MemberReader, { images }: Reading): DraftBlock | null {
  if (reader.has('imageId')) return readOwnImage(reader, images);
  reader.allowOnly('_type', '_key', 'url', 'alt', 'caption', 'credit', 'width', 'height');
  return present<DraftBlock>({
    _type: 'image',
    url: reader.url('url', mediaUrl, 'An http, https or site-relative address'),
    alt: reader.trimmedText('alt') ?? '',
    caption: reader.trimmedText('caption'),
    credit: reader.trimmedText('credit'),
    width: reader.integer('width', 1, MAX_PIXELS),
    height: reader.integer('height', 1, MAX_PIXELS),
  });
}

/** A picture by its id. Its address and size are the picture's own, whatever the block says of them. */
function readOwnImage(reader: MemberReader, images: OwnImages): DraftBlock | null {
  reader.allowOnly(
    '_type',
    '_key',
    'imageId',
    'url',
    'srcset',
    'alt',
    'caption',
    'credit',
    'width',
    'height',
  );
  const image = images.get(reader.text('imageId')?.toLowerCase() ?? '');
  if (!image) {
    reader.fault('imageId', 'UNKNOWN_IMAGE', 'There is no picture with this id.');
    return null;
  }
  return imageBlock(image, {
    alt: reader.text('alt')?.trim(),
    caption: reader.text('caption')?.trim(),
    credit: reader.text('credit')?.trim(),
  });
}

function readEmbed(reader: MemberReader): DraftBlock {
  reader.allowOnly('_type', '_key', 'url', 'provider', 'title');
  return present({
    _type: 'embed',
    url: reader.url('url', absoluteUrl, 'An absolute http or https address'),
    provider: reader.trimmedText('provider'),
    title: reader.trimmedText('title'),
  });
}

function readTable(reader: MemberReader, { cells }: Reading): DraftBlock | null {
  reader.allowOnly('_type', '_key', 'caption', 'rows');
  if (reader.items('rows').length === 0) reader.fault('rows', 'REQUIRED', 'A table has rows.');
  const taken = new Set<string>();
  const rows = reader.items('rows').flatMap((item, index) => {
    const row = MemberReader.of(item, `${reader.pointer}/rows/${index}`, reader.faults);
    return row ? [readRow(row, taken, cells)] : [];
  });
  const filled = rows.filter((row) => row.cells.length > 0);
  if (!filled.some((row) => row.cells.some((cell) => cell.children.length > 0))) return null;
  return present<DraftBlock>({
    _type: 'table',
    caption: reader.trimmedText('caption'),
    rows: fillKeys(filled, 'r', taken),
  });
}

function readRow(
  reader: MemberReader,
  taken: Set<string>,
  count: CellCount,
): Omit<TableRow, '_key'> & { _key?: string } {
  reader.allowOnly('_type', '_key', 'cells');
  reader.oneOf('_type', ['row']);
  const key = reader.key(taken);
  const cellKeys = new Set<string>();
  const cells = reader.items('cells').flatMap((item, index) => {
    count.add();
    const cell = MemberReader.of(item, `${reader.pointer}/cells/${index}`, reader.faults);
    return cell ? [readCell(cell, cellKeys)] : [];
  });
  return present({ _type: 'row', _key: key, cells: fillKeys(cells, 'c', cellKeys) });
}

function readCell(reader: MemberReader, taken: Set<string>): Omit<TableCell, '_key'> & { _key?: string } {
  reader.allowOnly('_type', '_key', 'header', 'colSpan', 'rowSpan', 'children', 'markDefs');
  reader.oneOf('_type', ['cell']);
  const span = (member: string): number | undefined => {
    const value = reader.integer(member, 1, MAX_SPAN);
    return value === 1 ? undefined : value;
  };
  return present({
    _type: 'cell',
    _key: reader.key(taken),
    header: reader.flag('header') || undefined,
    colSpan: span('colSpan'),
    rowSpan: span('rowSpan'),
    ...readInline(reader),
  });
}

function readCode(reader: MemberReader): DraftBlock | null {
  reader.allowOnly('_type', '_key', 'code', 'language');
  const code = trimCode(reader.requiredText('code'));
  const language = reader.trimmedText('language');
  if (language !== undefined && !LANGUAGE.test(language)) {
    reader.fault('language', 'UNKNOWN_VALUE', 'The short name of a language is expected.');
  }
  return code === '' ? null : present<DraftBlock>({ _type: 'code', code, language });
}

function readDivider(reader: MemberReader): DraftBlock {
  reader.allowOnly('_type', '_key');
  return { _type: 'divider' };
}

/**
 * Reads a body given as blocks. Every fault is told with its pointer under `/body/blocks`, codes `REQUIRED`,
 * `INVALID_TYPE`, `UNKNOWN_VALUE`, `UNKNOWN_MEMBER`, `OUT_OF_RANGE`, `INVALID_URL`, `UNKNOWN_IMAGE`, `INVALID_KEY`, `DUPLICATE_KEY`
 * or `TOO_LONG`, in a 422 `INVALID_INPUT`. Blocks without visible text are left out, headings become the styles
 * there are, and keys that are missing inside a block are made; those of blocks are not.
 */
export function readBlocks(value: unknown, images: OwnImages): DraftBlock[] {
  if (!Array.isArray(value)) throw invalidBody('INVALID_TYPE', 'An array is expected.', '/body/blocks');
  if (value.length > MAX_BLOCKS) throw tooManyBlocks();
  const faults = new Faults();
  const taken = new Set<string>();
  const reading: Reading = { cells: new CellCount(), images };
  const blocks = value.flatMap((item, index) => {
    const reader = MemberReader.of(item, `/body/blocks/${index}`, faults);
    if (!reader) return [];
    const type = reader.requiredOneOf('_type', TYPES);
    const read = READERS.get(type ?? '');
    if (!read) return [];
    const key = reader.key(taken);
    const block = read(reader, reading);
    if (!block) return [];
    return [key === undefined ? block : { ...block, _key: key }];
  });
  faults.throwAny();
  return blocks;
}
