export function locationOf(orderId: string): string {
  return `/orders/${orderId}`;
}
