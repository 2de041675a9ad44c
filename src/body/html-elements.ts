import type { Decorator, TextStyle } from './block.js';

/** Elements that mark text, by the decorator they stand for. */
export const DECORATOR_OF: ReadonlyMap<string, Decorator> = new Map([
  ['strong', 'strong'],
  ['b', 'strong'],
  ['em', 'em'],
  ['i', 'em'],
  ['cite', 'em'],
  ['dfn', 'em'],
  ['var', 'em'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['s', 'strike-through'],
  ['strike', 'strike-through'],
  ['del', 'strike-through'],
  ['code', 'code'],
  ['kbd', 'code'],
  ['samp', 'code'],
  ['tt', 'code'],
]);

/** Headings, by the style they become: the page's own headline is its h1, and four levels are enough. */
export const HEADING_STYLE_OF: ReadonlyMap<string, TextStyle> = new Map([
  ['h1', 'h2'],
  ['h2', 'h2'],
  ['h3', 'h3'],
  ['h4', 'h4'],
  ['h5', 'h4'],
  ['h6', 'h4'],
]);

/** Elements that mean nothing to a story but begin and end a paragraph. */
export const CONTAINERS: ReadonlySet<string> = new Set(
  (
    'address article aside body center dd details div dl dt fieldset footer form header hgroup html legend main ' +
    'nav p section summary tbody tfoot thead'
  ).split(' '),
);

/** Elements with a rule of their own in the converter. */
export const STRUCTURE: readonly string[] =
  'a audio blockquote br caption figcaption figure hr iframe img li ol pre q source sub sup table td th tr ul video'.split(
    ' ',
  );

/** Elements whose content is not text of the story and goes with them. */
export const DROPPED_WITH_CONTENT: readonly string[] = (
  'applet button canvas embed frameset math noembed noframes noscript object option plaintext script select ' +
  'style svg template textarea title xmp'
).split(' ');
