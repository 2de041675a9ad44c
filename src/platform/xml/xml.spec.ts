import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oddText } from '../../../test/support/odd-texts.js';
import { heldByXml, parseXml } from '../../../test/support/xml.js';
import { cdata, element, emptyElement, textElement, XML_DECLARATION, xmlText } from './xml.js';

describe('the XML writer', () => {
  it('gives every text back, less what XML cannot hold', () => {
    fc.assert(
      fc.property(oddText(), oddText(), (text, value) => {
        const { text: read, attributes } = parseXml(
          XML_DECLARATION + element('a', { b: value }, xmlText(text)),
        );
        expect(read).toBe(heldByXml(text));
        expect(attributes['b']).toBe(heldByXml(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives a CDATA section back with line feeds for line ends', () => {
    fc.assert(
      fc.property(oddText(), (text) => {
        const { text: read } = parseXml(element('a', {}, cdata(text)));
        expect(read).toBe(heldByXml(text).replace(/\r\n?/g, '\n'));
      }),
      { numRuns: 2_000 },
    );
  });

  it('writes plain XML', () => {
    expect(textElement('a', 'x < y & "z"', { b: 1, c: null, d: undefined, e: '"<\n' })).toBe(
      '<a b="1" e="&quot;&lt;&#10;">x &lt; y &amp; "z"</a>',
    );
    expect(emptyElement('a', { b: '' })).toBe('<a b=""/>');
    expect([textElement('a', null), textElement('a', undefined), textElement('a', '')]).toEqual(['', '', '']);
    expect(cdata('a]]>b')).toBe('<![CDATA[a]]]]><![CDATA[>b]]>');
  });

  it('writes a megabyte', () => {
    const text = '<p>long & odd ]]> 😀\u0001</p>'.repeat(40_000);
    expect(parseXml(element('a', {}, cdata(text))).text).toBe(heldByXml(text));
    expect(parseXml(element('a', {}, xmlText(text))).text).toBe(heldByXml(text));
  });
});
