const LOOPBACK = ['localhost', '127.0.0.1', '::1', '[::1]'];

/**
 * A proxy that the environment names (`http_proxy`) knows nothing of this machine's own addresses: gRPC and `fetch` go past it there,
 * as do the processes that are started from here.
 */
export function neverProxyLoopback(env: NodeJS.ProcessEnv = process.env): void {
  const known = env['no_proxy'] ?? env['NO_PROXY'];
  for (const name of ['no_proxy', 'NO_PROXY']) env[name] = withLoopback(known);
  // gRPC's own, which comes before the other.
  if (env['no_grpc_proxy'] !== undefined) env['no_grpc_proxy'] = withLoopback(env['no_grpc_proxy']);
}

function withLoopback(hosts: string | undefined): string {
  const named = (hosts ?? '').split(',').filter(Boolean);
  return [...named, ...LOOPBACK.filter((host) => !named.includes(host))].join(',');
}
