/** What an operator configures for YouTube. */
import type { PlatformSetup } from '../platform.ts';

export const setup = {
  app: 'an OAuth client of type "Web application" with the YouTube Data API v3',
  clientId: { variable: 'GOOGLE_CLIENT_ID' },
  clientSecret: { variable: 'GOOGLE_CLIENT_SECRET' },
  origins: {
    authorize: { variable: 'GOOGLE_AUTHORIZE_URL', host: 'https://accounts.google.com' },
    token: { variable: 'GOOGLE_TOKEN_URL', host: 'https://oauth2.googleapis.com' },
    api: { variable: 'YOUTUBE_API_URL', host: 'https://www.googleapis.com' },
    analytics: { variable: 'YOUTUBE_ANALYTICS_URL', host: 'https://youtubeanalytics.googleapis.com' },
    hub: { variable: 'YOUTUBE_HUB_URL', host: 'https://pubsubhubbub.appspot.com' },
  },
} as const satisfies PlatformSetup;
