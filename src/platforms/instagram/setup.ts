/** What an operator configures for Instagram (Instagram Login flavour: no Facebook Page is needed). */
import type { PlatformSetup } from '../platform.ts';

/** Always in the path: a call without a version gets the oldest version still served. */
export const API_VERSION = 'v27.0';

export const INSIGHTS_SCOPE = 'instagram_business_manage_insights';

export const setup = {
  app: 'an app with the product "Instagram API with Instagram login"',
  clientId: { variable: 'INSTAGRAM_APP_ID' },
  clientSecret: { variable: 'INSTAGRAM_APP_SECRET' },
  apiVersion: {
    variable: 'INSTAGRAM_GRAPH_VERSION',
    note: 'Version of the Graph API.',
    pattern: /^v\d+\.\d+$/,
    standard: API_VERSION,
  },
  webhookSecrets: {
    verifyToken: {
      variable: 'INSTAGRAM_WEBHOOK_VERIFY_TOKEN',
      note: 'The verify token that you enter with the webhook at Meta.',
    },
  },
  origins: {
    authorize: { variable: 'INSTAGRAM_AUTHORIZE_URL', host: 'https://www.instagram.com' },
    api: { variable: 'INSTAGRAM_API_URL', host: 'https://api.instagram.com' },
    graph: { variable: 'INSTAGRAM_GRAPH_URL', host: 'https://graph.instagram.com' },
  },
} as const satisfies PlatformSetup;

export const profileUrl = (username: string): string => `https://www.instagram.com/${username}/`;
