/** Writes XML 1.0 (https://www.w3.org/TR/xml/) as text. Characters that a document cannot hold are left out. */

export type XmlAttributes = Readonly<Record<string, string | number | null | undefined>>;

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

// Anything but `Char` of section 2.2. With the `u` flag half a surrogate pair is a character of its own, and not among
// these. The controls from U+007F to U+009F may be there but show nothing, and validators of feeds refuse them.
const FORBIDDEN = /[^\t\n\r\u{20}-\u{7E}\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A carriage return as it is would be read as a line feed (section 2.11), in attributes all of these as blanks (3.3.3). */
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};
const reference = (character: string): string => REFERENCES[character] as string;

/** A text between tags. */
export const xmlText = (text: string): string => text.replace(FORBIDDEN, '').replace(/[&<>\r]/g, reference);

const attributeText = (text: string): string =>
  text.replace(FORBIDDEN, '').replace(/[&<>"\r\n\t]/g, reference);

/** A long text with much to escape, such as HTML, between tags. Its line ends become line feeds. */
export const cdata = (text: string): string =>
  `<![CDATA[${text.replace(FORBIDDEN, '').replace(/\r\n?/g, '\n').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

/**
 * An element with this content, which is XML already. Attributes without a value are left out.
 * @param name as the document's namespaces declare it, never a caller's input; neither are the names of attributes
 */
export function element(name: string, attributes: XmlAttributes, content: string): string {
  return `<${name}${written(attributes)}>${content}</${name}>`;
}

/** An element with nothing in it. */
export const emptyElement = (name: string, attributes: XmlAttributes): string =>
  `<${name}${written(attributes)}/>`;

/** An element with a text in it; nothing at all where there is no text. */
export const textElement = (
  name: string,
  text: string | null | undefined,
  attributes: XmlAttributes = {},
): string => (text ? element(name, attributes, xmlText(text)) : '');

/** An attribute as it stands in a tag, with a blank before it. */
export const attribute = (name: string, value: string | number): string =>
  ` ${name}="${attributeText(String(value))}"`;

function written(attributes: XmlAttributes): string {
  let text = '';
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) text += attribute(name, value);
  }
  return text;
}
