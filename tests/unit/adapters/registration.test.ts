import type { Connection } from '@temporalio/client';
import { ensureSearchAttributes, RegistrationRefused } from '../../../adapters/temporal/registration.ts';

/** The numbers of temporal.api.enums.v1.IndexedValueType. */
const [KEYWORD, INT] = [2, 3];

/** A namespace that has these, and takes more or refuses them with a gRPC status. */
function namespaceWith(customAttributes: Record<string, number>, refusal?: { code: number; message: string }): Connection {
  const operatorService = {
    listSearchAttributes: async () => ({ customAttributes }),
    addSearchAttributes: async () => {
      if (refusal) throw Object.assign(new Error(refusal.message), { code: refusal.code });
    },
  };
  return { operatorService } as unknown as Connection;
}

describe('the search attributes', () => {
  it('are added where they are missing', async () => {
    expect(await ensureSearchAttributes(namespaceWith({ OrderStatus: KEYWORD }), 'shop')).toEqual(['CustomerId']);
  });

  it('are refused for good where one has another type, by name', async () => {
    const asked = ensureSearchAttributes(namespaceWith({ OrderStatus: INT, CustomerId: KEYWORD }), 'shop');
    await expect(asked).rejects.toThrow(
      new RegistrationRefused('namespace shop has search attributes of another type than Keyword: OrderStatus'),
    );
  });

  it('are refused for good where the server has none left, and asked for again where it is away', async () => {
    const message = 'cannot have more than 10 search attribute of type Keyword';
    const full = ensureSearchAttributes(namespaceWith({}, { code: 3, message }), 'shop');
    await expect(full).rejects.toMatchObject({
      name: 'RegistrationRefused',
      message: `namespace shop takes no search attribute OrderStatus, CustomerId: ${message}`,
    });
    const away = ensureSearchAttributes(namespaceWith({}, { code: 14, message: 'away' }), 'shop');
    await expect(away).rejects.not.toBeInstanceOf(RegistrationRefused);
  });
});
