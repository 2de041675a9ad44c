import { DECORATORS, type InlineContent, type LinkDefinition, type Span } from './block.js';
import { MAX_SPANS } from './body-limits.js';
import { MemberReader } from './member-reader.js';
import { linkHref } from './url.js';

const isDecorator = (mark: string): boolean => DECORATORS.some((decorator) => decorator === mark);

/** Gives every item without a key the first of `prefix0`, `prefix1`, … that is free. */
export function fillKeys<T extends { _key?: string }>(
  items: readonly T[],
  prefix: string,
  taken: Set<string>,
): (T & { _key: string })[] {
  let number = 0;
  return items.map((item) => {
    let key = item._key;
    while (key === undefined) {
      const free = `${prefix}${number++}`;
      if (!taken.has(free)) key = free;
    }
    taken.add(key);
    return { ...item, _key: key };
  });
}

/** Reads `children` and `markDefs` of a block or cell; keys are unique in it. */
export function readInline(owner: MemberReader): InlineContent {
  const taken = new Set<string>();
  const markDefs = readLinks(owner, taken);
  const links = new Set(markDefs.map((link) => link._key));
  const items = owner.items('children');
  if (items.length > MAX_SPANS)
    owner.fault('children', 'TOO_LONG', `A block has at most ${MAX_SPANS} spans.`);
  const spans = items
    .slice(0, MAX_SPANS)
    .map((item, index) => readSpan(item, `${owner.pointer}/children/${index}`, owner, links, taken));
  const children = fillKeys(spans, 's', taken).filter((span) => span.text !== '');
  const used = new Set(children.flatMap((span) => span.marks));
  return { children, markDefs: markDefs.filter((link) => used.has(link._key)) };
}

function readLinks(owner: MemberReader, taken: Set<string>): LinkDefinition[] {
  const links: LinkDefinition[] = [];
  owner.items('markDefs').forEach((item, index) => {
    const reader = MemberReader.of(item, `${owner.pointer}/markDefs/${index}`, owner.faults);
    if (!reader) return;
    reader.allowOnly('_type', '_key', 'href');
    reader.requiredOneOf('_type', ['link']);
    const key = reader.key(taken);
    if (key === undefined) reader.fault('_key', 'REQUIRED', 'Spans refer to a link by its key.');
    else if (isDecorator(key)) reader.fault('_key', 'INVALID_KEY', 'This is the name of a decorator.');
    const href = reader.url('href', linkHref, 'An http, https, mailto or site-relative address');
    links.push({ _type: 'link', _key: key ?? '', href });
  });
  return links;
}

type DraftSpan = Omit<Span, '_key'> & { _key?: string };

function readSpan(
  item: unknown,
  pointer: string,
  owner: MemberReader,
  links: ReadonlySet<string>,
  taken: Set<string>,
): DraftSpan {
  const reader = MemberReader.of(item, pointer, owner.faults);
  if (!reader) return { _type: 'span', text: '', marks: [] };
  reader.allowOnly('_type', '_key', 'text', 'marks');
  reader.requiredOneOf('_type', ['span']);
  const key = reader.key(taken);
  const text = reader.requiredText('text');
  const marks = new Set<string>();
  reader.items('marks').forEach((mark, index) => {
    if (typeof mark === 'string' && (isDecorator(mark) || links.has(mark))) marks.add(mark);
    else
      reader.fault(
        `marks/${index}`,
        'UNKNOWN_VALUE',
        'A decorator or the key of a link definition is expected.',
      );
  });
  return { _type: 'span', ...(key === undefined ? {} : { _key: key }), text, marks: [...marks] };
}
