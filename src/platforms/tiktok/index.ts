/** The TikTok adapter: what it can do, and where its parts are. */

import type { Platform } from '../platform.ts';
import { check } from './check.ts';
import { choices } from './creator.ts';
import { extras } from './extras.ts';
import { outcomeOf, requestIdOf } from './failures.ts';
import { receiptOf } from './find.ts';
import { formats } from './formats.ts';
import { handOver } from './inbox.ts';
import { metrics } from './metrics.ts';
import { oauth } from './oauth.ts';
import { options, optionTexts, type TikTokOptions } from './options.ts';
import { probe } from './probe.ts';
import { publish } from './publish.ts';
import { quotas } from './quotas.ts';
import { SCOPES, setup } from './setup.ts';
import { texts } from './texts.ts';
import { validate } from './validate.ts';
import { webhook } from './webhook.ts';

export const tiktok: Platform<TikTokOptions> = {
  id: 'TIKTOK',
  displayName: 'TikTok',
  names: {
    type: 'TikTok',
    input: 'tiktok',
    account: 'a TikTok account',
    description: 'TikTok.',
  },
  texts,
  setup,
  apiVersion: 'v2',
  referenceUrl: 'https://developers.tiktok.com/doc/content-posting-api-get-started',
  formats,
  features: ['DIRECT_POST', 'INBOX', 'PERMALINK', 'COVER_TIMESTAMP', 'AI_LABEL', 'COMMERCIAL_CONTENT'],
  featureScopes: { DIRECT_POST: SCOPES.publish, INBOX: SCOPES.upload },
  quotas,
  options,
  optionTexts,
  oauth,
  probe,
  webhook,
  check,
  metrics,
  removal: {
    instead: 'Delete it in the TikTok app: TikTok lets no app do so.',
    url: 'https://support.tiktok.com/en/using-tiktok/creating-videos/deleting-a-video',
  },
  outcomeOf,
  requestIdOf,
  choices,
  phases: {
    init: 'PREPARING',
    try: 'PREPARING',
    upload: 'UPLOADING',
    publish: 'COMMITTING',
    processing: 'PROCESSING',
    verdict: 'PROCESSING',
    'pull-failed': 'PROCESSING',
    permalink: 'FINISHING',
    inbox: 'FINISHING',
  },
  validate: (post, account) => validate(post, account, formats),
  publish,
  handOver,
  receiptOf,
  extras,
};
