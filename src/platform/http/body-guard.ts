import type { FieldError } from '../api/errors.js';

/** Deeper bodies would exhaust the stack of whatever walks them recursively; no view is nested so far. */
const MAX_DEPTH = 64;

interface Node {
  readonly value: unknown;
  readonly pointer: string;
  readonly depth: number;
}

/**
 * The first thing in a parsed JSON value that must not go any further: a string that no text column can hold (NUL)
 * or that is not valid Unicode (a lone surrogate), a field named after an object's machinery, or a nesting that is
 * too deep. Undefined when all is well. Walks without recursion.
 */
export function unsafeValue(body: unknown): FieldError | undefined {
  const open: Node[] = [{ value: body, pointer: '', depth: 0 }];
  for (let node = open.pop(); node; node = open.pop()) {
    const { value, pointer, depth } = node;
    if (typeof value === 'string') {
      const detail = textFault(value);
      if (detail !== undefined)
        return { pointer, code: 'INVALID', detail: `${pointer || 'The value'} ${detail}.` };
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth === MAX_DEPTH)
      return { pointer: '', code: 'INVALID', detail: 'The body is nested too deeply.' };
    for (const [name, child] of Object.entries(value)) {
      if (RESERVED.has(name)) return reservedName(name, `${pointer}/${name}`);
      const nameFault = textFault(name);
      if (nameFault !== undefined) return { pointer, code: 'INVALID', detail: `A field name ${nameFault}.` };
      open.push({ value: child, pointer: `${pointer}/${pointerToken(name)}`, depth: depth + 1 });
    }
  }
  return undefined;
}

/** Names that class-transformer takes for the object's own machinery: a string there crashes it. */
const RESERVED: ReadonlySet<string> = new Set(['constructor', '__proto__']);

const reservedName = (name: string, pointer: string): FieldError => ({
  pointer,
  code: 'UNKNOWN_FIELD',
  detail: `There is no field ${name}.`,
});

/** What makes a text unfit for storage: "contains …", or undefined when nothing does. */
export function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'contains a NUL character';
  // With the u flag a well-formed pair is one character and does not match.
  return /\p{Surrogate}/u.test(text) ? 'contains half a character (a lone surrogate)' : undefined;
}

/** One reference token of a JSON Pointer (RFC 6901, section 3). */
export const pointerToken = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
