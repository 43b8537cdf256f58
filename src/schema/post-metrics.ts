/** The figures of a post at its ages, what people did with it, and whether the platform still shows it. */

import { AGES } from '../domain/insights/ages.ts';
import { ENGAGEMENT, ENGAGEMENT_RATE_FORMULA, engagementOf, engagementRate } from '../domain/insights/formulas.ts';
import { type Gap, gapFrom } from '../domain/insights/gaps.ts';
import { readingsOf, type StoredReading } from '../domain/queries/insights.ts';
import type { TargetRow } from '../domain/queries/targets.ts';
import type { FigureAge, PostPresence } from '../lib/prisma/enums.ts';
import { PLATFORMS } from '../platforms/index.ts';
import type { MetricName } from '../platforms/platform.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { localId } from './ids.ts';
import { loadTarget } from './load.ts';
import { figuresOf, MetricFigureType } from './metric.ts';
import { PostTargetType } from './refs.ts';

const FigureAgeEnum = describedEnum<FigureAge>('FigureAge', 'At which age of a post its figures were read.', {
  H1: 'One hour after it went live.',
  H24: '24 hours after it went live; a story shortly before.',
  D7: 'Seven days after it went live.',
  D30: 'Thirty days after it went live.',
  LATEST: 'The last time that they were read.',
});

const PostPresenceEnum = describedEnum<PostPresence>(
  'PostPresence',
  'What became of a published post at the platform.',
  {
    HIDDEN: 'The platform has it, and does not show it to the audience that it was published for.',
    GONE: 'The platform says that there is no such post any more.',
    UNPUBLISHED: 'It was removed with `unpublishTarget`.',
  },
);

builder.objectFields(PostTargetType, (t) => ({
  presence: t.expose('presence', {
    type: PostPresenceEnum,
    nullable: true,
    description:
      'What became of it at the platform after it was published, as noticed when its figures were read; null while it is shown, as far as known. The status stays PUBLISHED.',
  }),
  presenceAt: t.expose('presenceAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When `presence` last changed.',
  }),
}));

interface Reading extends StoredReading {
  target: TargetRow;
  now: Date;
}

const metricsOf = ({ platform, format }: TargetRow): MetricName[] => [
  ...new Set(
    PLATFORMS[platform].metrics.rules.flatMap(({ kind, metric, formats }) =>
      kind === 'TOTAL' && (formats === undefined || formats.includes(format)) ? [metric] : [],
    ),
  ),
];

/** Why a metric of this reading has no figure. */
function gapOf({ readAt, closedAt, dueAt, gap, values, now }: Reading): Gap {
  if (readAt !== null && Object.keys(values).length > 0) return 'NOT_TOLD';
  if (gap !== null) return gapFrom(gap);
  return closedAt === null && dueAt > now ? 'NOT_YET' : 'NOT_READ';
}

const engagement = ({ target, values }: Reading): number | null =>
  engagementOf(PLATFORMS[target.platform].metrics, values);

const PostReadingType = builder.objectRef<Reading>('PostReading').implement({
  description: 'The figures of a post at one age.',
  fields: (t) => ({
    age: t.expose('age', { type: FigureAgeEnum, description: 'At which age.' }),
    dueAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When they are, or were, to be read; null for LATEST.',
      resolve: ({ age, dueAt }) => (age === 'LATEST' ? null : dueAt),
    }),
    readAt: t.expose('readAt', { type: 'DateTime', nullable: true, description: 'When they were read.' }),
    figures: t.field({
      type: [MetricFigureType],
      description: 'A figure for each metric that the platform tells of such a post, or the reason why there is none.',
      complexity: { field: 1, multiplier: 12 },
      resolve: (reading) => figuresOf(metricsOf(reading.target), reading.values, gapOf(reading)),
    }),
    engagement: t.float({
      nullable: true,
      description: `${ENGAGEMENT.join(' + ')}, of those that the platform tells. Null if one of them was not told.`,
      resolve: engagement,
    }),
    engagementRate: t.float({
      nullable: true,
      description: `${ENGAGEMENT_RATE_FORMULA}: 0.05 is five percent. Null if one of them was not told, or without a view.`,
      resolve: (reading) => engagementRate(engagement(reading), reading.values.VIEWS),
    }),
  }),
});

const PostMetricsType = builder.objectRef<{ target: TargetRow; readings: Reading[] }>('PostMetrics').implement({
  description: 'The figures of a published target.',
  fields: (t) => ({
    target: t.expose('target', { type: PostTargetType, description: 'The target.' }),
    readings: t.field({
      type: [PostReadingType],
      description: `Its figures at each age, the youngest first, and the latest. Empty until it is published. A reading that came more than ${AGES.H1.lateMs / 3_600_000} hour (H1), ${AGES.H24.lateMs / 3_600_000} hours (H24), 1 day (D7) or 3 days (D30) late is none.`,
      resolve: ({ readings }) => readings,
    }),
  }),
});

builder.queryField('postMetrics', (t) =>
  t.field({
    type: PostMetricsType,
    nullable: true,
    description: 'The figures of a target. Null for a target that does not exist for this API key.',
    scope: 'POSTS_READ',
    complexity: 10,
    args: { targetId: t.arg.id({ required: true, description: 'Which target.' }) },
    resolve: async (_root, { targetId }, context) => {
      const target = await loadTarget(context, localId('PostTarget', targetId));
      if (target === undefined) return null;
      const now = context.app.clock.now();
      const readings = (await context.batch.load('readings', target.id, (ids) => readingsOf(context.app, ids))) ?? [];
      return { target, readings: readings.map((reading) => ({ ...reading, target, now })) };
    },
  }),
);
