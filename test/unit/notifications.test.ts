/** Notifications: every event that people are told of has a text, and texts are made of numbers, dates and money as people write them. */
import { expect, it } from 'vitest';
import type { Event } from '../../src/domain/events/event.ts';
import { ACHIEVEMENTS } from '../../src/domain/notifications/achievements.ts';
import { lastSpan } from '../../src/domain/notifications/digests.ts';
import { achievementDraft, draftOf } from '../../src/domain/notifications/drafts.ts';
import { wantedTypes } from '../../src/domain/notifications/preferences.ts';
import { textOf } from '../../src/domain/notifications/texts.ts';
import { NOTIFICATION_TYPES, TYPES } from '../../src/domain/notifications/types.ts';
import { keysOf } from '../../src/lib/record.ts';

const ACCOUNT = { platform: 'X', username: 'bakery', status: 'EXPIRED' };
const QUOTA = { platform: 'X', quota: 'posts', scope: 'ACCOUNT', taken: 1_600, limit: 2_000 };
const BUDGET = {
  currency: 'USD',
  month: '2026-12',
  limit: '1500.00',
  spent: '1200.50',
  resetsAt: '2027-01-01T00:00:00.000Z',
};
const failure = (code: string, more = {}) => ({ platform: 'X', error: { code, userAction: 'EDIT', ...more } });

/** The payload of each event, and what its title says. */
const TOLD: readonly [type: string, payload: Record<string, unknown>, title: string][] = [
  [
    'account.expires_soon',
    { ...ACCOUNT, days: 1, expiresAt: '2026-12-24T08:00:00.000Z' },
    'Access to X (bakery) ends in 1 day',
  ],
  ['account.expired', { ...ACCOUNT, statusReason: 'AUTH_EXPIRED' }, 'Access to X (bakery) has ended'],
  ['account.expired', { ...ACCOUNT, statusReason: 'AUTH_REVOKED' }, 'Access to X (bakery) was withdrawn'],
  ['account.expired', { ...ACCOUNT, statusReason: 'RENEWAL_LOST' }, 'The connection to X (bakery) is lost'],
  [
    'account.health_changed',
    {
      ...ACCOUNT,
      health: 'RESTRICTED',
      healthBefore: 'HEALTHY',
      reasons: [{ code: 'ACCOUNT_RESTRICTED', message: '' }],
    },
    'Nothing can be published on X (bakery)',
  ],
  ['target.success', { platform: 'X' }, 'Published on X (bakery)'],
  ['target.error', failure('MEDIA_INVALID'), 'A post failed on X (bakery)'],
  ['target.missed', failure('MISSED_WINDOW', { blockedBy: 'PAUSED' }), 'A post did not go out on X (bakery)'],
  ['target.outcome_unknown', failure('OUTCOME_UNKNOWN'), 'A post may be live on X (bakery)'],
  [
    'post.at_risk',
    { platform: 'X', targetId: 'target_x', cause: 'MEDIA_CHANGED', dueAt: null },
    'A post may not go out on X (bakery)',
  ],
  [
    'account.metrics_failed',
    { ...ACCOUNT, code: 'SCOPE_MISSING', message: '', failures: 3 },
    'The figures of X (bakery) cannot be read',
  ],
  [
    'account.metrics_synced',
    { ...ACCOUNT, followers: 1_250, followersBefore: 1_200 },
    'X (bakery) has 1,250 followers',
  ],
  [
    'brand.digest',
    { period: 'DAILY', day: '2026-12-01', published: 2, failed: 1, missed: 0, unknown: 0, planned: 3 },
    'Your day: 2 published, 1 not',
  ],
  ['platform.down', { platform: 'X' }, 'X does not answer'],
  ['platform.operational', { platform: 'X' }, 'X works again'],
  ['account.quota_nearly_used', { ...ACCOUNT, ...QUOTA }, 'An allowance of X (bakery) is nearly used'],
  ['workspace.quota_used_up', QUOTA, 'An allowance of X is used up'],
  ['workspace.budget_nearly_used', BUDGET, 'The budget of this month is nearly spent'],
  ['workspace.budget_used_up', BUDGET, 'The budget of this month is used up'],
  ['webhook.disabled', { reason: 'GONE' }, 'A webhook endpoint was disabled'],
  [
    'account.suspicious_activity',
    { kind: 'UNUSUAL_PUBLISHING', severity: 'HIGH', action: 'PAUSED' },
    'Suspicious activity on X (bakery)',
  ],
  [
    'api_key.suspicious_activity',
    { kind: 'CONNECTION_FAILURES', severity: 'MEDIUM', action: 'NONE' },
    'Suspicious use of an API key',
  ],
];

