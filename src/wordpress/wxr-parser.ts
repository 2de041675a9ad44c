import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { ImportFault } from '../imports/import-fault.js';
import { decodeEntities } from '../markup/html-text.js';
import type { WxrPart } from './wxr.js';
import { WxrAssembler } from './wxr-assembler.js';

/** The longest part of a file, such as a post with its comments, in UTF-16 units. */
export const MAX_PART_LENGTH = 32 * 1024 * 1024;
/** Elements that may be open at once: WXR has five levels. */
const MAX_DEPTH = 64;
/** The longest name of an entity that can be meant. */
const MAX_ENTITY = 40;

/**
 * What strictly ends an XML document, but what exports have and what can only be meant in one way: `]]>` in text (from
 * plugins that part CDATA sections wrongly), references to characters that XML forbids, and those characters.
 */
const FORGIVEN: ReadonlySet<string> = new Set([
  'the string "]]>" is disallowed in char data.',
  'malformed character entity.',
  'disallowed character.',
]);

/**
 * The five entities of XML and those of HTML, which some exports write outside of CDATA as well.
 * @param onUnknown hears of the others, whose names the parser does not tell
 */
const entities = (onUnknown: (name: string) => void): Record<string, string> =>
  new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => {
        const reference = `&${String(name)};`;
        const character = /^\w{2,40}$/.test(String(name)) ? decodeEntities(reference) : reference;
        if (character !== reference) return character;
        onUnknown(String(name));
        return undefined;
      },
    },
  );

/** Reads the text of a WordPress export piece by piece and gives the parts as they are complete. */
export class WxrParser {
  /** Breaches of XML that were passed over. */
  forgiven = 0;
  private readonly parser = new SaxesParser();
  private readonly assembler: WxrAssembler;
  private depth = 0;
  /** Where the part under way began, in UTF-16 units from the start. */
  private partStart = 0;
  private written = 0;
  /** The entity that was asked for last and that there is not. */
  private unknown = '';
  /** Whether there was any markup. */
  private hasBegun = false;

  /** @param lineOffset lines of the file before the text */
  constructor(
    private readonly file: string,
    private readonly lineOffset: () => number,
  ) {
    this.assembler = new WxrAssembler((code, detail) => this.fail(code, detail));
    this.parser.ENTITIES = entities((name) => (this.unknown = name));
    this.parser.on('error', ({ message }) => this.refuse(message));
    this.parser.on('doctype', (doctype) => this.checkDoctype(doctype));
    this.parser.on('xmldecl', () => (this.hasBegun = true));
    this.parser.on('comment', () => (this.hasBegun = true));
    this.parser.on('opentag', (tag) => this.open(tag));
    this.parser.on('closetag', () => this.close());
    this.parser.on('text', (text) => this.assembler.text(text));
    this.parser.on('cdata', (text) => this.assembler.text(text));
  }

  /** Number of the line that is read, from 1. */
  get line(): number {
    return this.parser.line + this.lineOffset();
  }

  /** Takes a piece of text. @throws ImportFault for text that is no XML or no export */
  write(text: string): void {
    this.written += text.length;
    this.parser.write(text);
    if (this.written - this.partStart > MAX_PART_LENGTH) {
      const most = `${MAX_PART_LENGTH / 1024 / 1024} million characters`;
      this.fail('PART_TOO_LONG', `A part of the file is longer than ${most}.`);
    }
    const { entity } = this;
    if (entity.length > MAX_ENTITY) this.strayAmpersand(entity);
  }

  /** Ends the text. @throws ImportFault when it is not complete */
  end(): void {
    const { entity } = this;
    if (!/^#?\w*$/.test(entity)) this.strayAmpersand(entity);
    this.parser.close();
    this.assembler.end();
  }

  /** Hands over the parts that are complete. */
  take(): WxrPart[] {
    return this.assembler.take();
  }

  private get position(): number {
    return this.parser.position;
  }

  /** The reference that the parser is in the middle of. */
  private get entity(): string {
    return this.parser['entity'] ?? '';
  }

  private open(tag: SaxesTagPlain): void {
    this.depth += 1;
    this.hasBegun = true;
    if (this.depth > MAX_DEPTH) this.fail('MALFORMED_XML', `More than ${MAX_DEPTH} elements are open.`);
    this.assembler.open(tag.name, tag.attributes, this.line, this.position);
    if (this.depth <= 3) this.partStart = this.position;
  }

  private close(): void {
    this.depth -= 1;
    this.assembler.close(this.position);
    if (this.depth <= 2) this.partStart = this.position;
  }

  /** Nothing is ever fetched or expanded, but a file that asks for it is not one of WordPress. */
  private checkDoctype(doctype: string): void {
    const text = doctype.trim();
    if (/^html\b/i.test(text)) this.fail('NOT_WXR', 'The file is an HTML page, not a WordPress export.');
    if (text !== 'rss') {
      const detail = 'The file has a document type definition, which may declare entities; it is not read.';
      this.fail('DOCTYPE_REFUSED', detail);
    }
  }

  private refuse(message: string): void {
    const what = message.replace(/^\d+:\d+: /, '');
    if (FORGIVEN.has(what)) this.forgiven += 1;
    else if (what === 'disallowed character in entity name.') this.strayAmpersand(this.entity);
    else if (what === 'undefined entity.') {
      this.fail('MALFORMED_XML', `There is no entity &${this.unknown.slice(0, MAX_ENTITY)};.`);
    } else if (what.startsWith('unclosed tag') || what === 'unexpected end.') {
      this.fail('MALFORMED_XML', `The file ends too early: <${this.assembler.current}> is not closed.`);
    } else if (what === 'unexpected close tag.') {
      this.fail('MALFORMED_XML', `Another element ends before <${this.assembler.takeBack()}> is closed.`);
    } else {
      const sentence = what.charAt(0).toUpperCase() + what.slice(1).replace(/\.$/, '');
      // Text before the first markup is only noticed at its end.
      const line = this.hasBegun ? this.line : this.lineOffset() + 1;
      this.fail('MALFORMED_XML', `The file is not well-formed XML: ${sentence}.`, line);
    }
  }

  private strayAmpersand(behind: string): never {
    const lines = behind.split('\n').length - 1;
    this.fail('MALFORMED_XML', 'An & stands alone; it must be written &amp;.', this.line - lines);
  }

  private fail(code: string, detail: string, line = this.line): never {
    throw ImportFault.ofLine(this.file, line, code, detail);
  }
}
