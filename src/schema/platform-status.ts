/** How a platform is: its state now, and its history. */

import { HISTORY_DAYS } from '../domain/platform-state/host-states.ts';
import {
  type HistoryBucket,
  incidentsByIds,
  type PlatformHistory,
  type PlatformStatus,
  platformHistory,
  platformStatuses,
  type ResponseTimes,
} from '../domain/queries/platform-status.ts';
import type { PlatformIncident } from '../lib/prisma/client.ts';
import type { PlatformState } from '../lib/prisma/enums.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { apiError } from './errors.ts';
import { PlatformEnum, PlatformInfoType } from './platform.ts';

const PlatformStateEnum = describedEnum<PlatformState>('PlatformState', 'Whether a platform works.', {
  OPERATIONAL: 'It answers.',
  DEGRADED: 'Part of it fails, or it is slow. Posts are tried.',
  DOWN: 'It answers nobody. Posts wait (`blockedBy: PLATFORM_DOWN`), and one look at a time finds out when it is back.',
});

const ResponseTimesType = builder.objectRef<ResponseTimes>('ResponseTimes').implement({
  description: 'How long answers took, to within an eighth; uploads of files are left out. Null when there were none.',
  fields: (t) => ({
    p50: t.exposeInt('p50', { nullable: true, description: 'Half of them took no longer, in milliseconds.' }),
    p95: t.exposeInt('p95', { nullable: true, description: '95 of 100 took no longer, in milliseconds.' }),
  }),
});

const PlatformIncidentType = builder.node(builder.objectRef<PlatformIncident>('PlatformIncident'), {
  id: { resolve: ({ id }) => id, description: 'The id, as in events.' },
  loadManyWithoutCache: async (ids, { app }) => {
    const found = await incidentsByIds(app.db, ids);
    return ids.map((id) => found.get(id) ?? null);
  },
  description: 'A time in which a host of a platform did not work as it should.',
  fields: (t) => ({
    host: t.string({
      description: 'Which host of the platform; `upload` for the addresses that it hands out for files.',
      resolve: ({ platform, host }) => PLATFORMS[platform].setup.origins[host]?.host.replace(/^https:\/\//, '') ?? host,
    }),
    state: t.expose('state', { type: PlatformStateEnum, description: 'DEGRADED or DOWN.' }),
    reason: t.exposeString('reason', { description: 'What it was concluded from, for people.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended, or went over into another state; null = it goes on.',
    }),
  }),
});

const PlatformStatusType = builder.objectRef<PlatformStatus>('PlatformStatus').implement({
  description:
    'How a platform is, from the calls of this installation and from a probe without an account every five minutes.',
  fields: (t) => ({
    state: t.expose('state', { type: PlatformStateEnum, description: 'Whether it works.' }),
    errorRate: t.exposeFloat('errorRate', {
      description:
        'Share of the calls of the last 15 minutes that the platform itself failed at, from 0 to 1. Refusals of content, tokens and allowances do not count.',
    }),
    responseTimeMs: t.expose('responseTimeMs', {
      type: ResponseTimesType,
      description: 'How long its answers took in the last 15 minutes.',
    }),
    lastCheckedAt: t.expose('lastCheckedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was called or probed last; null = never yet.',
    }),
    since: t.expose('since', { type: 'DateTime', nullable: true, description: 'Since when it is in this state.' }),
    openIncidents: t.field({
      type: [PlatformIncidentType],
      description: 'What goes on now, oldest first.',
      resolve: ({ openIncidents }) => [...openIncidents],
    }),
  }),
});

builder.objectField(PlatformInfoType, 'status', (t) =>
  t.field({
    type: PlatformStatusType,
    nullable: true,
    description: 'How it is now; null when this installation does not reach it.',
    complexity: 10,
    resolve: async ({ id }, _args, { app, batch }) =>
      (await batch.load('platformStatus', id, () => platformStatuses(app))) ?? null,
  }),
);

const HistoryBucketType = builder.objectRef<HistoryBucket>('PlatformStatusBucket').implement({
  description: 'One hour, or one day of UTC, of the history of a platform.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it begins.' }),
    until: t.expose('until', { type: 'DateTime', description: 'When it ends, or now.' }),
    state: t.expose('state', { type: PlatformStateEnum, description: 'The worst state in it.' }),
    calls: t.exposeInt('calls', { description: 'Calls of this installation, probes included.' }),
    errorRate: t.exposeFloat('errorRate', {
      description: 'Share of them that the platform itself failed at, from 0 to 1.',
    }),
    responseTimeMs: t.expose('responseTimeMs', { type: ResponseTimesType, description: 'How long answers took.' }),
  }),
});

const PlatformHistoryType = builder.objectRef<PlatformHistory>('PlatformStatusHistory').implement({
  description: 'How a platform was.',
  fields: (t) => ({
    incidents: t.field({
      type: [PlatformIncidentType],
      description: 'What went on in that time, oldest first.',
      resolve: ({ incidents }) => [...incidents],
    }),
    buckets: t.field({
      type: [HistoryBucketType],
      description: 'Hours for up to a week, else days; also those in which nothing was called.',
      resolve: ({ buckets }) => [...buckets],
    }),
  }),
});

builder.queryField('platformStatusHistory', (t) =>
  t.field({
    type: PlatformHistoryType,
    description: `How a platform was in the last ${HISTORY_DAYS} days; what lies before them is forgotten.`,
    args: {
      platform: t.arg({ type: PlatformEnum, required: true, description: 'Which one.' }),
      from: t.arg({ type: 'DateTime', required: true, description: 'From this instant.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'Before this instant.' }),
    },
    complexity: { field: 20, multiplier: 100 },
    resolve: (_root, { platform, from, to }, { app }) => {
      if (from >= to) throw apiError('BAD_USER_INPUT', '`from` must lie before `to`.', { argument: 'from' });
      return platformHistory(app, platform, { from, to });
    },
  }),
);
