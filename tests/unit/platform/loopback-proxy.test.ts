import { neverProxyLoopback } from '../../../platform/loopback-proxy.ts';

const after = (env: Record<string, string>) => (neverProxyLoopback(env), env);

describe('a proxy in the environment', () => {
  it('is not asked for what is on this machine, however that is written', () => {
    const all = 'localhost,127.0.0.1,::1,[::1]';
    expect(after({ http_proxy: 'http://proxy:3128' })).toEqual({ http_proxy: 'http://proxy:3128', no_proxy: all, NO_PROXY: all });
  });

  it('is not asked either for what was named before, by either name', () => {
    expect(after({ NO_PROXY: 'db.internal,localhost' })['no_proxy']).toBe('db.internal,localhost,127.0.0.1,::1,[::1]');
    expect(after({ no_proxy: 'db', NO_PROXY: 'other' })['NO_PROXY']).toMatch(/^db,/);
  });

  it('is not asked by gRPC where that has a list of its own', () => {
    expect(after({ no_grpc_proxy: 'temporal' })['no_grpc_proxy']).toBe('temporal,localhost,127.0.0.1,::1,[::1]');
    expect(after({})).not.toHaveProperty('no_grpc_proxy');
  });
});
