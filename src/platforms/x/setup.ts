/** What an operator configures for X, and its names in the API. */
import type { PlatformSetup } from '../platform.ts';

export const setup = {
  app: 'an app with OAuth 2.0',
  clientId: { variable: 'X_CLIENT_ID' },
  // X also registers public clients.
  clientSecret: { variable: 'X_CLIENT_SECRET', note: 'Empty for a public client.', isOptional: true },
  origins: {
    authorize: { variable: 'X_AUTHORIZE_URL', host: 'https://x.com' },
    api: { variable: 'X_API_URL', host: 'https://api.x.com' },
  },
} as const satisfies PlatformSetup;
