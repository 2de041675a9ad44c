import { SaxesParser } from 'saxes';

/** An element of a document, its name with the prefix as it is written. */
export interface XmlElement {
  readonly name: string;
  /** Namespace that the prefix stands for. */
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text right inside, CDATA among it. */
  readonly text: string;
}

type Open = XmlElement & { children: XmlElement[]; text: string };

/**
 * Reads a document as a strict parser does: well-formed XML 1.0 with namespaces that are declared.
 * @throws Error with line and column for anything else
 */
export function parseXml(document: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, uri, attributes }) => {
    const entries = Object.entries(attributes).map(([key, { value }]) => [key, value] as const);
    const element: Open = {
      name,
      namespace: uri,
      attributes: Object.fromEntries(entries),
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const add = (text: string): void => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => void open.pop());
  parser.write(document).close();
  if (!root) throw new Error('The document has no element');
  return root;
}

/** The elements right inside with this name. */
export const all = ({ children }: XmlElement, name: string): XmlElement[] =>
  children.filter((child) => child.name === name);

/** The one element right inside with this name. */
export function only(element: XmlElement, name: string): XmlElement {
  const found = all(element, name);
  if (found.length !== 1) throw new Error(`${element.name} has ${found.length} elements ${name}`);
  return found[0] as XmlElement;
}

/** What of a text an XML document can hold (https://www.w3.org/TR/xml/#charsets), but for controls that it may avoid. */
export const heldByXml = (text: string): string =>
  [...text]
    .filter((character) => {
      const code = character.codePointAt(0) as number;
      if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
      if (code >= 0x7f && code < 0xa0) return false;
      return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
    })
    .join('');
