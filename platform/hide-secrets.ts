const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'webhookSecret',
  'apiKey',
  'token',
  'paymentToken',
  'databaseUrl',
]);
/** Levels of objects and arrays that are looked into, the fields of the line among them. */
const LEVELS = 3;

type Fields = Record<string, unknown>;

/** The fields of a log line with `[redacted]` in place of each secret; the same object where there is none. Its `err` is left to the serializer. */
export function hideSecrets(fields: Fields): Fields {
  return hideIn(fields, LEVELS, 'err') as Fields;
}

function hideIn(value: unknown, levels: number, but?: string): unknown {
  if (typeof value !== 'object' || value === null || levels === 0) return value;
  let copy: Fields | undefined;
  for (const [name, found] of Object.entries(value)) {
    if (name === but) continue;
    const shown = SECRET_FIELDS.has(name) ? '[redacted]' : hideIn(found, levels - 1);
    if (shown === found) continue;
    copy ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Fields;
    copy[name] = shown;
  }
  return copy ?? value;
}
