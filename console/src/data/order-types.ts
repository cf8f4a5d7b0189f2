import type { components, operations } from '../../../clients/typescript/src/index.ts';

type Schemas = components['schemas'];
export type Order = Schemas['Order'];
export type OrderPage = Schemas['OrderPage'];
export type OrderEvents = Schemas['OrderEvents'];
export type OrderStatus = Order['status'];
export type Adjustment = Schemas['Adjustment'];
export type EditRequest = Schemas['EditOrder'];
export type CancelRequest = Schemas['CancelOrder'];
export type RefundRequest = Schemas['RefundOrder'];
export type HoldRequest = Schemas['PlaceHold'];
export type ListFilters = NonNullable<operations['listOrders']['parameters']['query']>;
