import { customAlphabet } from 'nanoid';

/** Letters and digits that nobody takes for one another: no 0, O, o, 1, I, l. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz';
const LENGTH = 8;

const CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

export const newShareCode = customAlphabet(ALPHABET, LENGTH);

/** Whether a text may be a code at all. */
export const isShareCode = (text: string): boolean => CODE.test(text);
