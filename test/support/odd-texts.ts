import fc from 'fast-check';

/** What breaks those who put documents together by hand. */
const ODD = [
  ...[']]>', '<![CDATA[', '&', '&amp;', '&#0;', '<', '>', '</title>', '<b>bold</b>', '<!--', '-->', '"', "'"],
  ...[
    '\0',
    '\u0001',
    '\u000b',
    '\u001f',
    '\u007f',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\ufffd',
    '\ufffe',
    '\uffff',
  ],
  ...['\t', '\n', '\r', '\r\n', ' ', '\ud800', '\udfff', '😀', '👩‍🚀', '\u202e', '日本語', 'é', 'e\u0301'],
];

/** Texts of whatever a text of JavaScript can hold: halves of characters and controls among it. */
export const oddText = (): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...ODD),
        fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
        fc.string({ unit: 'binary' }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));
