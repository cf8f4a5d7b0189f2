import { NotNowError } from '../../../adapters/not-now-error.ts';
import { DependencyError } from '../../../domain/errors.ts';
import type { PaymentProvider } from '../../../domain/ports/payment-provider.ts';
import { StripeMockApi } from '../../support/stripe-mock-api.ts';

const reference = 'pay_o1_1';
const call = { reference, orderId: 'o1', amountCents: 1999, currency: 'USD', token: 'pm_card_visa' };
const refundOf = (amountCents: number, refundId = 're_1') => ({ reference, refundId, amountCents });
const refused = (error: object) => ({ status: 400, body: { error: { type: 'invalid_request_error', message: 'No.', ...error } } });

let stripe: StripeMockApi;
let payments: PaymentProvider;
beforeEach(async () => {
  stripe = await StripeMockApi.start();
  payments = stripe.provider();
});
afterEach(() => stripe.close());

const captured = async () => {
  await payments.authorise(call);
  await payments.capture({ reference, captureId: 'cap_1', amountCents: 1999 });
};

describe('capturing with Stripe', () => {
  it('asks for the amount, in what it is to Stripe', async () => {
    await payments.authorise({ ...call, currency: 'ISK', amountCents: 50 });
    expect(await payments.capture({ reference, captureId: 'cap_1', amountCents: 50 })).toMatchObject({
      status: 'captured',
      capturedCents: 50,
    });
    expect(stripe.sent('POST', /capture$/)[0]?.params).toMatchObject({ amount_to_capture: '5000' });
  });

  it('says the same again once it is captured, and sends nothing', async () => {
    await captured();
    expect(await payments.capture({ reference, captureId: 'cap_1', amountCents: 1999 })).toMatchObject({
      status: 'captured',
      capturedCents: 1999,
    });
    expect(stripe.sent('POST', /capture$/)).toHaveLength(1);
  });

  it('finds it captured when the answer was lost', async () => {
    await payments.authorise(call);
    stripe.fail({ at: '/capture', answer: { status: 500 }, isDone: true });
    await expect(payments.capture({ reference, captureId: 'cap_1', amountCents: 1999 })).rejects.toBeInstanceOf(DependencyError);
    expect(await payments.capture({ reference, captureId: 'cap_1', amountCents: 1999 })).toMatchObject({ status: 'captured' });
  });

  it.each([
    ['expired', refused({ code: 'charge_expired_for_capture' })],
    ['refused for a reason that we have no word for', refused({ code: 'parameter_unknown', param: 'colour' })],
    ['declined', { status: 402, body: { error: { type: 'card_error', code: 'card_declined', message: 'No.' } } }],
  ])('declines with a code when the hold is %s, and may be asked again', async (_why, answer) => {
    await payments.authorise(call);
    stripe.fail({ at: '/capture', answer });
    await expect(payments.capture({ reference, captureId: 'cap_1', amountCents: 1999 })).rejects.toMatchObject({
      code: 'CAPTURE_DECLINED',
      message: 'No.',
    });
    expect(await payments.capture({ reference, captureId: 'cap_1', amountCents: 1999 })).toMatchObject({ status: 'captured' });
  });

  it('declines when the authorisation ended between the look and the capture', async () => {
    await payments.authorise(call);
    stripe.fail({ at: '/capture', answer: refused({ code: 'payment_intent_unexpected_state' }) });
    await expect(payments.capture({ reference, captureId: 'cap_1', amountCents: 1999 })).rejects.toMatchObject({
      code: 'CAPTURE_DECLINED',
    });
  });
});

