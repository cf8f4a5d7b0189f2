import { DependencyError, DomainError } from '../../../domain/errors.ts';
import { findAnyOrder, type OrderSources } from '../../orders/find-order.ts';
import { readOrderId } from '../../orders/order-id.ts';
import { pathParameter } from '../address.ts';
import type { Answer } from '../answer.ts';
import { PAGE_HEADERS } from '../html-page.ts';
import type { Handler, Resources } from '../resource.ts';
import { AWAY, htmlOf, pageOf, UNKNOWN, type Page } from './page.ts';

/**
 * Where a payment provider sends the customer's browser back to. It brings no token of ours, and in the query whatever the provider
 * adds, which says nothing: how the payment stands, the provider is asked.
 */
export function afterPaymentRoutes(sources: OrderSources): Resources {
  return { '/after-payment/{id}': { GET: { query: 'any', handle: showOrder(sources) } } };
}

function showOrder(sources: OrderSources): Handler {
  return async (req) => {
    try {
      const order = await findAnyOrder(sources, readOrderId(pathParameter(req, 'id')), req.deadline.signal);
      return answerOf(200, pageOf(order), order.orderNumber);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'ORDER_NOT_FOUND') return answerOf(404, UNKNOWN);
      if (error instanceof DependencyError) return answerOf(503, AWAY);
      throw error;
    }
  };
}

function answerOf(status: number, page: Page, orderNumber?: string): Answer {
  return { status, headers: PAGE_HEADERS, body: htmlOf(page, orderNumber) };
}
