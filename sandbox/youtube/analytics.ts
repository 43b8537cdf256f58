/** YouTube Analytics v2: one table per query, by day or by video or as one row. */
import { createHash } from 'node:crypto';
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { no } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import { type Channel, isShort, type Video, type YoutubeStore } from './store.ts';

const DAY_MS = 86_400_000;
/** Figures of the last two days are not there yet. */
const LAG_MS = 2 * DAY_MS;
const INTEGERS = [
  ...['views', 'engagedViews', 'likes', 'dislikes', 'comments', 'shares', 'estimatedMinutesWatched'],
  ...['averageViewDuration', 'subscribersGained', 'subscribersLost', 'videosAddedToPlaylists'],
  ...['videosRemovedFromPlaylists', 'redViews'],
];
const METRICS = [...INTEGERS, 'averageViewPercentage'];
const DIMENSIONS = ['day', 'video', 'creatorContentType'] as const;
const MAX_FILTERED = 500;

type Cell = string | number | null;

export function createAnalytics(store: YoutubeStore, auth: YoutubeAuth) {
  return {
    query: (request: SandboxRequest): SandboxResponse => {
      const channel = auth.channel(request, SCOPES.analytics);
      const { query } = request;
      const ids = query.get('ids');
      if (ids !== 'channel==MINE' && ids !== `channel==${channel.id}`) throw bad('ids', ids);
      const metrics = listOf(query, 'metrics', METRICS);
      if (metrics.length === 0) throw bad('metrics', query.get('metrics'));
      const dimensions = listOf(query, 'dimensions', DIMENSIONS);
      const [from, to] = [dayOf(query, 'startDate'), dayOf(query, 'endDate')];
      if (to < from) throw bad('endDate', query.get('endDate'));
      const videos = filtered(store, channel, query.get('filters'));
      const header = [
        ...dimensions.map((name) => ({ name, columnType: 'DIMENSION', dataType: 'STRING' })),
        ...metrics.map((name) => ({
          name,
          columnType: 'METRIC',
          dataType: INTEGERS.includes(name) ? 'INTEGER' : 'FLOAT',
        })),
      ];
      const last = Math.min(to, Math.floor((store.state.now() - LAG_MS) / DAY_MS) * DAY_MS);
      const rows = sorted(
        rowsOf(store, channel, { videos, dimensions, metrics, from, to: last }),
        header,
        query.get('sort'),
      );
      const first = Number(query.get('startIndex') ?? 1) - 1;
      const most = Number(query.get('maxResults') ?? rows.length);
      if (!(first >= 0)) throw bad('startIndex', query.get('startIndex'));
      if (!(most >= 0)) throw bad('maxResults', query.get('maxResults'));
      const shown = rows.slice(first, first + most);
      return {
        status: 200,
        json: { kind: 'youtubeAnalytics#resultTable', columnHeaders: header, rows: shown },
      };
    },
  };
}

function filtered(store: YoutubeStore, channel: Channel, filters: string | null): Video[] {
  const all = store.videosOf(channel).filter((video) => video.publicSince !== undefined);
  if (filters === null) return all;
  const [, list] = /^video==([A-Za-z0-9_,-]+)$/.exec(filters) ?? [];
  const wanted = list?.split(',') ?? [];
  if (wanted.length === 0 || wanted.length > MAX_FILTERED) throw bad('filters', filters);
  return all.filter((video) => wanted.includes(video.id));
}

interface Asked {
  videos: readonly Video[];
  dimensions: readonly string[];
  metrics: readonly string[];
  from: number;
  to: number;
}

function rowsOf(store: YoutubeStore, channel: Channel, { videos, dimensions, metrics, from, to }: Asked): Cell[][] {
  const groups = grouped(videos, dimensions);
  const days = Array.from({ length: Math.max(0, (to - from) / DAY_MS + 1) }, (_, index) => from + index * DAY_MS);
  const spans = dimensions.includes('day') ? days.map((day) => [day]) : [days];
  return groups.flatMap((group) =>
    spans.flatMap((span) => {
      const alive = group.flatMap((video) =>
        span.filter((day) => day + DAY_MS > (video.publicSince ?? 0)).map((day) => ({ video, day })),
      );
      // Without activity there is no row at all.
      if (alive.length === 0) return [];
      const [first] = group;
      const key: Record<string, string> = {
        day: iso(span[0] ?? from),
        video: first?.id ?? '',
        creatorContentType: first === undefined ? '' : contentType(first),
      };
      // A figure of a channel on a day is set under `views@2026-12-01`.
      const isOfChannel = dimensions.join() === 'day';
      const cells = metrics.map((metric) => {
        const values = alive.map(({ video, day }) => figure(video.id, iso(day), metric));
        const sum = values.reduce((total, value) => total + value, 0);
        const natural = metric.startsWith('average') ? Math.round((sum / values.length) * 100) / 100 : sum;
        const name = `${metric}@${key.day}`;
        return isOfChannel ? (store.state.told('YOUTUBE', channel.id, { [name]: natural })[name] ?? null) : natural;
      });
      return [[...dimensions.map((name) => key[name] ?? ''), ...cells]];
    }),
  );
}

function grouped(videos: readonly Video[], dimensions: readonly string[]): Video[][] {
  if (dimensions.includes('video')) return videos.map((video) => [video]);
  return dimensions.includes('creatorContentType') ? [...Map.groupBy(videos, contentType).values()] : [[...videos]];
}

const contentType = (video: Video): string => (isShort(video) ? 'shorts' : 'videoOnDemand');

function sorted(rows: Cell[][], header: readonly { name: string }[], sort: string | null): Cell[][] {
  if (sort === null) return rows;
  const keys = sort.split(',').map((key) => {
    const column = header.findIndex(({ name }) => name === key.replace(/^-/, ''));
    if (column === -1) throw bad('sort', sort);
    return { column, sign: key.startsWith('-') ? -1 : 1 };
  });
  const order = (a: Cell, b: Cell) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : +(String(a) > String(b));
  return rows.toSorted((a, b) =>
    keys.reduce((found, { column, sign }) => found || order(a[column] ?? 0, b[column] ?? 0) * sign, 0),
  );
}

function figure(...seed: string[]): number {
  const size = seed.at(-1)?.startsWith('average') === true ? 90 : 400;
  return createHash('sha256').update(seed.join('/')).digest().readUInt16BE(0) % size;
}

function listOf<Name extends string>(query: URLSearchParams, parameter: string, known: readonly Name[]): Name[] {
  const asked = (query.get(parameter) ?? '').split(',').filter((name) => name !== '');
  const names = known.filter((name) => asked.includes(name));
  if (names.length !== new Set(asked).size) throw bad(parameter, asked.join(','));
  return names.toSorted((a, b) => asked.indexOf(a) - asked.indexOf(b));
}

function dayOf(query: URLSearchParams, parameter: string): number {
  const value = query.get(parameter);
  const ms = /^\d{4}-\d\d-\d\d$/.test(value ?? '') ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw bad(parameter, value);
  return ms;
}

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);

const bad = (parameter: string, value: string | null) =>
  no(400, 'badRequest', `Invalid value '${value ?? ''}' for parameter ${parameter}.`, { status: 'INVALID_ARGUMENT' });
