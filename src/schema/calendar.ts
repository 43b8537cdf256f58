/** Overviews: the calendar and the counts of a dashboard. */
import {
  type Calendar,
  MAX_CALENDAR_DAYS,
  MAX_CALENDAR_POSTS,
  MAX_STATS_DAYS,
  publishingStats,
  readCalendar,
  type StatsGroup,
  type StatsRow,
} from '../domain/queries/calendar.ts';
import type { PostRow } from '../domain/queries/posts.ts';
import { localTimeOf } from '../domain/schedule-time.ts';
import { quoted } from '../domain/text-input.ts';
import { TargetStatus } from '../lib/prisma/enums.ts';
import { zoneNamed } from '../lib/time-zones.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { apiError } from './errors.ts';
import { optionalLocalIds, toGlobalId } from './ids.ts';
import { ScheduledPostType } from './refs.ts';
import { postExtent } from './selects.ts';
import { TargetStatusEnum } from './target-status.ts';

export const StatsGroupEnum = describedEnum<StatsGroup>('StatsGroup', 'What counts are grouped by.', {
  PLATFORM: 'One group per platform; `key` is its name.',
  ACCOUNT: 'One group per account; `key` is its id.',
  DAY: 'One group per day; `key` is `YYYY-MM-DD` on the clocks of `timeZone`.',
  STATUS: 'One group per target status; `key` is its name.',
});

const DAY_MS = 86_400_000;

export function checkSpan({ from, to }: { from: Date; to: Date }, maxDays: number): void {
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  if (days > 0 && days <= maxDays) return;
  throw apiError(
    'BAD_USER_INPUT',
    `\`from\` and \`to\` span ${days.toFixed(1)} days; it must be more than 0 and at most ${maxDays}.`,
    { argument: 'to', max: maxDays, actual: days },
  );
}

function checkZone(name: string): string {
  const zone = zoneNamed(name);
  if (zone === null)
    throw apiError('BAD_USER_INPUT', `${quoted(name)} is not the name of a time zone, such as Europe/Berlin.`, {
      argument: 'timeZone',
    });
  return zone;
}

interface CalendarDay {
  date: string;
  posts: PostRow[];
}

const CalendarDayType = builder.objectRef<CalendarDay>('CalendarDay').implement({
  description: 'A day with posts.',
  fields: (t) => ({
    date: t.exposeString('date', { description: 'The day as `YYYY-MM-DD`, on the clocks of `timeZone`.' }),
    posts: t.field({
      type: [ScheduledPostType],
      description: 'Its posts, earliest first.',
      resolve: ({ posts }) => posts,
    }),
  }),
});

const CalendarType = builder.objectRef<Calendar & { timeZone: string }>('Calendar').implement({
  description: 'Posts of a span of time.',
  fields: (t) => ({
    days: t.field({
      type: [CalendarDayType],
      description: 'The days that have posts, in order.',
      complexity: { field: 5, multiplier: 20 },
      resolve: ({ posts, timeZone }) =>
        [
          ...Map.groupBy(posts, ({ scheduledAt }) =>
            scheduledAt === null ? '' : localTimeOf(scheduledAt, timeZone).slice(0, 10),
          ),
        ].map(([date, ofDay]) => ({ date, posts: ofDay })),
    }),
    isComplete: t.exposeBoolean('isComplete', {
      description: `False when there are more than ${MAX_CALENDAR_POSTS} posts, of which only the earliest are here.`,
    }),
  }),
});

const StatusCountType = builder.objectRef<{ status: TargetStatus; count: number }>('StatusCount').implement({
  description: 'How many targets have a status.',
  fields: (t) => ({
    status: t.expose('status', { type: TargetStatusEnum, description: 'The status.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
});

const PublishingStatType = builder.objectRef<StatsRow>('PublishingStat').implement({
  description: 'Counts of one group.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Which group; see `StatsGroup`.' }),
    total: t.exposeInt('total', { description: 'How many targets.' }),
    byStatus: t.field({
      type: [StatusCountType],
      description: 'How many of them have which status; statuses without any are absent.',
      resolve: ({ byStatus }) =>
        Object.values(TargetStatus).flatMap((status) => {
          const count = byStatus[status];
          return count === undefined ? [] : [{ status, count }];
        }),
    }),
  }),
});

builder.queryFields((t) => ({
  calendar: t.field({
    type: CalendarType,
    description: `Posts of a span of at most ${MAX_CALENDAR_DAYS} days, by day.`,
    scope: 'POSTS_READ',
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'From this instant on.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'Up to, but without, this instant.' }),
      brandIds: t.arg.idList({ description: 'Only of these brands.' }),
      timeZone: t.arg.string({
        required: true,
        defaultValue: 'UTC',
        description: 'The time zone in which days begin: an IANA name.',
      }),
    },
    resolve: async (_root, { from, to, brandIds, timeZone }, { app, viewer }, info) => {
      checkSpan({ from, to }, MAX_CALENDAR_DAYS);
      const zone = checkZone(timeZone);
      const span = { from, to, brandIds: optionalLocalIds('Brand', brandIds) };
      return { ...(await readCalendar(app, viewer, span, postExtent(info))), timeZone: zone };
    },
  }),
  publishingStats: t.field({
    type: [PublishingStatType],
    description: `What became of the targets that were due in a span of at most ${MAX_STATS_DAYS} days.`,
    scope: 'POSTS_READ',
    complexity: { field: 50, multiplier: 5 },
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'From this instant on.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'Up to, but without, this instant.' }),
      groupBy: t.arg({ type: StatsGroupEnum, required: true, description: 'What the counts are grouped by.' }),
      brandIds: t.arg.idList({ description: 'Only of these brands.' }),
      timeZone: t.arg.string({
        required: true,
        defaultValue: 'UTC',
        description: 'The time zone in which days begin: an IANA name.',
      }),
    },
    resolve: async (_root, { from, to, groupBy, brandIds, timeZone }, { app, viewer }) => {
      checkSpan({ from, to }, MAX_STATS_DAYS);
      const rows = await publishingStats(app, viewer, {
        from,
        to,
        groupBy,
        timeZone: checkZone(timeZone),
        brandIds: optionalLocalIds('Brand', brandIds),
      });
      return groupBy === 'ACCOUNT' ? rows.map((row) => ({ ...row, key: toGlobalId('SocialAccount', row.key) })) : rows;
    },
  }),
}));
