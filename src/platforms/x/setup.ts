/** What an operator configures for X, and its names in the API. */
import type { PlatformSetup } from '../platform.ts';

export const setup = {
  app: 'an app with OAuth 2.0',
  clientId: { variable: 'X_CLIENT_ID' },
  // X also registers public clients.
  clientSecret: { variable: 'X_CLIENT_SECRET', note: 'Empty for a public client.', isOptional: true },
  accountChecks: {
    variable: 'X_ACCOUNT_CHECKS',
    note: 'on or off. X bills a daily look at each account with 0.01 US dollars. Off, a renamed, suspended or changed account shows when a post fails; that a grant ended shows all the same.',
  },
  prices: {
    variable: 'X_PRICES',
    note: 'Prices in US dollars that differ from those of April 2026, such as post=0.015,post_with_link=0.20,media_metadata=0.005,post_read=0.005,user_read=0.01. Costs are reckoned with them, and budgets.',
  },
  webhookSecrets: {
    consumer: {
      variable: 'X_CONSUMER_SECRET',
      note: 'The secret of the consumer key (API key), with which X signs webhooks; not that of the OAuth 2.0 client.',
    },
  },
  origins: {
    authorize: { variable: 'X_AUTHORIZE_URL', host: 'https://x.com' },
    api: { variable: 'X_API_URL', host: 'https://api.x.com' },
  },
} as const satisfies PlatformSetup;
