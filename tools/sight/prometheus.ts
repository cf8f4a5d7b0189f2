/** Asks a Prometheus by its HTTP API. */
export type Prometheus = ReturnType<typeof createPrometheus>;

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [at: number, value: string];
}

export interface Range {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [at: number, value: string])[];
}

export interface Rule {
  readonly name: string;
  readonly query: string;
  readonly type: 'alerting' | 'recording';
  readonly lastError?: string;
}

export interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}

/** A selector in an expression: `name{label="value"}`. */
export interface Selector {
  readonly name: string;
  readonly matchers: readonly { readonly type: string; readonly name: string; readonly value: string }[];
}

export function createPrometheus(url: string) {
  const get = async <T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    const answer = (await response.json()) as { status: string; data: T; error?: string };
    if (answer.status !== 'success') throw new Error(`${JSON.stringify(parameters)}: ${answer.error}`);
    return answer.data;
  };
  return {
    now: async (query: string) => (await get<{ result: Sample[] }>('query', { query })).result,
    range: async (query: string, { start, end, step }: { start: number; end: number; step: number }) =>
      (await get<{ result: Range[] }>('query_range', { query, start: String(start), end: String(end), step: String(step) })).result,
    rules: async () => (await get<{ groups: { rules: Rule[] }[] }>('rules')).groups.flatMap(({ rules }) => rules),
    targets: async () => (await get<{ activeTargets: Target[] }>('targets')).activeTargets,
    /** Each selector of an expression. */
    selectors: async (query: string) => selectorsIn(await get<unknown>('parse_query', { query })),
  };
}

function selectorsIn(node: unknown): Selector[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(selectorsIn);
  return 'type' in node && node.type === 'vectorSelector' ? [node as unknown as Selector, ...below] : below;
}

export function textOf({ name, matchers }: Selector): string {
  const inner = matchers
    .filter((matcher) => matcher.name !== '__name__')
    .map(({ type, name: label, value }) => `${label}${type}${JSON.stringify(value)}`);
  return `${name}{${inner.join(', ')}}`;
}
