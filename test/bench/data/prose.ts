import { prepareBody, type PreparedBody } from '../../../src/body/body.js';
import type { Random } from '../../support/random.js';

/** Words of news, so that bodies have the letters, lengths and repetitions of English. */
const WORDS =
  `the of and to in a that for on with as by at from his her their said was were has had have been will
would could after before over under between against during government minister president parliament court police
officials report country city region border talks agreement election voters party leader company market prices energy
water climate research scientists university hospital doctors patients school teachers students workers union strike
budget tax bank economy growth inflation trade export army troops ceasefire forces village residents family children
women men people thousands million percent year week month Monday Tuesday night morning team match season player coach
final goal film music museum artist book author festival audience technology data network software phone security
company's world's first new last major local national international public private early late high low large small
called announced confirmed denied expected warned agreed rejected promised continued began ended opened closed rose fell
increased declined reached remained returned moved worked played won lost voted signed built published`.split(
    /\s+/,
  );

const words = (random: Random, least: number, most: number): string =>
  Array.from({ length: random.int(least, most) }, () => random.pick(WORDS)).join(' ');

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export const sentence = (random: Random): string => `${capitalised(words(random, 8, 22))}.`;

/** A headline names somebody: names are rare words, one in thousands of stories each. */
export const headline = (random: Random): string =>
  `${capitalised(words(random, 5, 9))} ${capitalised(name(random))}`;

const SYLLABLES = 'ba den fi gor hal ki lo mar ne os pra qui ru sta to un vel wi xan zo'.split(' ');

const name = (random: Random): string => Array.from({ length: 3 }, () => random.pick(SYLLABLES)).join('');

const paragraph = (random: Random): string =>
  `<p>${Array.from({ length: random.int(3, 5) }, () => sentence(random)).join(' ')}</p>`;

/** A body of about this many characters of HTML, with the marks and blocks of a usual story. */
export function storyBody(random: Random, characters: number): PreparedBody {
  const parts = [
    `<p><strong>${sentence(random)}</strong> ${sentence(random)} <a href="https://example.org/${random.int(1, 999)}">${words(random, 2, 4)}</a></p>`,
    `<blockquote><p>${sentence(random)}</p></blockquote>`,
    `<ul><li>${words(random, 4, 9)}</li><li>${words(random, 4, 9)}</li><li>${words(random, 4, 9)}</li></ul>`,
    `<h2>${headline(random)}</h2>`,
  ];
  let html = parts[0] as string;
  for (let place = 1; html.length < characters; place += 1) {
    html += (place % 4 === 0 && parts[place / 4]) || paragraph(random);
  }
  return prepareBody({ html });
}
