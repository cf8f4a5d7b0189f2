import { experimental, type ServerCredentials } from '@grpc/grpc-js';
import { CertificateFiles } from '../../platform/certificate-files.ts';
import { ConfigError, type Config } from '../../platform/config.ts';
import { CertificateProvider } from '../../platform/grpc-certificates.ts';
import type { Logger } from '../../platform/logger.ts';
import { showCertificate } from '../../platform/metrics/certificates.ts';

export type TlsFiles = NonNullable<Config['grpc']['tls']>;

/**
 * Credentials that follow their files: a renewed certificate counts for the next connection, one that cannot be used for none.
 * @throws ConfigError when the files cannot be used now
 */
export function tlsCredentials(tls: TlsFiles, log: Logger, lookEveryMs?: number): ServerCredentials {
  const files = filesOf(tls, log, lookEveryMs);
  showCertificate('grpc', () => files.current.certificate);
  const provider = new CertificateProvider(files);
  const needsClientCertificate = tls.clientCaFile !== undefined;
  // Its declaration names the first two the other way round.
  return experimental.createCertificateProviderServerCredentials(
    provider,
    needsClientCertificate ? provider : null,
    needsClientCertificate,
  );
}

function filesOf({ certFile, keyFile, clientCaFile }: TlsFiles, log: Logger, lookEveryMs?: number): CertificateFiles {
  const ca = clientCaFile === undefined ? {} : { ca: { path: clientCaFile } };
  try {
    return new CertificateFiles({ certificate: { path: certFile }, privateKey: { path: keyFile }, ...ca }, log, lookEveryMs);
  } catch (cause) {
    throw new ConfigError(`the files of GRPC_TLS_… cannot be used: ${(cause as Error).message}`, { cause });
  }
}
