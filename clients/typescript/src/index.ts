export {
  createClient,
  type ClientSettings,
  type FeedEvent,
  type FeedOptions,
  type NewOrder,
  type Order,
  type OrderEvent,
  type OrdersClient,
  type OrderSnapshot,
  type Problem,
} from './create-client.ts';
export type { FollowOptions } from './follow-events.ts';
export type { components, operations, paths } from './generated/openapi.ts';
export type { RetrySettings } from './retry.ts';
