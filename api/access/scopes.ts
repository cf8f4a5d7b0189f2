export const SCOPES = {
  'orders:read': 'Read and list orders, their histories and the stock',
  'orders:write': 'Submit, change and cancel orders, ask for returns and cancel them',
  'orders:operate':
    'Look after orders: settle what waits for a person, add notes, place and release holds, give money back, decide about returns and receive them, set the stock, say where webhooks go, read what is encrypted in Temporal',
} as const;
export type Scope = keyof typeof SCOPES;

/** What a caller can ask for, by its name in OpenAPI, and the scope that the caller's token must have; the same over every transport. */
export const SCOPE_OF = {
  createOrder: 'orders:write',
  listOrders: 'orders:read',
  readOrder: 'orders:read',
  readOrderEvents: 'orders:read',
  followEvents: 'orders:read',
  editOrder: 'orders:write',
  cancelOrder: 'orders:write',
  placeHold: 'orders:operate',
  releaseHold: 'orders:operate',
  requestReturn: 'orders:write',
  approveReturn: 'orders:operate',
  declineReturn: 'orders:operate',
  cancelReturn: 'orders:write',
  receiveReturn: 'orders:operate',
  refundOrder: 'orders:operate',
  resolveAttention: 'orders:operate',
  addNote: 'orders:operate',
  listStock: 'orders:read',
  readStock: 'orders:read',
  setStock: 'orders:operate',
  createWebhookEndpoint: 'orders:operate',
  listWebhookEndpoints: 'orders:operate',
  readWebhookEndpoint: 'orders:operate',
  updateWebhookEndpoint: 'orders:operate',
  deleteWebhookEndpoint: 'orders:operate',
  rotateWebhookSecret: 'orders:operate',
  testWebhookEndpoint: 'orders:operate',
  replayWebhooks: 'orders:operate',
  listWebhookDeliveries: 'orders:operate',
  lookAtPayloads: 'orders:operate',
} as const satisfies Record<string, Scope>;
export type Operation = keyof typeof SCOPE_OF;
