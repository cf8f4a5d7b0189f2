/**
 * The currencies of ISO 4217, list one as published on 2026-01-01, by the digits of their minor unit. Left out is what the list marks
 * as a fund (BOV, CHE, CHW, CLF, COU, MXV, USN, UYI) and what has no minor unit (metals, bond market units, XDR, XSU, XUA, XTS, XXX):
 * nobody pays for goods in them. To take another edition up, sort `Ccy` of its XML by `CcyMnrUnts`, without `IsFund="true"` and `N.A.`
 */
const BY_MINOR_DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK
      DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP
      LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
      RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XAD
      XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'UYW',
};

const MINOR_DIGITS: ReadonlyMap<string, number> = new Map(
  Object.entries(BY_MINOR_DIGITS).flatMap(([digits, codes]) => codes.split(/\s+/).map((code) => [code, Number(digits)] as const)),
);

export function isCurrency(code: string): boolean {
  return MINOR_DIGITS.has(code);
}

/** Two also for a code that was withdrawn since the order was made: those that were taken before all had two. */
export function minorDigitsOf(currency: string): number {
  return MINOR_DIGITS.get(currency) ?? 2;
}
