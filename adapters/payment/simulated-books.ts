import type { ProviderPayment } from '../../domain/ports.ts';
import type { Prisma, SimulatedPayment } from '../../prisma/generated/client.ts';
import type { Database } from '../postgres/database.ts';
import type { FallibleCall } from './simulated-tokens.ts';

/** Its outcome is still open: the calls so far answered 503. To the caller there is no such payment yet. */
export const FAILING = 'failing';

const COUNTERS = { authorise: 'attempts', capture: 'captureTries', void: 'voidTries' } as const satisfies Record<FallibleCall, string>;

/** The simulated provider's payments, each known by the caller's reference; every change is one statement. */
export function createSimulatedBooks(db: Database) {
  return {
    get: (reference: string) => db.run((prisma) => prisma.simulatedPayment.findUnique({ where: { reference } })),

    /** Nothing when there is one under the reference already. */
    open: async (data: Prisma.SimulatedPaymentCreateManyInput) => {
      const made = await db.run((prisma) => prisma.simulatedPayment.createManyAndReturn({ data, skipDuplicates: true }));
      return made.at(0);
    },

    /** Moves a payment on from one of the statuses given; nothing when it stood elsewhere. */
    move: async (reference: string, from: string[], change: Partial<SimulatedPayment>, where: Prisma.SimulatedPaymentWhereInput = {}) => {
      const moved = await db.run((prisma) =>
        prisma.simulatedPayment.updateManyAndReturn({
          where: { reference, status: { in: from }, ...where },
          data: { ...change, updatedAt: new Date() },
        }),
      );
      return moved.at(0);
    },

    /** How often this call was made of the payment, with this time. */
    countTry: async (reference: string, call: FallibleCall): Promise<number> => {
      const counter = COUNTERS[call];
      const row = await db.run((prisma) =>
        prisma.simulatedPayment.update({ where: { reference }, data: { [counter]: { increment: 1 } }, select: { [counter]: true } }),
      );
      return Number(row[counter]);
    },

    /** Those with an outcome, oldest change first. */
    changedSince: (since: string, limit: number) =>
      db.run((prisma) =>
        prisma.simulatedPayment.findMany({
          where: { updatedAt: { gte: since }, status: { not: FAILING }, orderId: { not: '' } },
          orderBy: { updatedAt: 'asc' },
          take: limit,
        }),
      ),
  };
}

/** An authorisation that has run out was given back by the bank, though nobody wrote it down. */
export function statusOf(row: SimulatedPayment): ProviderPayment['status'] {
  return hasExpired(row) ? 'voided' : (row.status as ProviderPayment['status']);
}

export function hasExpired({ status, expiresAt }: SimulatedPayment): boolean {
  return status === 'authorised' && expiresAt !== null && expiresAt.getTime() <= Date.now();
}

/** As the port shows it. */
export function paymentOf(row: SimulatedPayment, pagesUrl: string): ProviderPayment {
  const status = statusOf(row);
  return {
    status,
    authorisedCents: status === 'voided' ? 0 : Number(row.authorisedCents),
    capturedCents: Number(row.capturedCents),
    refundedCents: Number(row.refundedCents),
    ...(status === 'authorised' && row.expiresAt && { expiresAt: row.expiresAt.toISOString() }),
    ...(status === 'requires_action' && { nextActionUrl: `${pagesUrl}/${encodeURIComponent(row.reference)}` }),
  };
}
