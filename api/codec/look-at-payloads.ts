import { DomainError } from '../../domain/errors.ts';
import type { HistoryPayloads, OpenedPayload, StoredPayload } from '../../domain/ports/history-payloads.ts';
import { OF_NO_ORDER } from '../../domain/ports/order-keys.ts';
import type { Caller } from '../caller.ts';
import { findOrder, type OrderSources } from '../orders/find-order.ts';
import { ORDER_ID } from '../orders/order-id.ts';

export interface LookDependencies extends OrderSources {
  readonly history: HistoryPayloads;
}

/** What somebody saw who looked at payloads. */
export interface Look {
  /** In their order; undefined for what stays as it came. */
  readonly opened: readonly (OpenedPayload | undefined)[];
  /** The orders whose payloads they were shown, `none` for what is of no order. */
  readonly orders: readonly string[];
  /** Those that are not there for them. */
  readonly withheld: readonly string[];
}

/** A person looks at one workflow; each order costs a few statements. */
const MOST_ORDERS = 10;

/** Shows the payloads of orders that the caller may see. What is of another tenant, or of no order where there are tenants, stays as it came. */
export function lookAtPayloads({ history, ...sources }: LookDependencies) {
  return async (payloads: readonly StoredPayload[], caller: Caller, deadline: AbortSignal): Promise<Look> => {
    const owners = payloads.map((payload) => history.ownerOf(payload) ?? '');
    const named = [...new Set(owners.filter((owner) => owner === OF_NO_ORDER || ORDER_ID.test(owner)))];
    if (named.length > MOST_ORDERS) throw tooManyOrders();
    const areShown = await Promise.all(named.map((owner) => isThereFor(sources, owner, caller, deadline)));
    const orders = named.filter((_, index) => areShown[index]);
    const open = history.look();
    const opened = await Promise.all(
      payloads.map(async (payload, index) => (orders.includes(owners[index] ?? '') ? open(payload) : undefined)),
    );
    return { opened, orders, withheld: named.filter((_, index) => !areShown[index]) };
  };
}

async function isThereFor(sources: OrderSources, owner: string, caller: Caller, deadline: AbortSignal): Promise<boolean> {
  if (owner === OF_NO_ORDER) return caller.tenant === '';
  try {
    await findOrder(sources, { orderId: owner, caller }, deadline);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'ORDER_NOT_FOUND') return false;
    throw error;
  }
}

function tooManyOrders(): DomainError {
  const detail = `may be of ${MOST_ORDERS} orders at most`;
  return new DomainError('INVALID_REQUEST', 'The request is not acceptable; see errors.', [{ pointer: '/payloads', detail }]);
}
