import { centsOf, money, plainAmount } from '../../../console/src/words/money.ts';

it.each([
  [1999, 'USD', /19\.99/],
  [1999, 'JPY', /1,999/],
  [1999, 'BHD', /1\.999/],
])('%i of %s is written in its minor unit', (cents, currency, shown) => {
  expect(money(cents, currency)).toMatch(shown);
});

it.each([
  ['5', 'USD', 500],
  ['5,5', 'USD', 550],
  ['5.05', 'USD', 505],
  ['5.005', 'USD', undefined],
  ['5.5', 'JPY', undefined],
  ['-5', 'USD', undefined],
  ['1e3', 'USD', undefined],
  ['', 'USD', undefined],
])('%s typed in %s is %p', (typed, currency, cents) => {
  expect(centsOf(typed, currency)).toBe(cents);
});

it('an amount that is to be typed again is read as itself', () => {
  for (const currency of ['USD', 'JPY', 'BHD']) expect(centsOf(plainAmount(120_500, currency), currency)).toBe(120_500);
});
