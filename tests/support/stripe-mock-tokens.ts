/** Stripe's test payment methods (docs.stripe.com/testing) that do what our tokens say. */
const TOKENS: Readonly<Record<string, string>> = {
  tok_ok: 'pm_card_visa',
  tok_declined: 'pm_card_chargeDeclined',
  tok_requires_action: 'pm_card_authenticationRequired',
};

/** For the contract: what Stripe's test mode takes for our tokens, and what it cannot be brought to do. */
export const STRIPE_CONTRACT = {
  token: (token: string) => TOKENS[token] ?? token,
  can: { loseAnswers: false, beAway: false, declineCaptures: false, declineSecondCaptures: false, declineRefunds: false },
};
