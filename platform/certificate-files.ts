import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** A file that may be renewed, or what stands in one. PEM. */
type Source = { readonly path: string } | { readonly data: string | Uint8Array };

export interface CertificateSources {
  /** Ours, with those that signed it. */
  readonly certificate?: Source;
  readonly privateKey?: Source;
  /** Authorities of whoever is at the other end. */
  readonly ca?: Source;
}

export interface Certificates {
  readonly certificate?: Buffer;
  readonly privateKey?: Buffer;
  readonly ca?: Buffer;
}

export interface CertificateLog {
  info(message: string): void;
  warn(facts: { readonly err: unknown }, message: string): void;
}

/** How often the files are looked at (ms): certificates are renewed days before they end. */
const LOOK_EVERY_MS = 60_000;

/** Certificates that follow their files while somebody listens. One that cannot be used is logged, and the one before goes on. */
export class CertificateFiles {
  readonly #sources: CertificateSources;
  readonly #log: CertificateLog;
  readonly #lookEveryMs: number;
  readonly #listeners = new Set<() => void>();
  #current: Certificates;
  #timer: NodeJS.Timeout | undefined;

  /** @throws Error when the files cannot be used now */
  constructor(sources: CertificateSources, log: CertificateLog, lookEveryMs = LOOK_EVERY_MS) {
    this.#sources = sources;
    this.#log = log;
    this.#lookEveryMs = lookEveryMs;
    this.#current = readCertificates(sources);
  }

  get current(): Certificates {
    return this.#current;
  }

  /** Called after each renewal, until the function that is answered is called. */
  onRenewed(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#look(), this.#lookEveryMs).unref();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #look(): void {
    try {
      const found = readCertificates(this.#sources);
      if (isSame(found, this.#current)) return;
      this.#current = found;
    } catch (err) {
      this.#log.warn({ err }, 'the new certificate cannot be used, the one before goes on');
      return;
    }
    this.#log.info('certificate renewed');
    for (const listener of this.#listeners) listener();
  }
}

/** @throws when a file cannot be read, or a certificate and its key are no pair */
function readCertificates(sources: CertificateSources): Certificates {
  const [certificate, privateKey, ca] = [sources.certificate, sources.privateKey, sources.ca].map((source) => source && read(source));
  const found = { ...(certificate && { certificate }), ...(privateKey && { privateKey }), ...(ca && { ca }) };
  createSecureContext({ ...(certificate && { cert: certificate }), ...(privateKey && { key: privateKey }), ...(ca && { ca }) });
  return found;
}

function read(source: Source): Buffer {
  return 'path' in source ? readFileSync(source.path) : Buffer.from(source.data);
}

function isSame(a: Certificates, b: Certificates): boolean {
  const parts = ['certificate', 'privateKey', 'ca'] as const;
  return parts.every((part) => a[part]?.toString('latin1') === b[part]?.toString('latin1'));
}
