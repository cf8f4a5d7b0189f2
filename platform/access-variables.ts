import { z } from 'zod';
import { url } from './variable-kinds.ts';

/** Who may come in. */
export const accessVariables = {
  OIDC_ISSUER: url('http:', 'https:').optional().meta({
    group: 'Access',
    shown: 'none',
    description:
      'OpenID Connect issuer whose access tokens callers need, as it stands in them; without one the API listens on loopback only',
  }),
  OIDC_AUDIENCE: z
    .string()
    .min(1)
    .default('durable-orders')
    .meta({ group: 'Access', description: 'audience (`aud`) that an access token must be made for' }),
  OIDC_TENANT_CLAIM: z.string().min(1).optional().meta({
    group: 'Access',
    shown: 'none',
    description: "claim that names the caller's tenant, which sees its own orders only; without one all callers share them",
  }),
  CONSOLE_CLIENT_ID: z.string().min(1).optional().meta({
    group: 'Access',
    shown: 'none',
    description: "the console's client at OIDC_ISSUER; without one nobody can log in to the console of an API that needs tokens",
  }),
  CONSOLE_CLIENT_SECRET: z.string().min(24, 'must have 24 characters or more').optional().meta({
    group: 'Access',
    secret: true,
    shown: 'none',
    description: "that client's secret, 24 characters or more, the same for all APIs: logins are encrypted with a key made from it, too",
  }),
  AUTH: z.enum(['none']).optional().meta({
    group: 'Access',
    shown: 'tokens, or loopback only',
    description: '`none`: the API listens on any address without OIDC_ISSUER, because something in front of it lets callers in',
  }),
};
