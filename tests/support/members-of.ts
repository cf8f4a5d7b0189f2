/** A JSON Schema, as far as it names members. */
interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** The pointers of all members that a schema names, such as `/items/-/sku`. */
export function membersNamed(schema: Schema, root = schema, at = ''): string[] {
  if (schema.$ref !== undefined) return membersNamed(root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}, root, at);
  if (schema.items) return membersNamed(schema.items, root, `${at}/-`);
  const members = Object.entries(schema.properties ?? {});
  return members.flatMap(([name, member]) => [`${at}/${name}`, ...membersNamed(member, root, `${at}/${name}`)]);
}

/** The pointers of all members that a value has, in the same form. */
export function membersIn(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((element) => membersIn(element, `${at}/-`)))];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [`${at}/${name}`, ...membersIn(member, `${at}/${name}`)]);
}
