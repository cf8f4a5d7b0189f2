import { readFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Certificate } from './certificates.ts';

export interface TlsFront {
  /** host:port. */
  readonly address: string;
  /** The common name of each certificate that came in, in order. */
  readonly shown: string[];
  /** As after a renewal: new connections get these. Those that stand are cut, unless they are to be left alone. */
  use(certificate: Certificate, clientCaFile: string, leaving?: 'those that stand'): void;
  close(): Promise<void>;
}

/** TLS of HTTP/2 before a server that has none, as a gateway does it: who has no certificate of the authority does not come through. */
export async function startTlsFront(target: string, first: Certificate, firstCaFile: string): Promise<TlsFront> {
  const [host = '', port] = target.split(':');
  const shown: string[] = [];
  const open = new Set<TLSSocket | Socket>();
  const contextOf = ({ certFile, keyFile }: Certificate, caFile: string) => ({
    cert: readFileSync(certFile),
    key: readFileSync(keyFile),
    ca: readFileSync(caFile),
  });
  const server = createServer({
    ...contextOf(first, firstCaFile),
    requestCert: true,
    rejectUnauthorized: true,
    ALPNProtocols: ['h2'],
  });
  server.on('secureConnection', (caller) => {
    shown.push(String(caller.getPeerCertificate().subject.CN));
    const served = connect(Number(port), host);
    for (const [one, other] of [[caller, served] as const, [served, caller] as const]) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => open.forEach((socket) => socket.destroy());
  return {
    address: `localhost:${(server.address() as AddressInfo).port}`,
    shown,
    use(certificate, clientCaFile, leaving) {
      server.setSecureContext(contextOf(certificate, clientCaFile));
      if (leaving === undefined) cut();
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
