import { rootCertificates } from 'node:tls';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { experimental } from '@grpc/grpc-js';
import { type CertificateLog, CertificateFiles, type CertificateSources } from '../../platform/certificate-files.ts';
import { CertificateProvider } from '../../platform/grpc-certificates.ts';
import { clientDataConverter, type EncryptionCodec } from './data-converter.ts';
import { traceInterceptor } from './trace-interceptor.ts';
import { withoutCustomer } from './without-customer.ts';

/** Where Temporal is, and as whom and how it is connected to: platform/temporal-access.ts makes it of the environment. */
export interface TemporalServer {
  /** host:port of the frontend. */
  readonly address: string;
  /** Logs in to Temporal Cloud. */
  readonly apiKey?: string | undefined;
  /** Headers of each call. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Undefined: nothing is encrypted. */
  readonly tls?: (CertificateSources & { readonly serverName?: string }) | undefined;
}

export interface TemporalAddress extends TemporalServer {
  readonly namespace: string;
  /** Undefined: nothing is encrypted, nor read that is. */
  readonly codec?: EncryptionCodec | undefined;
}

/** What every connection to Temporal is made of, those of workers too, but for certificates. */
export function connectionOptions({ address, apiKey, metadata }: TemporalServer) {
  return { address, ...(apiKey !== undefined && { apiKey }), ...(metadata && { metadata }) };
}

export interface TemporalConnection {
  readonly client: Client;
  /** The certificate that is shown to Temporal now (PEM). */
  readonly certificate: () => Buffer | undefined;
  close(): Promise<void>;
}

/**
 * A client that connects with its first call: a Temporal that is away must not keep a process from starting. Its certificates follow
 * their files, for the next connection.
 * @throws Error when the files of TLS cannot be used
 */
export function connectTemporal(to: TemporalAddress, log = SILENT, lookEveryMs?: number): TemporalConnection {
  const files = to.tls && new CertificateFiles(to.tls, log, lookEveryMs);
  const connection = Connection.lazy({ ...connectionOptions(to), ...(files && overTls(files, to)) });
  const interceptors = { workflow: [traceInterceptor, ...(to.codec?.encrypts ? [withoutCustomer] : [])] };
  const client = new Client({ connection, namespace: to.namespace, dataConverter: clientDataConverter(to.codec), interceptors });
  return { client, certificate: () => files?.current.certificate, close: () => connection.close() };
}

/**
 * A connection that stands when it is returned.
 * @throws TransportError or ServiceError when the server does not answer within `connectTimeoutMs`
 */
export function openConnection(to: TemporalServer, { connectTimeoutMs = 10_000 } = {}): Promise<Connection> {
  const files = to.tls && new CertificateFiles(to.tls, SILENT);
  return Connection.connect({ ...connectionOptions(to), ...(files && overTls(files, to)), connectTimeout: connectTimeoutMs });
}

const SILENT: CertificateLog = { info: () => undefined, warn: () => undefined };

function overTls(files: CertificateFiles, { tls }: TemporalServer): ConnectionOptions {
  const provider = new CertificateProvider(files, Buffer.from(rootCertificates.join('\n')));
  const credentials = experimental.createCertificateProviderChannelCredentials(provider, tls?.certificate ? provider : null);
  const name = tls?.serverName;
  return {
    credentials,
    ...(name !== undefined && { channelArgs: { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name } }),
  };
}
