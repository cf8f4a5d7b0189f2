const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'webhookSecret',
  'token',
  'paymentToken',
  'databaseUrl',
]);
/** Levels of objects and arrays that are looked into, the fields of the line among them. */
const LEVELS = 3;

type Fields = Record<string, unknown>;

/** The fields of a log line with `[redacted]` in place of each secret; the same object where there is none. Errors show none of their fields. */
export function hideSecrets(fields: Fields): Fields {
  return hideIn(fields, LEVELS) as Fields;
}

function hideIn(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || levels === 0) return value;
  let copy: Fields | undefined;
  for (const [name, found] of Object.entries(value)) {
    const shown = SECRET_FIELDS.has(name) ? '[redacted]' : hideIn(found, levels - 1);
    if (shown === found) continue;
    copy ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Fields;
    copy[name] = shown;
  }
  return copy ?? value;
}
