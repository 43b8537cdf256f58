/** What an operator configures for TikTok. */
import type { PlatformSetup } from '../platform.ts';

/** TikTok approves each scope for each app on its own. */
export const SCOPES = {
  basic: 'user.info.basic',
  profile: 'user.info.profile',
  stats: 'user.info.stats',
  upload: 'video.upload',
  publish: 'video.publish',
  list: 'video.list',
} as const;

export const setup = {
  app: 'an app with Login Kit and the Content Posting API',
  clientId: { variable: 'TIKTOK_CLIENT_KEY' },
  clientSecret: { variable: 'TIKTOK_CLIENT_SECRET' },
  scopes: {
    variable: 'TIKTOK_SCOPES',
    note: `What account holders are asked to grant, separated by commas; TikTok answers invalid_scope when the app lacks approval for one. ${SCOPES.basic} is needed, and at least one of ${SCOPES.upload} (inbox) and ${SCOPES.publish} (direct posts). ${SCOPES.stats}, for figures of the account, is asked for only if it stands here.`,
    when: 'when the app lacks approval for some',
    known: Object.values(SCOPES),
    // An app that was approved before figures were read lacks it, and no account could be connected.
    standard: Object.values(SCOPES).filter((scope) => scope !== SCOPES.stats),
    problem(scopes) {
      if (!scopes.includes(SCOPES.basic)) return `must hold ${SCOPES.basic}`;
      if (scopes.includes(SCOPES.upload) || scopes.includes(SCOPES.publish)) return null;
      return `must hold ${SCOPES.upload} (inbox), ${SCOPES.publish} (direct posts) or both`;
    },
  },
  origins: {
    authorize: { variable: 'TIKTOK_AUTHORIZE_URL', host: 'https://www.tiktok.com' },
    api: { variable: 'TIKTOK_API_URL', host: 'https://open.tiktokapis.com' },
  },
} as const satisfies PlatformSetup;
