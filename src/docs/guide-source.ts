import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A guide as it was written. */
export interface GuideSource {
  /** Its name in addresses: that of the file, without `.md`. */
  readonly name: string;
  /** Its first heading. */
  readonly title: string;
  /** Its first paragraph, for lists of guides. */
  readonly about: string;
  /** The Markdown below the first heading. */
  readonly text: string;
}

/** Where a guide stands among the others: `<!-- order: 3 -->`. Those that do not say come last, by name. */
const ORDER = /^<!-- order: (\d+) -->$/m;

/** Every guide of a folder, in the order of reading. */
export async function readGuides(folder: string): Promise<GuideSource[]> {
  const names = (await readdir(folder)).filter((name) => /^[a-z0-9-]+\.md$/.test(name));
  const guides = await Promise.all(
    names.sort().map(async (file) => {
      const markdown = await readFile(join(folder, file), 'utf8');
      const order = Number(ORDER.exec(markdown)?.[1] ?? Infinity);
      return { order, guide: guideOf(file.slice(0, -'.md'.length), markdown) };
    }),
  );
  // Sorting is stable, so those of one order stay in the order of their names.
  return guides.sort((one, other) => compare(one.order, other.order)).map(({ guide }) => guide);
}

const compare = (one: number, other: number): number => (one === other ? 0 : one - other);

function guideOf(name: string, markdown: string): GuideSource {
  const [, title = name, text = ''] = /^# (.+)\n([^]*)$/m.exec(markdown) ?? [];
  const paragraph = text
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .find((part) => /^[\p{L}`*[]/u.test(part));
  return { name, title, about: plain(paragraph ?? ''), text };
}

/** A paragraph without its marks. */
const plain = (markdown: string): string =>
  markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\s+/g, ' ');
