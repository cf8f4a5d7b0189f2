import type { DescMethodUnary, Message } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { ZodType } from 'zod';
import { viewOf } from '../../domain/order-view.ts';
import type { Order } from '../../proto/generated/orders/v1/orders_pb.ts';
import type { Operation } from '../access/scopes.ts';
import { causeOf } from '../cause.ts';
import type { ChangeOutcome } from '../idempotency/outcome-once.ts';
import type { OrderCall } from '../orders/order-call.ts';
import { readOrderId } from '../orders/order-id.ts';
import { representationOf } from '../orders/representation.ts';
import type { Places } from '../places.ts';
import { conditionOf, requireIfMatch } from '../preconditions.ts';
import { validateBody } from '../validate.ts';
import { repeatKeyOf, REPLAYED } from './idempotency-key.ts';
import { linesOf } from './metadata.ts';
import { orderMessage } from './order-message.ts';
import type { UnaryMethod } from './unary.ts';

interface Mapping<Request extends Message, T> {
  readonly desc: DescMethodUnary<GenMessage<Request>, GenMessage<Order>>;
  readonly operation: Operation;
  readonly schema: ZodType<T>;
  /** The request without the order's id, as its body over HTTP. */
  readonly bodyOf: (request: Request) => unknown;
  /** Only who has read the order may change it so. */
  readonly needsIfMatch?: true;
}

/** A method that changes one order; whether that is done or under way is to be seen in the order. */
export function changeOrder<Request extends Message & { readonly id: string }, T>(
  change: (call: OrderCall<T>) => Promise<ChangeOutcome>,
  { desc, operation, schema, bodyOf, needsIfMatch }: Mapping<Request, T>,
  { changing }: Places,
): UnaryMethod<Request, Order> {
  return {
    desc,
    operation,
    limitFor: () => changing,
    handle: async (message, { metadata, caller, deadline }) => {
      const orderId = readOrderId(message.id);
      const linesIn = (name: string) => linesOf(metadata, name);
      if (needsIfMatch) requireIfMatch(linesIn);
      const body = bodyOf(message);
      const key = repeatKeyOf(metadata, body);
      const condition = conditionOf(linesIn, representationOf);
      const outcome = await change({
        orderId,
        request: validateBody(schema, body),
        caller,
        ...key,
        ...(condition && { condition }),
        cause: causeOf(caller.actor),
        deadline,
      });
      return { message: orderMessage(viewOf(outcome.order)), ...(outcome.kind === 'done' && outcome.isReplay && { headers: REPLAYED }) };
    },
  };
}
