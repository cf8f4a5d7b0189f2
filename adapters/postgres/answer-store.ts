import type { AnswerStore } from '../../domain/ports.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';

export function createAnswerStore(db: Database): AnswerStore {
  const find: AnswerStore['find'] = async (key) => {
    const row = await db.run((prisma) => prisma.keptAnswer.findUnique({ where: { key } }));
    return row ? { fingerprint: row.fingerprint, status: row.status, body: row.body } : undefined;
  };
  return {
    find,
    async keep(key, orderId, answer) {
      const row = { key, orderId, fingerprint: answer.fingerprint, status: answer.status, body: answer.body as Prisma.InputJsonValue };
      await db.run((prisma) => prisma.keptAnswer.createMany({ data: [row], skipDuplicates: true }));
      return (await find(key)) ?? answer;
    },
  };
}
