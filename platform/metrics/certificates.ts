import { X509Certificate } from 'node:crypto';
import { gauge } from './registry.ts';

type Use = 'grpc' | 'nats' | 'temporal';

const certificates = new Map<Use, () => Buffer | undefined>();

gauge({
  name: 'certificate_expiry_timestamp_seconds',
  help: 'When the certificate in use ends (Unix time)',
  labelNames: ['use'] as const,
  collect() {
    this.reset();
    for (const [use, read] of certificates) {
      const pem = read();
      if (pem !== undefined) this.set({ use }, endOf(pem));
    }
  },
});

/** Shows from now on when a certificate ends, read anew for each scrape; `pem` holds it before those that signed it, and is undefined where there is none. */
export function showCertificate(use: Use, pem: () => Buffer | undefined): void {
  certificates.set(use, pem);
}

/** Of one that cannot be read it is not known. */
function endOf(pem: Buffer): number {
  try {
    return Date.parse(new X509Certificate(pem).validTo) / 1000;
  } catch {
    return Number.NaN;
  }
}
