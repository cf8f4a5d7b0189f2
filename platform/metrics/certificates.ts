import { X509Certificate } from 'node:crypto';
import { gauge } from './registry.ts';

type Use = 'grpc' | 'nats';

const certificates = new Map<Use, () => Buffer>();

gauge({
  name: 'certificate_expiry_timestamp_seconds',
  help: 'When the certificate in use ends (Unix time)',
  labelNames: ['use'] as const,
  collect() {
    this.reset();
    for (const [use, pem] of certificates) this.set({ use }, endOf(pem));
  },
});

/** Shows from now on when a certificate ends, read anew for each scrape; `pem` holds it before those that signed it. */
export function showCertificate(use: Use, pem: () => Buffer): void {
  certificates.set(use, pem);
}

/** Of one that cannot be read it is not known. */
function endOf(pem: () => Buffer): number {
  try {
    return Date.parse(new X509Certificate(pem()).validTo) / 1000;
  } catch {
    return Number.NaN;
  }
}
