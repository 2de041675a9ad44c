import { type Fields, fieldsOf, valueIn } from '../imports/json-fields.js';

/**
 * Whether readers without an account see a card, in all the ways in which Ghost has said so. Where what it says cannot
 * be understood they do not: what was paid for is never published by a mistake.
 */
export function isForEverybody(card: Fields): boolean {
  const visibility = valueIn(card, 'visibility') ?? null;
  if (visibility === null) return true;
  const told = fieldsOf(visibility);
  if (!told) return false;
  if (Object.hasOwn(told, 'web')) {
    const web = fieldsOf(valueIn(told, 'web'));
    return web !== null && valueIn(web, 'nonMember') === true;
  }
  const says = (name: string, wanted: boolean): boolean => (valueIn(told, name) ?? wanted) === wanted;
  return (
    !NEWER.some((name) => Object.hasOwn(told, name)) && says('showOnWeb', true) && says('emailOnly', false)
  );
}

/** Members that come with `web` alone: without it they say nothing of readers who have no account. */
const NEWER = ['email', 'nonMember', 'memberSegment'];

const QUOTED = /"[^"]*"|'[^']*'/g;

/**
 * Whether a block that Ghost has rendered is for readers without an account.
 * @param begin the comment that it begins with; what stands in quotation marks in it is about members
 */
export function isOpenBlock(begin: string): boolean {
  const told = begin.replaceAll(QUOTED, '').match(/\bnonMember:[^\s>]*/g) ?? [];
  return told.length > 0 && told.every((one) => one === 'nonMember:true');
}
