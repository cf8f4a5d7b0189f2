import type { experimental } from '@grpc/grpc-js';
import type { CertificateFiles } from './certificate-files.ts';

type Listener<T> = (update: T | null) => void;

/** What gRPC asks for certificates: in place of the library's own, which gives up the certificate it has when a file is half written. */
export class CertificateProvider implements experimental.CertificateProvider {
  readonly #files: CertificateFiles;
  readonly #otherAuthorities: Buffer | undefined;
  readonly #stops = new Map<unknown, () => void>();

  /** `otherAuthorities` (PEM) count where the files name none. */
  constructor(files: CertificateFiles, otherAuthorities?: Buffer) {
    this.#files = files;
    this.#otherAuthorities = otherAuthorities;
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#add(listener, () => {
      const { certificate, privateKey } = this.#files.current;
      return certificate && privateKey ? { certificate, privateKey } : null;
    });
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#remove(listener);
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#add(listener, () => {
      const caCertificate = this.#files.current.ca ?? this.#otherAuthorities;
      return caCertificate ? { caCertificate } : null;
    });
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#remove(listener);
  }

  #add<T>(listener: Listener<T>, update: () => T | null): void {
    this.#stops.set(
      listener,
      this.#files.onRenewed(() => listener(update())),
    );
    process.nextTick(() => listener(update()));
  }

  #remove(listener: unknown): void {
    this.#stops.get(listener)?.();
    this.#stops.delete(listener);
  }
}
