import { z } from 'zod';

const file = z.string().min(1);

/** Variables that name the files of TLS. */
export const tlsFiles = {
  GRPC_TLS_CERT_FILE: file.optional().meta({
    group: 'TLS',
    shown: 'none',
    description: 'certificate chain of the gRPC port (PEM); without it nothing there is encrypted. Renewed files count within a minute',
  }),
  GRPC_TLS_KEY_FILE: file.optional().meta({ group: 'TLS', shown: 'none', description: 'its private key (PEM)' }),
  GRPC_TLS_CLIENT_CA_FILE: file.optional().meta({
    group: 'TLS',
    shown: 'none',
    description: 'authorities of which gRPC callers must show a certificate (PEM); without it they need none',
  }),
};

type TlsVariables = { readonly [Name in keyof typeof tlsFiles]?: string | undefined };

/** A certificate is nothing without its key, nor who asks callers for theirs without one. */
export function requireTlsPair(
  { GRPC_TLS_CERT_FILE: cert, GRPC_TLS_KEY_FILE: key, GRPC_TLS_CLIENT_CA_FILE: ca }: TlsVariables,
  context: z.RefinementCtx,
) {
  const needs = (name: keyof typeof tlsFiles) =>
    context.addIssue({ code: 'custom', path: [name], message: 'is needed beside the other GRPC_TLS_… files' });
  if (cert === undefined && (key !== undefined || ca !== undefined)) needs('GRPC_TLS_CERT_FILE');
  if (key === undefined && (cert !== undefined || ca !== undefined)) needs('GRPC_TLS_KEY_FILE');
}
