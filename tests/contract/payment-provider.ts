import { randomUUID } from 'node:crypto';
import { DependencyError } from '../../domain/errors.ts';
import type { PaymentProvider } from '../../domain/ports.ts';

/** What every payment provider must do, whatever stands behind it. */
export function describePaymentProvider(name: string, provider: () => PaymentProvider): void {
  const call = (token: string) => ({
    reference: `pay_${randomUUID()}_1`,
    orderId: randomUUID(),
    amountCents: 1999,
    currency: 'USD',
    token,
  });

  describe(`the payment provider ${name}`, () => {
    it('authorises once under a reference, however often it is asked', async () => {
      const payment = call('tok_ok');
      const answers = await Promise.all(Array.from({ length: 10 }, () => provider().authorise(payment)));
      for (const answer of answers) expect(answer).toEqual({ status: 'authorised', authorisedCents: 1999, capturedCents: 0 });
      expect(await provider().find(payment.reference)).toEqual(answers[0]);
    });

    it('declines with a status, not with an error', async () => {
      const payment = call('tok_declined');
      expect(await provider().authorise(payment)).toMatchObject({ status: 'declined', authorisedCents: 0 });
    });

    it('knows nothing of a reference that it never saw', async () => {
      expect(await provider().find('pay_unknown_1')).toBeUndefined();
    });

    it.each([
      ['tok_timeout_succeeds', 'authorised', 1999],
      ['tok_timeout_fails', 'declined', 0],
    ])('leaves the outcome of %s unknown until it is asked: %s', async (token, status, authorisedCents) => {
      const payment = call(token);
      await expect(provider().authorise(payment)).rejects.toBeInstanceOf(DependencyError);
      expect(await provider().find(payment.reference)).toMatchObject({ status, authorisedCents });
      expect(await provider().authorise(payment)).toMatchObject({ status, authorisedCents });
    });

    it('fails three times and then works', async () => {
      const payment = call('tok_fails_3_times');
      for (let attempt = 1; attempt <= 3; attempt++) {
        await expect(provider().authorise(payment)).rejects.toBeInstanceOf(DependencyError);
        expect(await provider().find(payment.reference)).toBeUndefined();
      }
      expect(await provider().authorise(payment)).toMatchObject({ status: 'authorised' });
    });

    it('captures once, in full', async () => {
      const payment = call('tok_ok');
      await provider().authorise(payment);
      const captures = await Promise.all(
        Array.from({ length: 5 }, () => provider().capture({ reference: payment.reference, amountCents: 1999 })),
      );
      for (const capture of captures) expect(capture).toMatchObject({ status: 'captured', capturedCents: 1999 });
    });

    it('declines a capture with a code', async () => {
      const payment = call('tok_capture_declined');
      await provider().authorise(payment);
      await expect(provider().capture({ reference: payment.reference, amountCents: 1999 })).rejects.toMatchObject({
        code: 'CAPTURE_DECLINED',
      });
    });

    it('gives an authorisation back, any number of times, and captures it no more', async () => {
      const payment = call('tok_ok');
      await provider().authorise(payment);
      await Promise.all([provider().void(payment.reference), provider().void(payment.reference)]);
      expect(await provider().find(payment.reference)).toMatchObject({ status: 'voided', authorisedCents: 0 });
      await expect(provider().capture({ reference: payment.reference, amountCents: 1999 })).rejects.toMatchObject({
        code: 'CAPTURE_DECLINED',
      });
    });

    it('bars an authorisation that comes after its void', async () => {
      const payment = call('tok_ok');
      await provider().void(payment.reference);
      expect(await provider().authorise(payment)).toMatchObject({ status: 'voided', authorisedCents: 0 });
    });

    it('has no live authorisation in the end when authorise and void race', async () => {
      const payments = Array.from({ length: 30 }, () => call('tok_ok'));
      await Promise.all(payments.flatMap((payment) => [provider().authorise(payment), provider().void(payment.reference)]));
      for (const { reference } of payments)
        expect(await provider().find(reference)).toMatchObject({ status: 'voided', authorisedCents: 0 });
    });
  });
}
