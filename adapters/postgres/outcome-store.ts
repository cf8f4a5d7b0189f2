import type { FinalOutcome, OutcomeStore } from '../../domain/ports/outcome-store.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';

export function createOutcomeStore(db: Database): OutcomeStore {
  const find: OutcomeStore['find'] = async (key) => {
    const row = await db.run((prisma) => prisma.idempotentOutcome.findUnique({ where: { key } }));
    return row ? { fingerprint: row.fingerprint, outcome: row.outcome as unknown as FinalOutcome } : undefined;
  };
  return {
    find,
    async keep(key, orderId, kept) {
      const row = { key, orderId, fingerprint: kept.fingerprint, outcome: kept.outcome as unknown as Prisma.InputJsonValue };
      await db.run((prisma) => prisma.idempotentOutcome.createMany({ data: [row], skipDuplicates: true }));
      return (await find(key)) ?? kept;
    },
  };
}
