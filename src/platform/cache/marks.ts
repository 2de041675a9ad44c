import { beginningOf, type Tag, tagAfter, tagOf } from './tag.js';

/**
 * A mark says in the JSON that the database makes what a part of it was made from: a member before all others whose
 * name is `$` and kinds of tags, and whose value is the ids that they are about. `"$article readers" : "<id>"` stands for
 * the tags `article:<id>` and `readers:<id>`; with an empty value the kinds are tags by themselves.
 *
 * No text can be taken for one, since a quote inside a JSON string is escaped, and no public field begins with `$`.
 */
const MARK = /"\$([a-z: ]+)" : "([^"]*)"(?:, )?/y;

/** The JSON without its marks, and the tags that they stand for. */
export function takeMarks(json: string): { readonly json: string; readonly tags: Set<Tag> } {
  let bare = '';
  let end = 0;
  const tags = readMarks(json, (from, to) => {
    bare += json.slice(end, from);
    end = to;
  });
  return { json: bare + json.slice(end), tags };
}

/** The tags that the marks of a JSON stand for. What nobody selects from it may stay in it. */
export const tagsOfMarks = (json: string): Set<Tag> => readMarks(json, () => undefined);

/** @param found is told where each mark begins and ends */
function readMarks(json: string, found: (from: number, to: number) => void): Set<Tag> {
  const tags = new Set<Tag>();
  // Dollar signs are rare, and found ten times as fast as marks are by an expression that goes through all the text.
  for (let dollar = json.indexOf('$'); dollar !== -1; dollar = json.indexOf('$', dollar + 1)) {
    MARK.lastIndex = dollar - 1;
    const [mark, kinds = '', about = ''] = MARK.exec(json) ?? [];
    if (mark === undefined) continue;
    const from = dollar + KINDS_TO_ABOUT + kinds.length;
    addTags(tags, kinds, json, from, from + about.length);
    found(dollar - 1, MARK.lastIndex);
  }
  return tags;
}

/** From a mark's dollar sign to what it is about, beside its kinds. */
const KINDS_TO_ABOUT = '$" : "'.length;

/** The tags of these kinds for each id in a part of the JSON. */
function addTags(tags: Set<Tag>, kinds: string, json: string, from: number, to: number): void {
  for (const { tag, beginning } of kindsIn(kinds)) {
    if (from === to) tags.add(tag);
    for (let id = from; id < to;) {
      const blank = json.indexOf(' ', id);
      const end = blank === -1 || blank > to ? to : blank;
      tags.add(tagAfter(beginning, json, id, end));
      id = end + 1;
    }
  }
}

type Kind = ReturnType<typeof kindOf>;
const kindOf = (name: string) => ({ tag: tagOf(name), beginning: beginningOf(`${name}:`) });

/** Marks have the same few names, all of them written in this program. */
const known = new Map<string, readonly Kind[]>();

function kindsIn(names: string): readonly Kind[] {
  let kinds = known.get(names);
  if (!kinds) {
    kinds = names.split(' ').map(kindOf);
    known.set(names, kinds);
  }
  return kinds;
}
