/** X (Twitter): what it takes, what it costs and how it is reached. */

import type { Phase, Platform } from '../platform.ts';
import { check } from './check.ts';
import { formats } from './formats.ts';
import { metrics } from './metrics.ts';
import { oauth } from './oauth.ts';
import { options, optionTexts, type XOptions } from './options.ts';
import { pricing } from './prices.ts';
import { probe } from './probe.ts';
import { publish } from './publish.ts';
import { commits, quotas } from './quotas.ts';
import { requestIdOf } from './refusals.ts';
import { removal } from './removal.ts';
import { setup } from './setup.ts';
import { texts } from './texts.ts';
import { validate } from './validate.ts';
import { webhook } from './webhook.ts';

// The longest matching prefix wins, so each medium that a thread can have gets a line.
const PROCESSING = Object.fromEntries(
  Array.from({ length: formats.THREAD.media.max }, (_, index) => [`media-${index}-processing`, 'PROCESSING'] as const),
);

export const x: Platform<XOptions> = {
  id: 'X',
  displayName: 'X',
  names: {
    type: 'X',
    input: 'x',
    account: 'an X account',
    description: 'X, formerly Twitter.',
  },
  texts,
  setup,
  apiVersion: 'v2',
  referenceUrl: 'https://docs.x.com/x-api',
  formats,
  features: [
    'UNPUBLISH',
    'ALT_TEXT',
    'POLL',
    'REPLY_SETTINGS',
    'THREAD',
    'AI_LABEL',
    'PAID_PARTNERSHIP_LABEL',
    'COMMUNITY',
    'USER_TAGS',
  ],
  quotas,
  commits,
  pricing,
  options,
  optionTexts,
  oauth,
  probe,
  webhook,
  check,
  metrics,
  removal,
  requestIdOf,
  phases: { 'media-': 'UPLOADING', ...PROCESSING, post: 'COMMITTING', 'part-': 'COMMITTING' } satisfies Record<
    string,
    Phase
  >,
  validate,
  publish,
  extras: [],
};