describe('capturing in parts with Stripe', () => {
  const part = (captureId: string, amountCents: number) => payments.capture({ reference, captureId, amountCents, isPart: true });

  it('keeps the rest held, and notes each capture in the intent by the request that makes it', async () => {
    await payments.authorise(call);
    await part('cap_ship_o1_1', 1000);
    expect(stripe.sent('POST', /capture$/)[0]).toMatchObject({
      params: { amount_to_capture: '1000', final_capture: 'false', 'metadata[capture_cap_ship_o1_1]': '1000 cap_ship_o1_1' },
      key: `${reference}:cap_ship_o1_1:0`,
    });
    expect(stripe.sent('POST', /confirm$/)[0]?.params).toMatchObject({
      'payment_method_options[card][request_multicapture]': 'if_available',
    });
  });

  it('finds a capture whose answer was lost, though Stripe has forgotten the key, and takes it once', async () => {
    await payments.authorise(call);
    stripe.fail({ at: '/capture', answer: { status: 500 }, isDone: true });
    await expect(part('cap_ship_o1_1', 1000)).rejects.toBeInstanceOf(DependencyError);
    stripe.forgetKeys();
    expect(await part('cap_ship_o1_1', 1000)).toMatchObject({ status: 'authorised', capturedCents: 1000 });
  });

  it('asks under another key once it was declined, which Stripe would repeat', async () => {
    await payments.authorise(call);
    const answer = { status: 402, body: { error: { type: 'card_error', code: 'card_declined', message: 'No.' } } };
    stripe.fail({ at: '/capture', answer });
    await expect(part('cap_ship_o1_1', 1000)).rejects.toMatchObject({ code: 'CAPTURE_DECLINED', message: 'No.' });
    await part('cap_ship_o1_1', 1000);
    expect(stripe.sent('POST', /capture$/).map(({ key }) => key)).toEqual([`${reference}:cap_ship_o1_1:1`]);
  });

  it('makes what takes all that is left the last capture', async () => {
    await payments.authorise(call);
    await part('cap_ship_o1_1', 1000);
    expect(await part('cap_ship_o1_2', 999)).toMatchObject({ status: 'captured', capturedCents: 1999 });
  });

  it.each([
    ['the account or the card does not allow it', () => (stripe.ledger.multicapture = 'unavailable')],
    ['nobody asked for it', () => (payments = stripe.provider({ isMulticapture: false }))],
  ])('says of a payment that it is captured once where %s', async (_why, prepare) => {
    prepare();
    expect(await payments.authorise(call)).toMatchObject({ isCapturedOnce: true });
    await expect(part('cap_ship_o1_1', 1000)).rejects.toMatchObject({ code: 'CAPTURE_DECLINED' });
  });

  it('releases the rest by a last capture of nothing, as Stripe has it', async () => {
    await payments.authorise(call);
    await part('cap_ship_o1_1', 1000);
    await payments.void(reference);
    expect(stripe.sent('POST', /capture$/).at(-1)?.params).toEqual({ amount_to_capture: '0', final_capture: 'true' });
    expect(stripe.sent('POST', /cancel$/)).toEqual([]);
  });

  it('counts a refund of what is captured in part as a change', async () => {
    await payments.authorise(call);
    await part('cap_ship_o1_1', 1000);
    await payments.refund(refundOf(1));
    expect(await payments.list(new Date(0).toISOString(), 10)).toEqual([{ reference, orderId: 'o1', status: 'authorised' }]);
  });
});

describe('voiding with Stripe', () => {
  it('cancels the intent, and is content with one that is canceled', async () => {
    await payments.authorise(call);
    await payments.void(reference);
    await payments.void(reference);
    expect(stripe.ledger.byReference(reference).status).toBe('canceled');
  });

  it('finds what waits for the customer though search lags behind', async () => {
    await payments.authorise({ ...call, token: 'pm_card_authenticationRequired' });
    stripe.ledger.searchLags = true;
    await payments.void(reference);
    expect([...stripe.ledger.intents.values()].map(({ status }) => status)).toEqual(['canceled']);
  });

  it('finds what waits for the customer though Stripe has forgotten the key', async () => {
    await payments.authorise({ ...call, token: 'pm_card_authenticationRequired' });
    stripe.forgetKeys();
    await payments.void(reference);
    expect([...stripe.ledger.intents.values()].map(({ status }) => status)).toEqual(['canceled']);
  });

  it('comes again while Stripe is processing the payment', async () => {
    await expect(payments.authorise({ ...call, token: 'pm_processing' })).rejects.toBeInstanceOf(DependencyError);
    await expect(payments.void(reference)).rejects.toThrow('cannot cancel');
    await expect(payments.void(reference)).rejects.toBeInstanceOf(NotNowError);
  });

  it('tells in the words of Stripe why it is refused, and tries again', async () => {
    await payments.authorise(call);
    stripe.fail({ at: '/cancel', answer: refused({ code: 'parameter_unknown', param: 'colour' }) });
    await expect(payments.void(reference)).rejects.toMatchObject({
      message: expect.stringContaining('Stripe refuses what it was asked: No.'),
    });
    await payments.void(reference);
    expect(stripe.ledger.byReference(reference).status).toBe('canceled');
  });

  it('leaves captured money alone', async () => {
    await captured();
    await payments.void(reference);
    expect(await payments.find(reference)).toMatchObject({ status: 'captured', capturedCents: 1999 });
  });
});

