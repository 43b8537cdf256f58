/** The YouTube adapter: what it can do, what it costs, and where its parts are. */

import type { Platform } from '../platform.ts';
import { check } from './check.ts';
import { extras } from './extras.ts';
import { outcomeOf } from './failures.ts';
import { receiptOf } from './find.ts';
import { formats } from './formats.ts';
import { metrics } from './metrics.ts';
import { oauth } from './oauth.ts';
import { options, optionTexts, type YouTubeOptions } from './options.ts';
import { probe } from './probe.ts';
import { publish } from './publish.ts';
import { quotas } from './quotas.ts';
import { removal } from './removal.ts';
import { setup } from './setup.ts';
import { texts } from './texts.ts';
import { THUMBNAIL_RULE } from './thumbnail.ts';
import { validate } from './validate.ts';
import { webhook } from './webhook.ts';

export const youtube: Platform<YouTubeOptions> = {
  id: 'YOUTUBE',
  displayName: 'YouTube',
  names: {
    type: 'YouTube',
    input: 'youtube',
    account: 'a YouTube channel',
    description: 'YouTube: Shorts and long videos.',
  },
  texts,
  setup,
  apiVersion: 'v3',
  referenceUrl: 'https://developers.google.com/youtube/data',
  formats,
  features: ['UNPUBLISH', 'TITLE', 'TAGS', 'PRIVACY', 'THUMBNAIL', 'PLAYLIST', 'FIRST_COMMENT'],
  quotas,
  options,
  optionTexts,
  optionMedia: { thumbnailMediaAssetId: THUMBNAIL_RULE },
  oauth,
  probe,
  webhook,
  check,
  metrics,
  removal,
  outcomeOf,
  phases: {
    session: 'PREPARING',
    upload: 'UPLOADING',
    publish: 'COMMITTING',
    processing: 'PROCESSING',
    thumbnail: 'FINISHING',
    playlist: 'FINISHING',
    'first-comment': 'FINISHING',
    verdict: 'FINISHING',
  },
  validate,
  publish,
  receiptOf,
  extras,
};
