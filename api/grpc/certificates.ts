import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { experimental, type ServerCredentials } from '@grpc/grpc-js';
import { ConfigError, type Config } from '../../platform/config.ts';
import type { Logger } from '../../platform/logger.ts';
import { showCertificate } from '../../platform/metrics/certificates.ts';

export type TlsFiles = NonNullable<Config['grpc']['tls']>;

interface Certificates {
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
  /** Without it callers need no certificate. */
  readonly caCertificate?: Buffer;
}

/** How often the files are looked at (ms): certificates are renewed days before they end. */
const LOOK_EVERY_MS = 60_000;

/**
 * Credentials that follow their files: a renewed certificate counts for the next connection, one that cannot be used for none.
 * @throws ConfigError when the files cannot be used now
 */
export function tlsCredentials(files: TlsFiles, log: Logger, lookEveryMs = LOOK_EVERY_MS): ServerCredentials {
  const provider = new CertificateFiles(files, log, lookEveryMs);
  const needsClientCertificate = files.clientCaFile !== undefined;
  // Its declaration names the first two the other way round.
  return experimental.createCertificateProviderServerCredentials(
    provider,
    needsClientCertificate ? provider : null,
    needsClientCertificate,
  );
}

type Listener<T> = (update: T | null) => void;

/** In place of the library's own, which gives up the certificate it has when a file is half written. */
class CertificateFiles implements experimental.CertificateProvider {
  readonly #files: TlsFiles;
  readonly #log: Logger;
  readonly #identityListeners = new Set<experimental.IdentityCertificateUpdateListener>();
  readonly #caListeners = new Set<experimental.CaCertificateUpdateListener>();
  readonly #lookEveryMs: number;
  #current: Certificates;
  #timer: NodeJS.Timeout | undefined;

  constructor(files: TlsFiles, log: Logger, lookEveryMs: number) {
    this.#files = files;
    this.#log = log;
    this.#lookEveryMs = lookEveryMs;
    try {
      this.#current = readCertificates(files);
    } catch (cause) {
      throw new ConfigError(`the files of GRPC_TLS_… cannot be used: ${(cause as Error).message}`, { cause });
    }
    showCertificate('grpc', () => this.#current.certificate);
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#add(this.#identityListeners, listener, this.#current);
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#remove(this.#identityListeners, listener);
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#add(this.#caListeners, listener, caOf(this.#current));
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#remove(this.#caListeners, listener);
  }

  #add<T>(listeners: Set<Listener<T>>, listener: Listener<T>, update: T | null): void {
    listeners.add(listener);
    this.#timer ??= setInterval(() => this.#look(), this.#lookEveryMs).unref();
    process.nextTick(listener, update);
  }

  #remove<T>(listeners: Set<Listener<T>>, listener: Listener<T>): void {
    listeners.delete(listener);
    if (this.#identityListeners.size + this.#caListeners.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    try {
      const found = readCertificates(this.#files);
      if (isSame(found, this.#current)) return;
      this.#current = found;
    } catch (err) {
      this.#log.warn({ err }, 'the new certificate cannot be used, the one before goes on');
      return;
    }
    this.#log.info('certificate renewed');
    for (const listener of this.#caListeners) listener(caOf(this.#current));
    for (const listener of this.#identityListeners) listener(this.#current);
  }
}

/** @throws when a file cannot be read, or a certificate and its key are no pair */
function readCertificates({ certFile, keyFile, clientCaFile }: TlsFiles): Certificates {
  const [certificate, privateKey] = [readFileSync(certFile), readFileSync(keyFile)];
  const caCertificate = clientCaFile === undefined ? undefined : readFileSync(clientCaFile);
  createSecureContext({ cert: certificate, key: privateKey, ...(caCertificate && { ca: caCertificate }) });
  return { certificate, privateKey, ...(caCertificate && { caCertificate }) };
}

function caOf({ caCertificate }: Certificates): experimental.CaCertificateUpdate | null {
  return caCertificate ? { caCertificate } : null;
}

function isSame(a: Certificates, b: Certificates): boolean {
  const parts = ['certificate', 'privateKey', 'caCertificate'] as const;
  return parts.every((part) => a[part]?.toString('latin1') === b[part]?.toString('latin1'));
}
