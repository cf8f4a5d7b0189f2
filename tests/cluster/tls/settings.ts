import type { Certificate } from '../../support/certificates.ts';
import type { TlsServers } from './servers.ts';

/** Has every process of ours encrypt what it says to these servers and, over gRPC, to callers, and show this certificate. */
export function tlsSettings(servers: TlsServers, { certFile, keyFile }: Certificate, caFile: string): Record<string, string> {
  return {
    DATABASE_URL: servers.databaseUrl,
    NATS_URL: servers.natsUrl,
    NATS_CA: caFile,
    NATS_CERT: certFile,
    NATS_KEY: keyFile,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: caFile,
    TEMPORAL_TLS_CLIENT_CERT_PATH: certFile,
    TEMPORAL_TLS_CLIENT_KEY_PATH: keyFile,
    GRPC_TLS_CERT_FILE: certFile,
    GRPC_TLS_KEY_FILE: keyFile,
    GRPC_TLS_CLIENT_CA_FILE: caFile,
  };
}
