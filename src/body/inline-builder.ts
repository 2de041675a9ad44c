import { DECORATORS, type Decorator, type InlineContent, type LinkDefinition, type Span } from './block.js';
import { MAX_SPANS } from './body-limits.js';
import { cleanText } from './clean-text.js';

/** What formatting a piece of text has: decorators, and the target of the link it is in. */
export interface Formatting {
  readonly decorators: ReadonlySet<Decorator>;
  readonly href: string | null;
}

interface Run {
  /** Pieces of the text: a long string that is read and extended in turn is copied each time. */
  readonly pieces: string[];
  readonly format: string;
  readonly decorators: readonly Decorator[];
  readonly href: string | null;
}

interface PlainRun extends Pick<Run, 'decorators' | 'href'> {
  text: string;
}

const PLAIN: Formatting = { decorators: new Set(), href: null };

// HTML's own whitespace (not the no-break space), with the form feed already gone.
const SPACES = /[ \t\n]+/g;

/**
 * Collects the text of one paragraph, list item or table cell with its marks. White space is collapsed as HTML
 * does it: runs become one space, none is left at the start or end of a line.
 */
export class InlineBuilder {
  private runs: Run[] = [];
  private last = '\n';
  private visible = false;

  /** True while no visible character has been added. */
  get isEmpty(): boolean {
    return !this.visible;
  }

  /** True when the last thing added was a line break. */
  get endsWithBreak(): boolean {
    return this.visible && this.last === '\n';
  }

  /** Adds HTML text, its white space collapsed. */
  addText(raw: string, formatting: Formatting): void {
    let text = cleanText(raw).replace(SPACES, ' ');
    if (text.startsWith(' ') && (this.last === ' ' || this.last === '\n')) text = text.slice(1);
    this.append(text, formatting);
  }

  /** Adds a line break; one at the start is left out. */
  addBreak(formatting: Formatting): void {
    if (this.isEmpty) return;
    const pieces = this.runs.at(-1)?.pieces ?? [];
    if (this.last === ' ') pieces.push(pieces.pop()?.slice(0, -1) ?? '');
    this.append('\n', formatting);
  }

  /** Starts a new line unless the text is at the start of one. */
  startLine(): void {
    if (this.last !== '\n') this.addBreak(PLAIN);
  }

  /** Hands over what was collected, trimmed, and starts anew. Keys are made by position. */
  finish(): InlineContent {
    const runs = trim(this.runs);
    this.runs = [];
    this.last = '\n';
    this.visible = false;
    return { children: runs.map(toSpan(runs)), markDefs: linksOf(runs) };
  }

  private append(text: string, formatting: Formatting): void {
    if (text === '') return;
    // The last span that fits takes all the rest of the text, so it has no formatting.
    const { decorators, href } = this.runs.length < MAX_SPANS - 1 ? formatting : PLAIN;
    const last = this.runs.at(-1);
    const sorted = decorators.size === 0 ? [] : DECORATORS.filter((decorator) => decorators.has(decorator));
    const format = `${sorted.join()} ${href ?? ''}`;
    if (last && (last.format === format || this.runs.length >= MAX_SPANS)) last.pieces.push(text);
    else this.runs.push({ pieces: [text], format, decorators: sorted, href });
    this.last = text.at(-1) ?? this.last;
    this.visible ||= /\S/.test(text);
  }
}

function trim(runs: readonly Run[]): PlainRun[] {
  const kept: PlainRun[] = runs.map(({ pieces, decorators, href }) => ({
    text: pieces.join(''),
    decorators,
    href,
  }));
  while (kept[0] && kept[0].text.trim() === '') kept.shift();
  while (kept.length > 0 && kept.at(-1)?.text.trim() === '') kept.pop();
  const first = kept[0];
  if (first) first.text = first.text.trimStart();
  const last = kept.at(-1);
  if (last) last.text = last.text.trimEnd();
  return kept.filter((run) => run.text !== '');
}

const targetsOf = (runs: readonly PlainRun[]): string[] => [
  ...new Set(runs.flatMap((run) => (run.href === null ? [] : [run.href]))),
];

const linksOf = (runs: readonly PlainRun[]): LinkDefinition[] =>
  targetsOf(runs).map((href, index) => ({ _type: 'link', _key: `l${index}`, href }));

function toSpan(runs: readonly PlainRun[]): (run: PlainRun, index: number) => Span {
  const keys = new Map(targetsOf(runs).map((href, index) => [href, `l${index}`]));
  return (run, index) => {
    const link = run.href === null ? undefined : keys.get(run.href);
    const marks: string[] = link === undefined ? [...run.decorators] : [...run.decorators, link];
    return { _type: 'span', _key: `s${index}`, text: run.text, marks };
  };
}
