import { ConfigError } from '../../../platform/config.ts';
import { paymentsInMemory } from '../../../bench/ports-in-memory.ts';
import { requireCaptures } from '../../../worker/require-captures.ts';

const payments = paymentsInMemory();
const cannot = { ...payments, capturesInParts: false };

describe('capture per shipment', () => {
  it('is refused at the start with a payment provider that cannot capture in parts, and says which variable is meant', () => {
    const start = () => requireCaptures(cannot, { provider: 'simulated', capturePerShipment: true });
    expect(start).toThrow(ConfigError);
    expect(start).toThrow('CAPTURE_PER_SHIPMENT needs a payment provider that captures in parts, and simulated does not');
  });

  it('asks nothing of a provider as long as it is off', () => {
    expect(requireCaptures(cannot, { provider: 'simulated', capturePerShipment: false })).toBe(cannot);
    expect(requireCaptures(payments, { provider: 'simulated', capturePerShipment: true })).toBe(payments);
  });
});
