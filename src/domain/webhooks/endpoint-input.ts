/** Checks what a partner says about an endpoint. */

import type { AppContext, Viewer } from '../../context.ts';
import { UrlError } from '../../lib/guarded-fetch.ts';
import { verbatim } from '../../lib/texts.ts';
import { say as sayCommon } from '../../texts/common/texts.ts';
import { say } from '../../texts/workspace/texts.ts';
import { conditionSql, isId, visibleBrands } from '../access.ts';
import { notFound, type UserError, userError } from '../errors.ts';
import { checkText, isStorable, quoted } from '../text-input.ts';
import { isSubscribable, PATTERNS } from './subscribable.ts';

export const ENDPOINT_LIMITS = {
  urlLength: 2_048,
  descriptionLength: 500,
  events: 100,
  brands: 100,
  /** Of a workspace. */
  endpoints: 100,
  queryLength: 8_192,
  /** How long the secret before stays valid at most. */
  oldSecretHours: 168,
} as const;

export interface EndpointInput {
  url?: string | null | undefined;
  description?: string | null | undefined;
  events?: readonly string[] | null | undefined;
  brandIds?: readonly string[] | null | undefined;
  query?: string | null | undefined;
}

export const checkEndpointInput = (
  ctx: Pick<AppContext, 'webhookPost'>,
  { url, description, events, brandIds }: EndpointInput,
): UserError[] => [
  ...(typeof url === 'string' ? checkUrl(ctx, url) : []),
  ...checkText('description', description, { max: ENDPOINT_LIMITS.descriptionLength }, ['input', 'description']),
  ...(events ? checkEvents(events) : []),
  ...(brandIds ? checkLength('brandIds', brandIds, ENDPOINT_LIMITS.brands) : []),
];

/** Where a name leads is checked with every connection: it may lead elsewhere tomorrow. */
function checkUrl({ webhookPost }: Pick<AppContext, 'webhookPost'>, url: string): UserError[] {
  const path = ['input', 'url'];
  const errors = checkText('url', url, { max: ENDPOINT_LIMITS.urlLength, required: true }, path);
  if (errors.length > 0) return errors;
  try {
    webhookPost.checkUrl(url);
    return [];
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    return [userError('VALIDATION', sayCommon('urlUnusable', { reason: verbatim(error.message) }), path)];
  }
}

function checkEvents(events: readonly string[]): UserError[] {
  const path = ['input', 'events'];
  if (events.length === 0) return [userError('VALIDATION', say('endpointWithoutEvents'), path)];
  const errors = checkLength('events', events, ENDPOINT_LIMITS.events);
  if (errors.length > 0) return errors;
  return events.flatMap((event, index) =>
    isSubscribable(event) || PATTERNS.includes(event)
      ? []
      : [
          userError('VALIDATION', say('eventUnknown', { event: isStorable(event) ? quoted(event) : null }), [
            ...path,
            String(index),
          ]),
        ],
  );
}

function checkLength(name: string, list: readonly unknown[], max: number): UserError[] {
  if (list.length <= max) return [];
  const said = sayCommon('tooManyEntries', { name, count: list.length, max });
  return [userError('VALIDATION', said, ['input', name], { limit: max, actual: list.length })];
}

/** What the API would say of it, and what a stored query may not do besides. */
export async function checkQuery(
  { storedQueries }: Pick<AppContext, 'storedQueries'>,
  query: string | null | undefined,
): Promise<UserError[]> {
  const path = ['input', 'query'];
  if (query === null || query === undefined) return [];
  const errors = checkText('query', query, { max: ENDPOINT_LIMITS.queryLength, required: true }, path);
  if (errors.length > 0) return errors;
  return (await storedQueries.check(query)).map((message) =>
    userError('VALIDATION', say('queryRefused', { said: verbatim(message) }), path),
  );
}

/** Brands that the viewer does not see. */
export async function unknownBrands(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  brandIds: readonly string[],
): Promise<UserError[]> {
  if (brandIds.length === 0) return [];
  const params: unknown[] = [brandIds.filter(isId)];
  const visible = conditionSql(visibleBrands(viewer), (value) => `$${params.push(value)}`, '');
  const rows = await ctx.db.query<{ id: string }>(
    `SELECT id FROM brand WHERE id = ANY($1::uuid[]) AND ${visible.join(' AND ')}`,
    params,
  );
  const known = new Set(rows.map(({ id }) => id));
  return brandIds.flatMap((id, index) =>
    known.has(id) ? [] : [notFound('brand', ['input', 'brandIds', String(index)])],
  );
}
