import { isCurrency, minorDigitsOf } from '../../../domain/currencies.ts';
import { moneyText } from '../../../domain/money.ts';

const codes = Array.from({ length: 26 ** 3 }, (_, index) =>
  [index / 676, index / 26, index].map((step) => String.fromCharCode(65 + (Math.floor(step) % 26))).join(''),
).filter(isCurrency);

describe('the currencies', () => {
  it('are the 157 of ISO 4217 that goods are paid in', () => {
    expect(codes).toHaveLength(157);
    expect(codes).toEqual(expect.arrayContaining(['EUR', 'SLE', 'USD', 'VED', 'XCG', 'ZWG']));
  });

  it.each([
    ['funds', ['BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI']],
    ['metals and units of account', ['XAG', 'XAU', 'XPD', 'XPT', 'XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XSU', 'XUA']],
    ['codes that stand for none', ['XTS', 'XXX']],
    ['those that are withdrawn', ['ANG', 'BGN', 'CUC', 'DEM', 'HRK', 'SLL', 'ZWL']],
    ['what is no code', ['', 'usd', 'US', 'USDX', ' USD', 'constructor']],
  ])('are not %s', (_what, others) => {
    expect(others.filter(isCurrency)).toEqual([]);
  });

  it('have the digits of the list in every text, whatever the digits of Node', () => {
    for (const code of codes) {
      const [, minor = ''] = /\.(\d+)$/.exec(moneyText(123_456_789, code)) ?? [];
      expect([code, minor.length]).toEqual([code, minorDigitsOf(code)]);
    }
  });
});
