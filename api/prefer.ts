/** What RFC 7240 preferences this API honours. */
export interface Preferences {
  readonly respondAsync: boolean;
  /** How long the caller would wait (s), at most 30. */
  readonly waitSeconds?: number;
}

const MAX_WAIT_SECONDS = 30;
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const WORD = `(?:${TOKEN}|"(?:[^"\\\\]|\\\\.)*")`;
const SPACE = '[ \\t]*';
const PARAMETER = `${TOKEN}${SPACE}(?:=${SPACE}${WORD}${SPACE})?`;
/** Each run of blanks fits in one place only: nothing to try twice. */
const PREFERENCE = new RegExp(`${SPACE}(?:(${TOKEN})${SPACE}(?:=${SPACE}(${WORD})${SPACE})?(?:;${SPACE}(?:${PARAMETER})?)*)?(?:,|$)`, 'y');

/** What is not known, cannot be honoured or cannot be read is ignored (RFC 7240, section 2); of repeated preferences the first counts. */
export function parsePrefer(lines: readonly string[]): Preferences {
  const preferences = new Map<string, string>();
  for (const line of lines) for (const [name, value] of preferencesOf(line)) if (!preferences.has(name)) preferences.set(name, value);
  const wait = preferences.get('wait');
  return {
    respondAsync: preferences.has('respond-async'),
    ...(wait !== undefined && /^\d+$/.test(wait) && { waitSeconds: Math.min(Number(wait), MAX_WAIT_SECONDS) }),
  };
}

/** Those before whatever is no list of preferences: where the next one would begin is not known. */
function* preferencesOf(line: string): Generator<[name: string, value: string]> {
  PREFERENCE.lastIndex = 0;
  while (PREFERENCE.lastIndex < line.length) {
    const match = PREFERENCE.exec(line);
    if (!match) return;
    const [, name, value = ''] = match;
    if (name !== undefined) yield [name.toLowerCase(), unquoted(value)];
  }
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word;
}
