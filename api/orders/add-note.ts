import { randomUUID } from 'node:crypto';
import type { OrderStore } from '../../domain/ports.ts';
import { answerOnce } from '../http/kept-answer.ts';
import { causeOf } from '../http/request-context.ts';
import type { Handler } from '../http/resource.ts';
import type { CancelDependencies } from './cancel-order.ts';
import { findWritten } from './find-order.ts';
import { readOrderCall } from './keyed-call.ts';
import { noteBody } from './schemas.ts';

export interface NoteDependencies extends CancelDependencies {
  readonly orders: OrderStore;
}

/** POST /orders/{id}/notes: written by the API itself, because a note may come long after the order's workflow has ended. */
export function addNote({ answers, orders, ...sources }: NoteDependencies): Handler {
  return async (req) => {
    const { body, call } = await readOrderCall(req, 'notes', noteBody);
    return answerOnce(answers, call, async () => {
      await findWritten(sources, call.orderId, req.deadline.signal);
      const step = `note:${call.key ?? randomUUID()}`;
      const order = await orders.change(call.orderId, step, causeOf('api'), () => ({ event: 'orders.note_added', why: body.text }));
      return { status: 201, body: order };
    });
  };
}
