import { randomUUID } from 'node:crypto';
import type { OrderStore } from '../../domain/ports.ts';
import { answerOnce } from '../http/kept-answer.ts';
import { causeOf } from '../http/request-context.ts';
import type { Handler } from '../http/resource.ts';
import type { CancelDependencies } from './cancel-order.ts';
import { readOrderCall } from './keyed-call.ts';
import { orderNotFound } from './order-id.ts';
import { noteBody } from './schemas.ts';

export interface NoteDependencies extends CancelDependencies {
  readonly orders: OrderStore;
}

/** POST /orders/{id}/notes: written by the API itself, because a note may come long after the order's workflow has ended. */
export function addNote({ answers, reader, orders }: NoteDependencies): Handler {
  return async (req) => {
    const { body, call } = await readOrderCall(req, 'notes', noteBody);
    return answerOnce(answers, call, async () => {
      if (!(await reader.find(call.orderId))) throw orderNotFound();
      const step = `note:${call.key ?? randomUUID()}`;
      const order = await orders.change(call.orderId, step, causeOf('api'), () => ({ event: 'orders.note_added', why: body.text }));
      return { status: 201, body: order };
    });
  };
}
