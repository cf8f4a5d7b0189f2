import { z } from 'zod';
import { address, file } from './variable-kinds.ts';

const inTls = { group: 'TLS', shown: 'none' };

/**
 * Where Temporal is, and how it is connected to: Temporal's own variables, as its CLI and SDKs take them
 * (docs.temporal.io/develop/environment-configuration).
 */
export const temporalVariables = {
  TEMPORAL_ADDRESS: address.optional().meta({
    group: 'Addresses',
    shown: '127.0.0.1:7233',
    description: 'Temporal frontend, host:port; `npm start` starts none when it is set',
  }),
  TEMPORAL_NAMESPACE: z
    .string()
    .min(1)
    .optional()
    .meta({ group: 'Temporal', shown: 'default', description: 'namespace; created when it is missing' }),
  TEMPORAL_API_KEY: z
    .string()
    .min(1)
    .optional()
    .meta({ group: 'Temporal', secret: true, shown: 'none', description: 'key that logs in to Temporal Cloud; connects over TLS' }),
  TEMPORAL_CONFIG_FILE: file.optional().meta({
    group: 'Temporal',
    shown: 'none',
    description: "file with Temporal's profiles (TOML); what the environment says goes before it",
  }),
  TEMPORAL_PROFILE: z
    .string()
    .min(1)
    .optional()
    .meta({ group: 'Temporal', shown: 'none', description: 'profile to use; of the usual file where TEMPORAL_CONFIG_FILE names none' }),
  TEMPORAL_TLS: z
    .enum(['true', 'false'])
    .optional()
    .meta({ ...inTls, shown: 'true with one of the next four', description: 'whether Temporal is connected to over TLS' }),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: file.optional().meta({
    ...inTls,
    shown: "Node's",
    description: 'file with the authority of the certificate of Temporal (PEM)',
  }),
  TEMPORAL_TLS_CLIENT_CERT_PATH: file.optional().meta({
    ...inTls,
    description: 'file with our certificate for Temporal (PEM). Renewed files count within a minute',
  }),
  TEMPORAL_TLS_CLIENT_KEY_PATH: file.optional().meta({ ...inTls, description: 'file with its private key (PEM)' }),
  TEMPORAL_TLS_SERVER_NAME: z
    .string()
    .min(1)
    .optional()
    .meta({ ...inTls, shown: 'the host of TEMPORAL_ADDRESS', description: 'name that the certificate of Temporal must have' }),
};
