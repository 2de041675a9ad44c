/**
 * Turns stories of Wikinews into NDJSON that Broadsheet imports.
 *
 *     node examples/wikinews-to-ndjson.mjs wikinews.jsonl > stories.ndjson
 *     npm run cli -- import ndjson stories.ndjson
 *
 * Each line of the input is a JSON object `{ id, title, body }`, with `date` (`2019-01-04`) and `url` where they are
 * known. The body is plain text. Its first line may be a dateline such as "Friday, January 4, 2019": it gives the
 * date of publication where there is no `date`, and is left out of the story unless the story has nothing else.
 *
 * Section and tags are guessed from words of the story: the set says nothing of them. Wikinews is published under
 * CC BY 2.5 (https://creativecommons.org/licenses/by/2.5/), which asks for the attribution that `rights` carries.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const CREDIT = 'Wikinews contributors, CC BY 2.5';
const DATELINE = /^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, )?([A-Z][a-z]+ \d{1,2}, \d{4})$/;
/** How far from its beginning a body may have its dateline, in lines: notices of the wiki stand before some. */
const DATELINE_WITHIN = 4;

/** Words that speak for a section; the one with the most hits wins, of equals the first. */
const SECTIONS = {
  Politics:
    /\b(election|elections|president|presidential|parliament|senate|senator|congress|minister|vote|voters|campaign|party|impeachment)\b/gi,
  Health: /\b(covid-19|coronavirus|sars-cov-2|pandemic|vaccine|outbreak|hospital|virus|disease|patients)\b/gi,
  Science:
    /\b(scientists|researchers|study|species|nasa|astronomer|astronomers|spacecraft|spacex|journal|fossil)\b/gi,
  Sport:
    /\b(rugby|football|cup|match|league|tennis|championship|olympic|olympics|wrestler|coach|players|season)\b/gi,
  Technology:
    /\b(software|internet|github|google|facebook|open source|linux|app|computer|users|copyright)\b/gi,
  Crime: /\b(police|arrested|shooting|murder|court|convicted|charged|stabbing|suspect|attack)\b/gi,
  Disasters:
    /\b(crash|crashed|earthquake|hurricane|storm|fire|flood|explosion|collapsed|collapse|volcano)\b/gi,
};
const OTHERWISE = 'World';

/** Tags, and the words that call for them. */
const TAGS = {
  'United States': /\b(united states|u\.s\.|us president|washington)\b/i,
  'United Kingdom': /\b(united kingdom|british|england|scotland|wales|london)\b/i,
  Australia: /\baustralia/i,
  India: /\bindia\b|\bindian\b/i,
  China: /\bchina\b|\bchinese\b|\bhong kong\b/i,
  Russia: /\brussia/i,
  Iran: /\biran/i,
  Germany: /\bgerman/i,
  'COVID-19': /\bcovid-19\b|\bcoronavirus\b/i,
  Elections: /\belections?\b|\bprimar(?:y|ies)\b/i,
  Aviation: /\b(aircraft|airline|airport|flight|helicopter|plane)\b/i,
  Obituaries: /\b(dies|died) (?:aged|at the age)\b/i,
  Interviews: /\binterview(?:s|ed)?\b/i,
  Space: /\b(nasa|spacex|astronomers?|orbit|exoplanet)\b/i,
};

/** `2019-01-04` from "January 4, 2019", or null. */
function dayOf(text) {
  const time = Date.parse(`${text} UTC`);
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10);
}

/** The text without its dateline, and the day that this names. */
function withoutDateline(body) {
  const lines = body.split('\n').map((line) => line.replaceAll('\u00a0', ' ').trim());
  const filled = lines.flatMap((line, index) => (line === '' ? [] : [index])).slice(0, DATELINE_WITHIN);
  const place = filled.find((index) => DATELINE.test(lines[index]));
  if (place === undefined) return { day: null, text: body };
  const rest = lines.toSpliced(place, 1).join('\n').trim();
  return { day: dayOf(DATELINE.exec(lines[place])[1]), text: rest === '' ? body.trim() : rest };
}

function sectionOf(text) {
  const scores = Object.entries(SECTIONS).map(([name, words]) => [name, (text.match(words) ?? []).length]);
  const [name, score] = scores.reduce((best, next) => (next[1] > best[1] ? next : best));
  return score > 1 ? name : OTHERWISE;
}

/** Addresses of the set have a slash too many: `https://en.wikinews.org//wiki/…`. */
const addressOf = (url) => url.replace(/(?<!:)\/{2,}/g, '/');

/** One line of the import, in the shape of `POST /v1/articles`. */
function storyOf({ id, title, body, date, url }) {
  const { day, text } = withoutDateline(body);
  const words = `${title}\n${text}`;
  const publishedDay = date || day;
  return {
    externalId: `wikinews:${id}`,
    headline: title,
    section: sectionOf(words),
    tags: Object.keys(TAGS).filter((name) => TAGS[name].test(words)),
    authors: ['Wikinews'],
    body: { text },
    language: 'en',
    status: publishedDay ? 'published' : 'draft',
    publishedAt: publishedDay ? `${publishedDay}T12:00:00.000Z` : null,
    rights: { syndicate: true, holder: 'Wikinews contributors', credit: CREDIT },
    ...(url ? { formerUrls: [addressOf(url)] } : {}),
  };
}

const [file] = process.argv.slice(2);
if (!file) {
  process.stderr.write('Usage: node examples/wikinews-to-ndjson.mjs FILE > stories.ndjson\n');
  process.exit(2);
}
for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(storyOf(JSON.parse(line)))}\n`);
}
