/** What a caller can order, with every member that there is; round-trip.test.ts holds it to the schema. */
export function wholeRequest() {
  return {
    customerId: 'cust_1',
    currency: 'EUR',
    items: [
      { sku: 'SKU-1', quantity: 2, priceCents: 1999 },
      { sku: 'SKU-2', quantity: 1, priceCents: 1 },
    ],
    adjustments: [
      { type: 'shipping', amountCents: 500, description: 'express' },
      { type: 'discount', amountCents: -100, lineId: 'line_1' },
    ],
    totalCents: 4399,
    holds: [{ reason: 'fraud', note: 'third order in an hour' }],
    payment: { token: 'pm_1', customer: 'cus_1', setupFutureUsage: 'off_session' },
    shipTo: { name: 'Ada', line1: 'Keizersgracht 1', line2: 'II', city: 'Amsterdam', postalCode: '1015 CN', country: 'NL' },
    metadata: { cart: 'c-17' },
    allowBackorder: true,
  };
}
