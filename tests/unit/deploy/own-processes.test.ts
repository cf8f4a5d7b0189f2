import { wantedPorts } from '../../../deploy/local/servers/embedded.ts';
import { ownProcesses } from '../../../deploy/local/processes/own-processes.ts';
import { loadConfig } from '../../../platform/config.ts';

const startedWith = (env: Record<string, string>) => {
  const config = loadConfig(env);
  return { names: ownProcesses(config).map(({ name }) => name), ports: wantedPorts(config).map(({ variable }) => variable) };
};

describe('the processes that npm start runs', () => {
  it('are five of our own, each with a port', () => {
    const { names, ports } = startedWith({});
    expect(names).toEqual(['api', 'worker', 'relay', 'webhooks', 'partners']);
    expect(ports).toEqual(
      expect.arrayContaining(['API_PORT', 'GRPC_PORT', 'WORKER_HTTP_PORT', 'RELAY_HTTP_PORT', 'WEBHOOKS_HTTP_PORT', 'PARTNERS_HTTP_PORT']),
    );
  });

  it('are without the partners where their address is given', () => {
    const { names, ports } = startedWith({ PARTNERS_URL: 'https://partners.example' });
    expect(names).toEqual(['api', 'worker', 'relay', 'webhooks']);
    expect(ports).not.toContain('PARTNERS_HTTP_PORT');
  });
});
