import { expectModelToAgree } from '../../support/random-orders.ts';

// oxlint-disable-next-line jest/expect-expect -- the model expects after each command
it('stock, money and units agree with a model, whatever is done to an order of several lines with a discount, in whichever order', async () => {
  await expectModelToAgree(60);
});
