import { file, natsUrls } from './variable-kinds.ts';

/** Where NATS is, and how to log in to it. */
export const natsVariables = {
  NATS_URL: natsUrls.optional().meta({
    group: 'Addresses',
    secret: true,
    shown: 'nats://127.0.0.1:4222',
    description: 'NATS with JetStream, servers of a cluster separated by commas (docs/servers.md); `npm start` starts none when it is set',
  }),
  NATS_CREDS: file.optional().meta({ group: 'Addresses', shown: 'none', description: 'file with the JWT and seed that log in to NATS' }),
  NATS_NKEY: file
    .optional()
    .meta({ group: 'Addresses', shown: 'none', description: 'file with the seed of the nkey that logs in to NATS' }),
  NATS_CA: file
    .optional()
    .meta({ group: 'Addresses', shown: "Node's", description: 'file with the authority of the certificate of NATS (PEM)' }),
  NATS_CERT: file.optional().meta({ group: 'Addresses', shown: 'none', description: 'file with our certificate for NATS (PEM)' }),
  NATS_KEY: file.optional().meta({ group: 'Addresses', shown: 'none', description: 'file with the key of our certificate for NATS (PEM)' }),
};
