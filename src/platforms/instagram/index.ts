/** The Instagram adapter: what it can do, and where its parts are. */

import type { Phase, Platform } from '../platform.ts';
import { check } from './check.ts';
import { extras } from './extras.ts';
import { outcomeOf, requestIdOf } from './failures.ts';
import { receiptOf } from './find.ts';
import { formats, JPEG } from './formats.ts';
import { metrics } from './metrics.ts';
import { oauth } from './oauth.ts';
import { type InstagramOptions, options, optionTexts } from './options.ts';
import { probe } from './probe.ts';
import { publish } from './publish.ts';
import { quotas } from './quotas.ts';
import { API_VERSION, setup } from './setup.ts';
import { texts } from './texts.ts';
import { validate } from './validate.ts';
import { webhook } from './webhook.ts';

// A carousel's items are fetched before its container exists, so that the phases only ever go forward.
const phases = {
  child: 'UPLOADING',
  'processing-child': 'UPLOADING',
  container: 'CONTAINER_CREATED',
  'processing-container': 'PROCESSING',
  limit: 'PROCESSING',
  publish: 'COMMITTING',
  media: 'FINISHING',
  permalink: 'FINISHING',
  'first-comment': 'FINISHING',
  'comment-switch': 'FINISHING',
} as const satisfies Record<string, Phase>;

export const instagram: Platform<InstagramOptions> = {
  id: 'INSTAGRAM',
  displayName: 'Instagram',
  names: {
    type: 'Instagram',
    input: 'instagram',
    account: 'an Instagram account',
    description: 'Instagram, professional accounts.',
  },
  texts,
  setup,
  apiVersion: API_VERSION,
  referenceUrl: 'https://developers.facebook.com/docs/instagram-platform/content-publishing',
  formats,
  features: [
    'ALT_TEXT',
    'COLLABORATORS',
    'COMMENT_SWITCH',
    'COVER',
    'FIRST_COMMENT',
    'LOCATION',
    'TRIAL_REEL',
    'USER_TAGS',
  ],
  quotas,
  options,
  optionTexts,
  optionMedia: { coverMediaAssetId: JPEG },
  oauth,
  probe,
  webhook,
  check,
  metrics,
  removal: {
    instead: 'Delete it in the Instagram app: Instagram Login has no way for apps to do so.',
    url: 'https://help.instagram.com/997924900322403',
  },
  outcomeOf,
  requestIdOf,
  phases,
  validate: (post, account) => validate(post, account, formats),
  publish,
  receiptOf,
  extras,
};
