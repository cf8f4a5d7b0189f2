import { randomUUID } from 'node:crypto';
import { DependencyError } from '../../domain/errors.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';

/** What a provider's test mode can be brought to do; what it cannot is left out. */
interface Abilities {
  /** Carries a call out and loses the answer. */
  readonly loseAnswers: boolean;
  /** Is away for some calls and then works. */
  readonly beAway: boolean;
  readonly declineCaptures: boolean;
  /** Declines the captures after the first. */
  readonly declineSecondCaptures: boolean;
  /** Takes the captures of one payment in parts; an account may have to be allowed to. */
  readonly captureInParts: boolean;
  readonly declineRefunds: boolean;
  /** Knows a reference that was voided before it was authorised. */
  readonly barLateAuthorisations: boolean;
}
const ALL: Abilities = {
  loseAnswers: true,
  beAway: true,
  declineCaptures: true,
  declineSecondCaptures: true,
  captureInParts: true,
  declineRefunds: true,
  barLateAuthorisations: true,
};

export interface PaymentContract {
  /** What this provider takes for one of our tokens. */
  readonly token?: (token: string) => string;
  readonly can?: Partial<Abilities>;
}

/** What every payment provider must do, whatever stands behind it. */
export function describePaymentProvider(name: string, provider: () => PaymentProvider, contract: PaymentContract = {}): void {
  const { token: tokenOf = (token) => token } = contract;
  const can = { ...ALL, ...contract.can };
  const call = (token: string) => ({
    reference: `pay_${randomUUID()}_1`,
    orderId: randomUUID(),
    amountCents: 1999,
    currency: 'USD',
    token: tokenOf(token),
  });
  const authorised = async (token: string) => {
    const payment = call(token);
    await provider().authorise(payment);
    return payment;
  };
  const captured = async (token: string) => {
    const payment = await authorised(token);
    await provider().capture({ reference: payment.reference, captureId: `cap_${payment.reference}`, amountCents: 1999 });
    return payment;
  };
  const refund = (reference: string, amountCents: number, refundId = `re_${randomUUID()}`) =>
    provider().refund({ reference, refundId, amountCents });
  const refunded = async (reference: string) => (await provider().find(reference))?.refundedCents;

  describe(`the payment provider ${name} authorises`, () => {
    it('once under a reference, however often it is asked', async () => {
      const payment = call('tok_ok');
      const answers = await Promise.all(Array.from({ length: 10 }, () => provider().authorise(payment)));
      for (const answer of answers)
        expect(answer).toMatchObject({ status: 'authorised', authorisedCents: 1999, capturedCents: 0, refundedCents: 0 });
      for (const answer of answers) expect(await provider().find(payment.reference)).toEqual(answer);
    });

    it('for a time that it tells', async () => {
      const { expiresAt } = await provider().authorise(call('tok_ok'));
      expect(Date.parse(String(expiresAt))).toBeGreaterThan(Date.now() + 86_400_000);
    });

    it('or declines with a status, not with an error', async () => {
      expect(await provider().authorise(call('tok_declined'))).toMatchObject({ status: 'declined', authorisedCents: 0 });
    });

    it('nothing under a reference that it never saw', async () => {
      expect(await provider().find('pay_unknown_1')).toBeUndefined();
    });

    it('what it lists as changed since, and nothing else', async () => {
      const before = new Date(Date.now() - 60_000).toISOString();
      const { reference, orderId } = await authorised('tok_ok');
      expect(await provider().list(before, 1000)).toContainEqual({ reference, orderId, status: 'authorised' });
      expect(await provider().list(new Date(Date.now() + 60_000).toISOString(), 1000)).toEqual([]);
    });

    if (can.loseAnswers)
      it.each([
        ['tok_timeout_succeeds', 'authorised', 1999],
        ['tok_timeout_fails', 'declined', 0],
      ])('without an answer to %s, whose outcome is unknown until it is asked: %s', async (token, status, authorisedCents) => {
        const payment = call(token);
        await expect(provider().authorise(payment)).rejects.toBeInstanceOf(DependencyError);
        expect(await provider().find(payment.reference)).toMatchObject({ status, authorisedCents });
        expect(await provider().authorise(payment)).toMatchObject({ status, authorisedCents });
      });

    if (can.beAway)
      it('after it failed three times', async () => {
        const payment = call('tok_fails_3_times');
        for (let attempt = 1; attempt <= 3; attempt++) {
          await expect(provider().authorise(payment)).rejects.toBeInstanceOf(DependencyError);
          expect(await provider().find(payment.reference)).toBeUndefined();
        }
        expect(await provider().authorise(payment)).toMatchObject({ status: 'authorised' });
      });
  });

  describe(`the payment provider ${name} captures`, () => {
    it('once, in full', async () => {
      const { reference } = await authorised('tok_ok');
      const captures = await Promise.all(
        Array.from({ length: 5 }, () => provider().capture({ reference, captureId: `cap_${reference}`, amountCents: 1999 })),
      );
      for (const capture of captures) expect(capture).toMatchObject({ status: 'captured', capturedCents: 1999 });
    });

    it('nothing that was not authorised', async () => {
      const { reference } = await authorised('tok_declined');
      await expect(provider().capture({ reference, captureId: `cap_${reference}`, amountCents: 1999 })).rejects.toMatchObject({
        code: 'CAPTURE_DECLINED',
      });
    });

    if (can.declineCaptures)
      it('or declines with a code', async () => {
        const { reference } = await authorised('tok_capture_declined');
        await expect(provider().capture({ reference, captureId: `cap_${reference}`, amountCents: 1999 })).rejects.toMatchObject({
          code: 'CAPTURE_DECLINED',
        });
      });

    if (can.beAway)
      it('after it failed three times', async () => {
        const { reference } = await authorised('tok_capture_fails_3_times');
        const capture = () => provider().capture({ reference, captureId: `cap_${reference}`, amountCents: 1999 });
        for (let attempt = 1; attempt <= 3; attempt++) await expect(capture()).rejects.toBeInstanceOf(DependencyError);
        expect(await provider().find(reference)).toMatchObject({ status: 'authorised', capturedCents: 0 });
        expect(await capture()).toMatchObject({ status: 'captured', capturedCents: 1999 });
      });
  });

  if (can.captureInParts)
    describe(`the payment provider ${name} captures in parts`, () => {
      const part = (reference: string, place: number, amountCents: number, isLast = false) =>
        provider().capture({ reference, captureId: `cap_ship_${reference}_${place}`, amountCents, ...(!isLast && { isPart: true }) });

      it('and holds the rest, which it gives back with the last', async () => {
        const { reference } = await authorised('tok_ok');
        expect(await part(reference, 1, 1000)).toMatchObject({ status: 'authorised', authorisedCents: 1999, capturedCents: 1000 });
        expect(await part(reference, 2, 500, true)).toMatchObject({ status: 'captured', capturedCents: 1500 });
        expect(await provider().find(reference)).toMatchObject({
          status: 'captured',
          captures: [
            { captureId: `cap_ship_${reference}_1`, amountCents: 1000 },
            { captureId: `cap_ship_${reference}_2`, amountCents: 500 },
          ],
        });
      });

      it('each once, however often and by however many it is asked for at once', async () => {
        const { reference } = await authorised('tok_ok');
        await Promise.all(Array.from({ length: 5 }, () => part(reference, 1, 1000)));
        await part(reference, 2, 400);
        expect(await part(reference, 1, 1000)).toMatchObject({ status: 'authorised', capturedCents: 1400 });
      });

      it('and never more than it holds', async () => {
        const { reference } = await authorised('tok_ok');
        await part(reference, 1, 1000);
        await expect(part(reference, 2, 1000)).rejects.toMatchObject({ code: 'CAPTURE_DECLINED' });
        expect(await part(reference, 2, 999)).toMatchObject({ status: 'captured', capturedCents: 1999 });
      });

      it('and gives the rest back when it is told to: then there is no further one', async () => {
        const { reference } = await authorised('tok_ok');
        await part(reference, 1, 1000);
        await Promise.all([provider().void(reference), provider().void(reference)]);
        expect(await provider().find(reference)).toMatchObject({ status: 'captured', authorisedCents: 1999, capturedCents: 1000 });
        await expect(part(reference, 2, 999)).rejects.toMatchObject({ code: 'CAPTURE_DECLINED' });
        expect(await part(reference, 1, 1000)).toMatchObject({ capturedCents: 1000 });
      });

      it('and refunds what it has captured so far', async () => {
        const { reference } = await authorised('tok_ok');
        await part(reference, 1, 1000);
        await refund(reference, 600);
        await expect(refund(reference, 401)).rejects.toMatchObject({ code: 'REFUND_DECLINED' });
        expect(await provider().find(reference)).toMatchObject({ status: 'authorised', capturedCents: 1000, refundedCents: 600 });
      });

      if (can.declineSecondCaptures)
        it('or declines the second, and the first stands', async () => {
          const { reference } = await authorised('tok_second_capture_declined');
          await part(reference, 1, 1000);
          await expect(part(reference, 2, 500)).rejects.toMatchObject({ code: 'CAPTURE_DECLINED' });
          expect(await part(reference, 1, 1000)).toMatchObject({ status: 'authorised', capturedCents: 1000 });
        });
    });

  describe(`the payment provider ${name} gives an authorisation back`, () => {
    it('any number of times, and captures it no more', async () => {
      const { reference } = await authorised('tok_ok');
      await Promise.all([provider().void(reference), provider().void(reference)]);
      expect(await provider().find(reference)).toMatchObject({ status: 'voided', authorisedCents: 0 });
      await expect(provider().capture({ reference, captureId: `cap_${reference}`, amountCents: 1999 })).rejects.toMatchObject({
        code: 'CAPTURE_DECLINED',
      });
    });

    it('but not what it has captured', async () => {
      const { reference } = await captured('tok_ok');
      await provider().void(reference);
      expect(await provider().find(reference)).toMatchObject({ status: 'captured', capturedCents: 1999 });
    });

    if (can.beAway)
      it('after it failed three times', async () => {
        const { reference } = await authorised('tok_void_fails_3_times');
        for (let attempt = 1; attempt <= 3; attempt++) await expect(provider().void(reference)).rejects.toBeInstanceOf(DependencyError);
        expect(await provider().find(reference)).toMatchObject({ status: 'authorised' });
        await provider().void(reference);
        expect(await provider().find(reference)).toMatchObject({ status: 'voided' });
      });

    if (can.barLateAuthorisations)
      it('before it was asked for, and bars it', async () => {
        const payment = call('tok_ok');
        await provider().void(payment.reference);
        expect(await provider().authorise(payment)).toMatchObject({ status: 'voided', authorisedCents: 0 });
      });

    if (can.barLateAuthorisations)
      it('that is asked for at the same time', async () => {
        const payments = Array.from({ length: 30 }, () => call('tok_ok'));
        await Promise.all(payments.flatMap((payment) => [provider().authorise(payment), provider().void(payment.reference)]));
        for (const { reference } of payments)
          expect(await provider().find(reference)).toMatchObject({ status: 'voided', authorisedCents: 0 });
      });
  });

  describe(`the payment provider ${name} refunds`, () => {
    it('once under a refund id, however often it is asked', async () => {
      const { reference } = await captured('tok_ok');
      await Promise.all(Array.from({ length: 10 }, () => refund(reference, 500, `re_${reference}`)));
      expect(await refunded(reference)).toBe(500);
    });

    it('in parts, up to what was captured', async () => {
      const { reference } = await captured('tok_ok');
      for (const part of [500, 1000, 499]) await refund(reference, part);
      await expect(refund(reference, 1)).rejects.toMatchObject({ code: 'REFUND_DECLINED' });
      expect(await provider().find(reference)).toMatchObject({ status: 'captured', capturedCents: 1999, refundedCents: 1999 });
    });

    it('never more than was captured, though twenty refunds are asked for at once', async () => {
      const { reference } = await captured('tok_ok');
      const refunds = await Promise.allSettled(Array.from({ length: 20 }, () => refund(reference, 300)));
      expect(refunds.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
      const declined = refunds.filter((result) => result.status === 'rejected');
      for (const { reason } of declined) expect(reason).toMatchObject({ code: 'REFUND_DECLINED' });
      expect(await refunded(reference)).toBe(1800);
    });

    it('under a new id what it declined under another', async () => {
      const { reference } = await captured('tok_ok');
      await expect(refund(reference, 2000)).rejects.toMatchObject({ code: 'REFUND_DECLINED' });
      await refund(reference, 1999);
      expect(await refunded(reference)).toBe(1999);
    });

    it('nothing before it was captured, or that it does not know', async () => {
      const { reference } = await authorised('tok_ok');
      await expect(refund(reference, 1)).rejects.toMatchObject({ code: 'REFUND_DECLINED' });
      await expect(refund('pay_unknown_1', 1)).rejects.toMatchObject({ code: 'REFUND_DECLINED' });
    });

    it('so that the payment counts as changed', async () => {
      const payment = await captured('tok_ok');
      const since = new Date().toISOString();
      await refund(payment.reference, 1);
      const listed = await provider().list(since, 1000);
      expect(listed).toContainEqual({ reference: payment.reference, orderId: payment.orderId, status: 'captured' });
    });

    if (can.declineRefunds)
      it('or declines, and says so again', async () => {
        const { reference } = await captured('tok_refund_declined');
        for (const refundId of ['re_1', 're_1', 're_2'])
          await expect(refund(reference, 1, `${refundId}_${reference}`)).rejects.toMatchObject({ code: 'REFUND_DECLINED' });
        expect(await refunded(reference)).toBe(0);
      });
  });
}