const eventOf = (type: string, payload: Record<string, unknown>): Event => ({
  id: 'event',
  createdAt: new Date('2026-12-01T08:00:00Z'),
  position: 1n,
  workspaceId: 'workspace',
  brandId: 'brand',
  subject: 'ACCOUNT',
  subjectId: 'subject',
  postId: null,
  socialAccountId: /^(api_key|platform|workspace)/.test(type) ? null : 'account',
  type,
  actor: null,
  payload,
});
const facts = {
  accountOf: ({ socialAccountId }: Event) =>
    socialAccountId === null ? null : ({ platform: 'X', username: 'bakery' } as const),
};
const draftFor = (type: string, payload: Record<string, unknown>) => {
  const draft = draftOf(eventOf(type, payload), facts);
  if (draft === null) throw new Error(`nobody is told of ${type}`);
  return draft;
};

for (const [type, payload, title] of TOLD)
  it(`${type} ${JSON.stringify(payload).slice(0, 60)} is told as "${title}"`, () => {
    const draft = draftFor(type, payload);
    expect(NOTIFICATION_TYPES[draft.type].params.parse(draft.params)).toEqual(draft.params);
    const text = textOf(
      { ...draft, targets: draft.targetId === null ? 0 : 1 },
      { language: 'en', timeZone: 'Europe/Berlin' },
    );
    expect(text.title).toBe(title);
    expect(text.body).toMatch(/^\S.*\.$/);
    expect(text.body).not.toMatch(/undefined|null|NaN|\s\s/);
  });

it('says all of it in every language, and nothing of it in English', () => {
  for (const [type, payload] of TOLD)
    for (const targets of [0, 1, 5])
      for (const language of ['pt-BR', 'es'] as const) {
        const row = { ...draftFor(type, payload), targets };
        const english = textOf(row, { language: 'en', timeZone: null });
        const { title, body } = textOf(row, { language, timeZone: null });
        expect(title).not.toBe(english.title);
        expect(body).toMatch(/^\S.*\.$/);
        expect(`${title} ${body}`).not.toMatch(/undefined|null|NaN|\s\s/);
        expect(`${title} ${body}`).not.toMatch(
          /(?<!\p{L})(the|is|are|was|has|not|and|of|it|account|published)(?!\p{L})/iu,
        );
        // Names, amounts and instants are there, in whatever form.
        for (const name of ['bakery', 'USD']) if (english.body.includes(name)) expect(body).toContain(name);
      }
});

it('each type has an event that is told with it', () => {
  const ofEvents = TOLD.map(([type, payload]) => draftFor(type, payload).type);
  expect(new Set([...ofEvents, 'FIRST_CONNECTION', 'ACHIEVEMENT'])).toEqual(new Set(TYPES));
});

it('each achievement has a text, which tells of its credits', () => {
  const texts = keysOf(ACHIEVEMENTS).map((code) =>
    textOf(
      { ...achievementDraft({ code, credits: code === 'FIRST_CONNECTION' ? 50 : 0 }), targets: 0 },
      { language: 'en', timeZone: null },
    ),
  );
  expect(texts).toEqual([
    {
      title: 'Your first account is connected',
      body: 'From now on posts can go out to it. You got 50 credits.',
    },
    { title: 'Live on every platform', body: 'One of your posts is live on all platforms at once.' },
    { title: 'A hundred posts', body: 'Your hundredth post is live.' },
  ]);
});