describe('refunding with Stripe', () => {
  it('names the refund, the payment and the order, under a key of its own', async () => {
    await captured();
    await payments.refund(refundOf(500));
    expect(stripe.sent('POST', /refunds$/)[0]).toMatchObject({
      key: 'pay_o1_1:refund:re_1',
      params: { amount: '500', 'metadata[refund_id]': 're_1', 'metadata[reference]': reference, 'metadata[order_id]': 'o1' },
    });
    expect(await payments.find(reference)).toMatchObject({ capturedCents: 1999, refundedCents: 500 });
  });

  it('refunds once though Stripe has forgotten the key', async () => {
    await captured();
    await payments.refund(refundOf(500));
    stripe.forgetKeys();
    await payments.refund(refundOf(500));
    expect(stripe.ledger.refunds).toHaveLength(1);
  });

  it('is told again to ask while the refund is under way, and then what became of it', async () => {
    await captured();
    stripe.ledger.refundStatus = 'pending';
    await expect(payments.refund(refundOf(500))).rejects.toBeInstanceOf(NotNowError);
    await expect(payments.refund(refundOf(500))).rejects.toThrow('under way');
    for (const refund of stripe.ledger.refunds) refund.status = 'succeeded';
    await payments.refund(refundOf(500));
    expect(stripe.ledger.refunds).toHaveLength(1);
  });

  it.each(['failed', 'canceled'])('declines a refund that %s', async (status) => {
    await captured();
    stripe.ledger.refundStatus = status;
    await expect(payments.refund(refundOf(500))).rejects.toMatchObject({ code: 'REFUND_DECLINED' });
  });

  it.each([
    ['a charge that is disputed', { code: 'charge_disputed' }],
    ['more than is left', { param: 'amount' }],
    ['what Stripe refuses for a reason that we have no word for', { code: 'parameter_unknown', param: 'colour' }],
  ])('declines a refund of %s', async (_what, error) => {
    await captured();
    stripe.fail({ at: 'POST /v1/refunds', answer: refused(error) });
    await expect(payments.refund(refundOf(500))).rejects.toMatchObject({ code: 'REFUND_DECLINED', message: 'No.' });
  });

  it('waits for an operator when the balance is too low', async () => {
    await captured();
    stripe.fail({ at: 'POST /v1/refunds', answer: refused({ code: 'balance_insufficient' }) });
    await expect(payments.refund(refundOf(500))).rejects.toBeInstanceOf(NotNowError);
    await payments.refund(refundOf(500));
    expect(stripe.ledger.refunds).toHaveLength(1);
  });
});

describe('listing what changed at Stripe', () => {
  it('tells the oldest change first, each payment once as it stands, page by page', async () => {
    let second = 1_800_000_000;
    stripe.ledger.now = () => second++;
    const referenceOf = (index: number) => `pay_o${index}_1`;
    for (let index = 0; index < 120; index++) await payments.authorise({ ...call, orderId: `o${index}`, reference: referenceOf(index) });
    await payments.void(referenceOf(5));
    const all = await payments.list(new Date(1_800_000_000_000).toISOString(), 1000);
    expect(all.map(({ reference: listed }) => listed)).toEqual(
      [...Array(120).keys()]
        .filter((index) => index !== 5)
        .concat(5)
        .map(referenceOf),
    );
    expect(all.at(-1)).toEqual({ reference: referenceOf(5), orderId: 'o5', status: 'voided' });
  });

  it('begins at the moment it is asked for, and ends at the limit', async () => {
    const times = [100, 200, 300, 400];
    for (const [index, time] of times.entries()) {
      stripe.ledger.now = () => time;
      await payments.authorise({ ...call, orderId: `o${index}`, reference: `pay_o${index}_1` });
    }
    const listed = await payments.list(new Date(200_500).toISOString(), 2);
    expect(listed.map(({ orderId }) => orderId)).toEqual(['o1', 'o2']);
  });

  it('counts a refund as a change', async () => {
    stripe.ledger.now = () => 100;
    await captured();
    stripe.ledger.now = () => 200;
    expect(await payments.list(new Date(150_000).toISOString(), 10)).toEqual([]);
    await payments.refund(refundOf(1));
    expect(await payments.list(new Date(150_000).toISOString(), 10)).toEqual([{ reference, orderId: 'o1', status: 'captured' }]);
  });

  it('leaves out what is not ours', async () => {
    stripe.ledger.create({ amount: '5', currency: 'usd' });
    for (const intent of stripe.ledger.intents.values()) stripe.ledger.move(intent, { status: 'succeeded' }, 'succeeded');
    await payments.void('pay_never_1');
    expect(await payments.list(new Date(0).toISOString(), 10)).toEqual([]);
  });

  it('takes a hold that was given back for no refund', async () => {
    await payments.authorise(call);
    await payments.void(reference);
    expect(await payments.list(new Date(0).toISOString(), 10)).toEqual([{ reference, orderId: 'o1', status: 'voided' }]);
  });
});
