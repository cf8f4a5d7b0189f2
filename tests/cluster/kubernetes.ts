import { Agent, fetch } from 'undici';

export type Kubernetes = ReturnType<typeof connectKubernetes>;

export interface Thing {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
  };
}

const PATCH = 'application/merge-patch+json';

/** The API server of a control plane on this machine, whose certificate is its own. */
export function connectKubernetes(port: number, token: string) {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`https://127.0.0.1:${port}${path}`, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${token}`, 'content-type': method === 'PATCH' ? PATCH : 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new KubernetesError(response.status, `${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return (text.startsWith('{') ? JSON.parse(text) : text) as T;
  };
  return {
    call,
    list: async <T extends Thing>(path: string): Promise<readonly T[]> => (await call<{ items: T[] | null }>('GET', path)).items ?? [],
  };
}

export class KubernetesError extends Error {
  override name = 'KubernetesError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** For what may have gone meanwhile. */
export function unlessGone(error: unknown): undefined {
  if (error instanceof KubernetesError && (error.status === 404 || error.status === 409)) return undefined;
  throw error;
}