it('a payload that is not what this release knows is told to nobody', () => {
  expect(draftOf(eventOf('target.success', { platform: 'Elsewhere' }), facts)).toBeNull();
  expect(draftOf(eventOf('target.processing', { platform: 'X' }), facts)).toBeNull();
});

it('numbers, plurals, money and instants are written as people do', () => {
  const bodyOf = (type: string, payload: Record<string, unknown>, targets = 0) =>
    textOf({ ...draftFor(type, payload), targets }, { language: 'en', timeZone: 'America/Sao_Paulo' }).body;
  expect(bodyOf('account.quota_nearly_used', { ...ACCOUNT, ...QUOTA })).toBe('1,600 of 2,000 are used (posts).');
  expect(bodyOf('workspace.budget_nearly_used', BUDGET)).toBe(
    '$1,200.50 of $1,500.00 are spent. A new month begins on December 31, 2026 at 9:00 PM GMT-3.',
  );
  const expired = { ...ACCOUNT, statusReason: 'AUTH_EXPIRED' };
  expect(bodyOf('account.expired', expired, 1)).toContain('1 post cannot go out until then.');
  expect(bodyOf('account.expired', expired, 1_234)).toContain('1,234 posts cannot go out until then.');
});

it('a digest reaches from morning to morning, in every zone and when clocks change', () => {
  const spanAt = (period: 'DAILY' | 'WEEKLY', timeZone: string, now: string) => {
    const { day, from, to } = lastSpan(period, timeZone, new Date(now));
    return [day, from.toISOString().slice(0, 16), to.toISOString().slice(0, 16)];
  };
  expect(spanAt('DAILY', 'Europe/Berlin', '2026-12-01T07:00:00Z')).toEqual([
    '2026-12-01',
    '2026-11-30T07:00',
    '2026-12-01T07:00',
  ]);
  expect(spanAt('DAILY', 'Europe/Berlin', '2026-12-01T06:59:59Z')[0]).toBe('2026-11-30');
  // Clocks are set forward in the night to March 29, 2026, and back in that to October 25.
  expect(spanAt('DAILY', 'Europe/Berlin', '2026-03-29T12:00:00Z').slice(1)).toEqual([
    '2026-03-28T07:00',
    '2026-03-29T06:00',
  ]);
  expect(spanAt('DAILY', 'Europe/Berlin', '2026-10-25T12:00:00Z').slice(1)).toEqual([
    '2026-10-24T06:00',
    '2026-10-25T07:00',
  ]);
  expect(spanAt('DAILY', 'Asia/Kathmandu', '2026-12-01T02:15:00Z')[0]).toBe('2026-12-01');
  // A Monday, and the Sunday before it.
  expect(spanAt('WEEKLY', 'America/Sao_Paulo', '2026-11-30T11:00:00Z')).toEqual([
    '2026-11-30',
    '2026-11-23T11:00',
    '2026-11-30T11:00',
  ]);
  expect(spanAt('WEEKLY', 'America/Sao_Paulo', '2026-11-29T23:00:00Z')[0]).toBe('2026-11-23');
  // Samoa had no December 30, 2011.
  expect(spanAt('DAILY', 'Pacific/Apia', '2011-12-31T00:00:00Z')[0]).toBe('2011-12-31');
});

it('a choice for a brand goes before the one for all', () => {
  const choice = (brandId: string | null, isEnabled: boolean) =>
    ({ type: 'POST_FAILED', channel: 'IN_APP', brandId, isEnabled }) as const;
  const wanted = (...choices: ReturnType<typeof choice>[]) => wantedTypes(['POST_FAILED'], choices)[0]?.brands;
  expect(wanted()).toEqual({ allBut: [] });
  expect(wanted(choice('a', false), choice('b', true))).toEqual({ allBut: ['a'] });
  expect(wanted(choice(null, false))).toBeUndefined();
  expect(wanted(choice(null, false), choice('a', true), choice('b', false))).toEqual({ only: ['a'] });
});
