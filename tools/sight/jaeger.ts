/** Asks a Jaeger by the HTTP API of its pages. */
export type Jaeger = ReturnType<typeof createJaeger>;

export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { readonly refType: 'CHILD_OF' | 'FOLLOWS_FROM'; readonly traceID: string; readonly spanID: string }[];
  /** Since 1970 (µs). */
  readonly startTime: number;
  /** (µs) */
  readonly duration: number;
  readonly processID: string;
}

export interface Trace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

export function createJaeger(url: string) {
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(url + path);
    const { data, errors } = (await response.json()) as { data: T; errors: readonly { msg: string }[] | null };
    if (!response.ok) throw new Error(`${path}: ${response.status} ${errors?.map(({ msg }) => msg).join(', ')}`);
    return data;
  };
  return {
    services: () => get<string[] | null>('/api/services').then((names) => names ?? []),
    trace: (id: string) => get<Trace[]>(`/api/traces/${id}`).then(([trace]) => trace),
  };
}
