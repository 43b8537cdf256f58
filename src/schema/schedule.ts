/** When a post goes out, as callers write it. */
import type { ScheduleInput as Schedule, ScheduleMode } from '../domain/schedule-time.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';

export const ScheduleModeEnum = describedEnum<ScheduleMode>('ScheduleMode', 'Whether and when a post goes out.', {
  DRAFT: 'Saved, and not published. A time may be noted; it does not schedule.',
  AT: 'Published at the given time.',
  NOW: 'Published as soon as possible.',
});

export const ScheduleInput = builder.inputType('ScheduleInput', {
  description:
    'Whether and when a post goes out. Mode AT takes `at`, or `localTime` with `timeZone`, or both when they agree.',
  fields: (t) => ({
    mode: t.field({ type: ScheduleModeEnum, required: true, description: 'DRAFT saves, AT schedules, NOW publishes.' }),
    at: t.field({
      type: 'DateTime',
      description:
        'The instant. One that has passed is refused with TIME_IN_PAST; within the last minute it means now.',
    }),
    localTime: t.string({
      description:
        'What the clocks of `timeZone` show: `2026-07-01T09:30`. A time that does not exist because clocks are set forward is refused; of one that exists twice the earlier is taken, unless an offset is added: `2026-10-25T02:30+01:00`.',
    }),
    timeZone: t.string({
      description:
        'IANA name such as `Europe/Berlin`. Absent: that of the brand, or of the post when it is moved. When a law changes the clocks of the zone, the post keeps the time they show, also if `at` was given; `UTC` never changes.',
    }),
  }),
});

export const readSchedule = ({ mode, at, localTime, timeZone }: typeof ScheduleInput.$inferInput): Schedule => ({
  mode,
  at,
  localTime,
  timeZone,
});
