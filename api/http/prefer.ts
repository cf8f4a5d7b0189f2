import { malformedHeader } from './header.ts';

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

/** Preferences that are not known are ignored, as the RFC wants; of repeated ones the first counts. */
export function parsePrefer(lines: readonly string[]): Preferences {
  const preferences = new Map<string, string>();
  for (const line of lines) for (const [name, value] of preferencesOf(line)) if (!preferences.has(name)) preferences.set(name, value);
  const wait = preferences.get('wait');
  if (wait !== undefined && !/^\d+$/.test(wait)) throw malformedHeader('Prefer', 'wait must be a whole number of seconds');
  return {
    respondAsync: preferences.has('respond-async'),
    ...(wait !== undefined && { waitSeconds: Math.min(Number(wait), MAX_WAIT_SECONDS) }),
  };
}

function* preferencesOf(line: string): Generator<[name: string, value: string]> {
  PREFERENCE.lastIndex = 0;
  while (PREFERENCE.lastIndex < line.length) {
    const match = PREFERENCE.exec(line);
    if (!match) throw malformedHeader('Prefer', 'must be a list of preferences (RFC 7240)');
    const [, name, value = ''] = match;
    if (name !== undefined) yield [name.toLowerCase(), unquoted(value)];
  }
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word;
}
