const ENTITY_TAG = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"[ \\t]*';
/** What If-Match and If-None-Match may hold, as a regular expression that needs no flags: `*` or a list of entity tags. */
export const ENTITY_TAGS = `^[ \\t]*(?:\\*[ \\t]*|(?:${ENTITY_TAG})?(?:,[ \\t]*(?:${ENTITY_TAG})?)*)$`;
const ACCEPTED = new RegExp(ENTITY_TAGS);

/** Tags as they came, `W/` included; `*` stands for whatever there is. */
export type EntityTags = '*' | readonly string[];

/**
 * Empty elements of a list, and so an empty list, are to be taken: RFC 9110, section 5.6.1.2.
 * @returns undefined for what is no list of entity tags
 */
export function parseEntityTags(lines: readonly string[]): EntityTags | undefined {
  const list = lines.join(',');
  if (!ACCEPTED.test(list)) return undefined;
  return list.trim() === '*' ? '*' : (list.match(/(?:W\/)?"[^"]*"/g) ?? []);
}

/** `variant` tells two representations of one state apart. */
export function etagOf(version: number, variant?: string): string {
  return variant === undefined ? `"${version}"` : `"${version}.${variant}"`;
}

/** The tag of the state, whichever representation of it a tag is of. */
export function stateTagOf(tag: string): string {
  return tag.replace(/\.[^"]*"$/, '"');
}
