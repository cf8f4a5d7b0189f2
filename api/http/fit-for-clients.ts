import type { ZodOpenApiOverride } from 'zod-openapi';

const MAX_INT32 = 2 ** 31 - 1;

/**
 * What makes the document's schemas fit the clients that are generated from them. Integers say how wide they are: without a format
 * they become 32 bits in Java and Go. Answers may grow: a client that is older takes what it knows. A date's format is enough: its
 * pattern is what generators stumble over. A member with a default says so in words: of `default`, generators make a member that has
 * to be there.
 */
export const fitForClients: ZodOpenApiOverride = ({ jsonSchema, io }) => {
  if (jsonSchema.type === 'integer') jsonSchema.format = Number(jsonSchema.maximum) <= MAX_INT32 ? 'int32' : 'int64';
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (io === 'input' && jsonSchema.default !== undefined) {
    jsonSchema.description = [jsonSchema.description, `\`${JSON.stringify(jsonSchema.default)}\` when it is not given`]
      .filter(Boolean)
      .join('; ');
    delete jsonSchema.default;
  }
};

/** A word beside a reference comes with `additionalProperties: false`, which would close what is referred to, and leave it no member. */
export function openBesideReferences(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if ('$ref' in node && 'additionalProperties' in node) delete node.additionalProperties;
  for (const child of Object.values(node)) openBesideReferences(child);
}
