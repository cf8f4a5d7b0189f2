import type { components } from '../../../clients/typescript/src/index.ts';
import { answered } from './answer.ts';
import { client } from './client.ts';
import { by, type Intent } from './orders.ts';

type Schemas = components['schemas'];
export type Return = Schemas['Return'];

export const requestReturn = (id: string, intent: Intent, body: Schemas['RequestReturn']) =>
  answered(client.POST('/orders/{id}/returns', { params: by(id, intent), body }));

const of = (id: string, returnId: string, intent: Intent) => {
  const { path, header } = by(id, intent);
  return { path: { ...path, returnId }, header };
};

export const approveReturn = (id: string, returnId: string, intent: Intent) =>
  answered(client.POST('/orders/{id}/returns/{returnId}/approve', { params: of(id, returnId, intent) }));

export const declineReturn = (id: string, returnId: string, intent: Intent, reason: string) =>
  answered(
    client.POST('/orders/{id}/returns/{returnId}/decline', { params: of(id, returnId, intent), body: reason === '' ? {} : { reason } }),
  );

export const cancelReturn = (id: string, returnId: string, intent: Intent) =>
  answered(client.POST('/orders/{id}/returns/{returnId}/cancel', { params: of(id, returnId, intent) }));

export const receiveReturn = (id: string, returnId: string, intent: Intent, body: Schemas['ReceiveReturn']) =>
  answered(client.POST('/orders/{id}/returns/{returnId}/receive', { params: of(id, returnId, intent), body }));
