/** X's recent search in the operators that a publisher uses, the counts of it, the search for users, and what the app has used up. */
import type { Account, SandboxRequest, SandboxResponse } from '../core.ts';
import { invalidParameter } from './answers.ts';
import { checkParameters, instant, listed } from './query.ts';
import { type createXReads, SPAN_PARAMETERS } from './reads.ts';
import { userResource } from './resources.ts';
import { type Post, USERS, type XStore } from './store.ts';
import { USER_PARAMETERS, userFields } from './users.ts';

const RECENT_MS = 7 * 86_400_000;
const GRANULARITIES: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MAX_QUERY = 4096;
const USAGE_FIELDS = [
  ...['cap_reset_day', 'daily_client_app_usage', 'daily_project_usage', 'project_cap', 'project_id', 'project_usage'],
];
/** Post reads per month. */
const PROJECT_CAP = 3_000_000;
const DAY_MS = 86_400_000;

export function createXSearch(store: XStore, reads: ReturnType<typeof createXReads>) {
  const matching = (query: URLSearchParams): Post[] => {
    const asked = query.get('query') ?? '';
    if (asked === '' || asked.length > MAX_QUERY)
      throw invalidParameter('query', [asked], `The \`query\` query parameter value [${asked}] is not valid`);
    const matches = matcher(asked);
    const since = store.state.now() - RECENT_MS;
    return store.everybodys().filter((post) => post.createdAt > since && matches(post));
  };

  /** Whether the search knows a post already; by default as soon as the timeline. */
  const isIndexed = (): ((post: Post) => boolean) | undefined => {
    const lagMs = store.own().searchLagMs;
    return lagMs === null ? undefined : (post) => store.state.now() - post.createdAt >= lagMs;
  };

  return {
    posts: (request: SandboxRequest, user: Account): SandboxResponse => {
      listed(request, 'sort_order', ['recency', 'relevancy']);
      const more = ['query', 'next_token', 'sort_order', ...SPAN_PARAMETERS];
      const found = reads.within(matching(request.query), request.query, isIndexed());
      return reads.listing(found, request, user, { least: 10, fallback: 10, more });
    },

    counts: (request: SandboxRequest): SandboxResponse => {
      const { query } = request;
      const more = ['granularity', 'next_token', 'pagination_token', 'search_count.fields'];
      checkParameters(request, ['query', ...more, ...SPAN_PARAMETERS]);
      const granularity = query.get('granularity') ?? 'hour';
      const lengthMs = GRANULARITIES[granularity];
      if (lengthMs === undefined)
        throw invalidParameter('granularity', [granularity], `[${granularity}] is not one of [minute,hour,day]`);
      const found = matching(query);
      const to = instant(query, 'end_time') ?? store.state.now();
      const from = instant(query, 'start_time') ?? to - RECENT_MS;
      const edges: number[] = [];
      // Buckets begin with the clock; the first and the last are cut where the time asked for is.
      for (let at = from; at < to; at = Math.floor(at / lengthMs) * lengthMs + lengthMs) edges.push(at);
      const data = edges.map((start, index) => {
        const end = edges[index + 1] ?? to;
        const tweets = found.filter(({ createdAt }) => createdAt >= start && createdAt < end).length;
        return { start: iso(start), end: iso(end), tweet_count: tweets };
      });
      const total = data.reduce((sum, bucket) => sum + bucket.tweet_count, 0);
      return { status: 200, json: { data, meta: { total_tweet_count: total } } };
    },

    users: (request: SandboxRequest): SandboxResponse => {
      checkParameters(request, ['query', 'max_results', 'next_token', ...USER_PARAMETERS]);
      const asked = request.query.get('query') ?? '';
      if (!/^[A-Za-z0-9_' ]{1,50}$/.test(asked))
        throw invalidParameter('query', [asked], `The \`query\` query parameter value [${asked}] is not valid`);
      const words = asked.toLowerCase();
      const data = USERS.filter((one) => `${one.username} ${one.displayName}`.toLowerCase().includes(words)).map(
        (one) => userResource(one, userFields(request), store),
      );
      return { status: 200, json: { ...(data.length > 0 && { data }), meta: {} } };
    },

    usage: (request: SandboxRequest, clientId: string): SandboxResponse => {
      checkParameters(request, ['days', 'usage.fields']);
      const days = Number(request.query.get('days') ?? 7);
      if (!Number.isInteger(days) || days < 1 || days > 90)
        throw invalidParameter(
          'days',
          [String(days)],
          `The \`days\` query parameter value [${days}] is not between 1 and 90`,
        );
      const fields = listed(request, 'usage.fields', USAGE_FIELDS);
      const today = Math.floor(store.state.now() / DAY_MS) * DAY_MS;
      const usage = Array.from({ length: days }, (_, back) => ({ date: iso(today - back * DAY_MS), usage: '0' }));
      const all: Record<string, unknown> = {
        cap_reset_day: 1,
        project_cap: String(PROJECT_CAP),
        project_id: '1750000000000000001',
        project_usage: '0',
        daily_project_usage: { project_id: '1750000000000000001', usage },
        daily_client_app_usage: [{ client_app_id: clientId, usage, usage_result_count: days }],
      };
      const shown = fields.length > 0 ? fields : ['cap_reset_day', 'project_cap', 'project_id', 'project_usage'];
      return { status: 200, json: { data: Object.fromEntries(shown.map((name) => [name, all[name]])) } };
    },
  };
}

/** All terms must hold, as X has it; `OR` and groups are beyond the stand-in and refused rather than misread. */
function matcher(query: string): (post: Post) => boolean {
  const terms = query.match(/-?[a-z_]+:\S+|"[^"]*"|\S+/g) ?? [];
  const beyond = terms.find((term) => term === 'OR' || /^[()]/.test(term) || term.endsWith(')'));
  if (beyond !== undefined)
    throw invalidParameter('query', [query], `The sandbox does not understand ${beyond} in a query.`);
  const tests = terms.map((term) => {
    const isNegated = term.startsWith('-');
    const test = testOf(isNegated ? term.slice(1) : term);
    return (post: Post) => test(post) !== isNegated;
  });
  return (post) => tests.every((test) => test(post));
}

function testOf(term: string): (post: Post) => boolean {
  const [, operator, value = ''] = /^([a-z_]+):(.+)$/.exec(term) ?? [];
  const name = value.replace(/^@/, '').toLowerCase();
  switch (operator) {
    case 'from':
      return ({ user }) => user.id === name || user.username.toLowerCase() === name;
    case 'conversation_id':
      return ({ conversationId }) => conversationId === value;
    case 'in_reply_to_tweet_id':
      return ({ replyTo }) => replyTo === value;
    case 'is':
      // Nobody quotes or reposts as a post of its own here.
      return ({ replyTo }) => value === 'reply' && replyTo !== undefined;
    case 'has':
      return ({ media, text }) =>
        value === 'links'
          ? /https?:\/\//.test(text)
          : media.some(({ category }) => value === 'media' || category.includes(value.replace(/s$/, '')));
    case undefined:
      break;
    default:
      throw invalidParameter('query', [term], `The sandbox does not understand the operator ${operator}.`);
  }
  const words = term.replace(/^"|"$/g, '').toLowerCase();
  return ({ text }) => text.toLowerCase().includes(words);
}

const iso = (ms: number) => new Date(ms).toISOString();
