// Of what kind a variable of the environment is.
import { z } from 'zod';
import { natsUrlFault } from './nats-access.ts';

export const port = z.coerce.number().int().min(1).max(65_535);
export const milliseconds = z.coerce.number().int().min(0);
export const positive = z.coerce.number().int().min(1);
/** Fractions count too: 0.1 minutes are six seconds. */
export const duration = z.coerce.number().positive();
/** An address of IPv6 as people write it, with brackets or without. */
export const host = z
  .string()
  .min(1)
  .transform((text) => text.replace(/^\[(.*)\]$/, '$1'));
export const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  });
export const address = z.string().regex(/^(\[[\da-fA-F:.]+\]|[^\s:[\]]+):\d{1,5}$/, 'must be host:port, or [address]:port for one of IPv6');
export const file = z.string().min(1);

export const natsUrls = z.string().superRefine((text, context) => {
  const message = natsUrlFault(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** Standard Webhooks secret: `whsec_` and at least 24 bytes in base64 (standardwebhooks.com, "Signature scheme"). */
export const webhookSecret = z
  .string()
  .regex(
    /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/,
    'must be whsec_ and at least 24 bytes in base64, e.g. from: echo whsec_$(openssl rand -base64 32)',
  );
