export function prepareExample(url: string, exampleOrders?: readonly object[]): Promise<void>;
