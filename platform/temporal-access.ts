import { accessSync } from 'node:fs';
import { loadClientConfigProfile } from '@temporalio/envconfig';
import type { CertificateSources } from './certificate-files.ts';

/** Where Temporal is, and as whom and how it is connected to. */
export interface TemporalAccess {
  /** host:port of the frontend; undefined where nobody says so. */
  readonly address: string | undefined;
  readonly namespace: string | undefined;
  readonly apiKey: string | undefined;
  /** Headers of each call. */
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** Undefined: nothing is encrypted. */
  readonly tls: TemporalTls | undefined;
}

interface TemporalTls extends CertificateSources {
  /** That the server's certificate must have, where it is not the address's. */
  readonly serverName?: string;
}

/**
 * What Temporal's environment configuration says. A file is read where the environment names one or a profile: what happens to lie in
 * somebody's home must not lead a start elsewhere.
 * @throws Error when the file or the profile cannot be used
 */
export function temporalAccess(env: Record<string, string>): TemporalAccess {
  const { TEMPORAL_CONFIG_FILE: file } = env;
  // A file that is not there would be taken for an empty one.
  if (file !== undefined) accessSync(file);
  const isFileMeant = file !== undefined || 'TEMPORAL_PROFILE' in env;
  const { address, namespace, apiKey, grpcMeta, tls } = loadClientConfigProfile({ overrideEnvVars: env, disableFile: !isFileMeant });
  const isEncrypted = tls === undefined ? apiKey !== undefined : tls.disabled !== true;
  const { serverName, serverCACert: ca, clientCert: certificate, clientKey: privateKey } = tls ?? {};
  if ((certificate === undefined) !== (privateKey === undefined))
    throw new Error('a client certificate and its key come together, and one of them is missing');
  const given = {
    ...(serverName !== undefined && { serverName }),
    ...(ca && { ca }),
    ...(certificate && privateKey && { certificate, privateKey }),
  };
  return { address, namespace, apiKey, metadata: grpcMeta, tls: isEncrypted ? given : undefined };
}
