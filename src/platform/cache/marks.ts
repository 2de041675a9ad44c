import { type Tag, tagOf } from './tag.js';

/**
 * A mark says in the JSON that the database makes what a part of it was made from: a member before all others whose
 * name is `$` and kinds of tags, and whose value is the ids that they are about. `"$article readers" : "<id>"` stands for
 * the tags `article:<id>` and `readers:<id>`; with an empty value the kinds are tags by themselves.
 *
 * No text can be taken for one, since a quote inside a JSON string is escaped, and no public field begins with `$`.
 */
const MARK = /"\$([a-z: ]+)" : "([^"]*)"(?:, )?/g;

/** The JSON without its marks, and the tags that they stand for. */
export function takeMarks(json: string): { readonly json: string; readonly tags: Set<Tag> } {
  const tags = new Set<Tag>();
  const bare = json.replace(MARK, (_, kinds: string, about: string) => {
    addTags(tags, kinds, about);
    return '';
  });
  return { json: bare, tags };
}

/** The tags that the marks of a JSON stand for. What nobody selects from it may stay in it. */
export function tagsOfMarks(json: string): Set<Tag> {
  const tags = new Set<Tag>();
  for (const [, kinds = '', about = ''] of json.matchAll(MARK)) addTags(tags, kinds, about);
  return tags;
}

function addTags(tags: Set<Tag>, kinds: string, about: string): void {
  for (const kind of kinds.split(' ')) {
    for (const id of about.split(' ')) tags.add(tagOf(id === '' ? kind : `${kind}:${id}`));
  }
}
