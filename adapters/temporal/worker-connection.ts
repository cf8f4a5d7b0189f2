import { NativeConnection, type Worker } from '@temporalio/worker';
import { type CertificateLog, type Certificates, CertificateFiles } from '../../platform/certificate-files.ts';
import { connectionOptions, type TemporalServer } from './connection.ts';

/** How often files are looked at, and a renewal that failed is tried again (ms). */
const LOOK_EVERY_MS = 60_000;

/** A connection that workers poll on. */
export interface WorkerConnection {
  readonly connection: NativeConnection;
  /** From now on these workers go on over a new connection when a certificate was renewed. */
  follow(workers: readonly Worker[]): void;
  close(): Promise<void>;
}

/**
 * Apart from the other connections, because it loads the SDK's native core, which only workers need.
 * @throws TransportError when the server does not answer, Error when the files of TLS cannot be used
 */
export async function connectWorker(to: TemporalServer, log: CertificateLog, lookEveryMs = LOOK_EVERY_MS): Promise<WorkerConnection> {
  const files = to.tls && new CertificateFiles(to.tls, log, lookEveryMs);
  const open = () => NativeConnection.connect({ ...connectionOptions(to), ...(files && { tls: tlsOf(files.current, to) }) });
  let used = files?.current;
  let connection = await open();
  let stopFollowing = () => {};
  let renewed: Promise<void> = Promise.resolve();

  async function renew(workers: readonly Worker[]): Promise<void> {
    const [now, before] = [files?.current, connection];
    if (now === used) return;
    try {
      connection = await open();
      for (const worker of workers) worker.connection = connection;
      used = now;
      await before.close();
    } catch (err) {
      log.warn({ err }, 'Temporal does not take the renewed certificate yet: the worker goes on with the one before');
    }
  }

  return {
    connection,
    follow(workers) {
      if (!files) return;
      const lookAgain = () => void (renewed = renewed.then(() => renew(workers)));
      const ignore = files.onRenewed(lookAgain);
      const timer = setInterval(lookAgain, lookEveryMs).unref();
      stopFollowing = () => {
        ignore();
        clearInterval(timer);
      };
    },
    async close() {
      stopFollowing();
      await renewed;
      await connection.close();
    },
  };
}

function tlsOf({ ca, certificate, privateKey }: Certificates, { tls }: TemporalServer) {
  return {
    ...(tls?.serverName !== undefined && { serverNameOverride: tls.serverName }),
    ...(ca && { serverRootCACertificate: ca }),
    ...(certificate && privateKey && { clientCertPair: { crt: certificate, key: privateKey } }),
  };
}
