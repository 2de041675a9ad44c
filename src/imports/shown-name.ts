/** More of a name is nobody's; it also bounds what is looked for in it. */
const MAX_NAME = 200;
const ADDRESS = /([^\s@<>()[\]",;:]+)@[^\s@<>()[\]",;:]+/g;

/** A name that shows nobody's e-mail address: what stands before the @ is left of one, in words. */
export function withoutAddresses(name: string): string {
  const shown = name.slice(0, MAX_NAME);
  if (!shown.includes('@')) return shown;
  return shown.replaceAll(ADDRESS, (_, local: string) => local.replaceAll(/[._]+/g, ' ').trim()).trim();
}
