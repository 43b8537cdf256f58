/** API keys: type, queries, inputs, mutations. */
import { SCOPES, visibleApiKeys } from '../domain/access.ts';
import { createApiKey, revokeApiKey, updateApiKey } from '../domain/keys/api-keys.ts';
import type { ApiKey, Prisma } from '../lib/prisma/client.ts';
import type { ApiScope } from '../lib/prisma/enums.ts';
import { mapRecord } from '../lib/record.ts';
import { isLanguage } from '../lib/texts.ts';
import { builder } from './builder.ts';
import { orderedBy, pageComplexity, prismaConnectionOf } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { localId, optionalLocalIds, toGlobalId } from './ids.ts';
import { CreationOrderEnum, IDEMPOTENCY_TEXT } from './inputs.ts';
import { LanguageEnum } from './language.ts';
import { answerOf, payloadType } from './user-error.ts';

export const ApiScopeEnum = describedEnum<ApiScope>(
  'ApiScope',
  'What an API key may do.',
  mapRecord(SCOPES, ({ name, description }) => `\`${name}\`: ${description}`),
);

export const ApiKeyType = builder.prismaNode('ApiKey', {
  id: { field: 'id', description: 'The id.' },
  nullable: true,
  findUnique: (id, { viewer }) => ({ id, AND: [visibleApiKeys(viewer)] }),
  description: 'A key with which programs use this API. The secret itself is shown once, when it is made.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is for.' }),
    prefix: t.exposeString('prefix', {
      description: 'The beginning of the key, to recognise it by: `slw_<prefix>_…`.',
    }),
    scopes: t.expose('scopes', { type: [ApiScopeEnum], description: 'What it may do.' }),
    brandIds: t.idList({
      description: 'The brands it is bound to; empty when it reaches every brand.',
      resolve: ({ brandIds }) => brandIds.map((id) => toGlobalId('Brand', id)),
    }),
    isUsable: t.boolean({
      description: 'Neither revoked nor expired.',
      resolve: ({ revokedAt, expiresAt }, _args, { app }) =>
        revokedAt === null && (expiresAt === null || expiresAt > app.clock.now()),
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it stops working by itself; null = never.',
    }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'When it was revoked.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute; null = never.',
    }),
    language: t.field({
      type: LanguageEnum,
      nullable: true,
      description: 'In which language its callers are told texts; null = as each request asks (`Accept-Language`).',
      resolve: ({ language }) => (isLanguage(language) ? language : null),
    }),
    timeZone: t.exposeString('timeZone', {
      nullable: true,
      description: 'IANA name of the time zone in which its callers are told instants; null = UTC.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

function usable(isUsable: boolean | null | undefined, now: Date): Prisma.ApiKeyWhereInput {
  if (isUsable === null || isUsable === undefined) return {};
  return isUsable
    ? { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
    : { OR: [{ revokedAt: { not: null } }, { expiresAt: { lte: now } }] };
}

const findKey = (query: object, id: string, { prisma, viewer }: SchemaContext): Promise<ApiKey | null> =>
  prisma.apiKey.findFirst({ ...query, where: { AND: [visibleApiKeys(viewer), { id }] } });

builder.queryFields((t) => ({
  apiKey: t.prismaField({
    type: ApiKeyType,
    nullable: true,
    description: 'One API key.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (query, _root, { id }, context) => findKey(query, localId('ApiKey', id), context),
  }),
  apiKeys: t.connection(
    {
      type: ApiKeyType,
      description: 'API keys, also revoked ones. A key without the scope `admin` sees only itself.',
      args: {
        filter: t.arg({ type: ApiKeyFilter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(CreationOrderEnum, 'CREATED_AT_DESC')),
      },
      complexity: pageComplexity,
      resolve: (_root, args, { app, prisma, viewer }) => {
        const where = { AND: [visibleApiKeys(viewer), usable(args.filter?.isUsable, app.clock.now())] };
        return prismaConnectionOf(args, args.orderBy, {
          find: (page) => prisma.apiKey.findMany({ ...page, where: { AND: [where, page.where] } }),
          count: (take) => prisma.apiKey.count({ where, take }),
        });
      },
    },
    { name: 'ApiKeyConnection', description: 'A page of API keys.' },
    { name: 'ApiKeyEdge', description: 'An API key and its place in the list.' },
  ),
}));

const ApiKeyFilter = builder.inputType('ApiKeyFilter', {
  description: 'Which API keys.',
  fields: (t) => ({ isUsable: t.boolean({ description: 'Only keys that work (true) or no longer work (false).' }) }),
});

/* ---- mutations ---- */

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A new API key.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is for.' }),
    scopes: t.field({ type: [ApiScopeEnum], required: true, description: 'What it may do; at least one.' }),
    brandIds: t.idList({
      description: 'Binds it to these brands. Absent or empty: every brand that your own key reaches.',
    }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it shall stop working. Absent: never.' }),
    language: t.field({
      type: LanguageEnum,
      description: 'In which language its callers are told texts; null = as each request asks (`Accept-Language`).',
    }),
    timeZone: t.string({
      description: 'IANA name of the time zone in which its callers are told instants; null = UTC.',
    }),
    idempotencyKey: t.string({ description: IDEMPOTENCY_TEXT }),
  }),
});

const CreateApiKeyPayload = payloadType<{ apiKeyId: string; key: string | null }>('CreateApiKeyPayload', (t) => ({
  apiKey: t.field({
    type: ApiKeyType,
    nullable: true,
    description: 'The new key.',
    resolve: ({ value }, _args, context) => (value === null ? null : findKey({}, value.apiKeyId, context)),
  }),
  secret: t.string({
    nullable: true,
    description:
      'The key to send as `Authorization: Bearer …`. Shown here and never again; null when this answers a repeated call.',
    resolve: ({ value }) => value?.key ?? null,
  }),
}));

const FORCE_TEXT =
  'Do it even if no other API key could administer the whole workspace afterwards; without this, that is refused with LAST_ADMIN_KEY.';

const UpdateApiKeyInput = builder.inputType('UpdateApiKeyInput', {
  description: 'What to change about an API key. Absent fields stay as they are.',
  fields: (t) => ({
    apiKeyId: t.id({ required: true, description: 'Its id.' }),
    name: t.string({ description: 'What it is for.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it shall stop working; null = never.' }),
    language: t.field({
      type: LanguageEnum,
      description: 'In which language its callers are told texts; null = as each request asks (`Accept-Language`).',
    }),
    timeZone: t.string({
      description: 'IANA name of the time zone in which its callers are told instants; null = UTC.',
    }),
    force: t.boolean({ description: FORCE_TEXT }),
  }),
});

const UpdateApiKeyPayload = payloadType<{ apiKeyId: string }>('UpdateApiKeyPayload', (t) => ({
  apiKey: t.field({
    type: ApiKeyType,
    nullable: true,
    description: 'The changed key.',
    resolve: ({ value }, _args, context) => (value === null ? null : findKey({}, value.apiKeyId, context)),
  }),
}));

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'Which API key to revoke.',
  fields: (t) => ({
    apiKeyId: t.id({ required: true, description: 'Its id.' }),
    force: t.boolean({ description: FORCE_TEXT }),
  }),
});

const RevokeApiKeyPayload = payloadType<{ apiKeyId: string }>('RevokeApiKeyPayload', (t) => ({
  apiKey: t.field({
    type: ApiKeyType,
    nullable: true,
    description: 'The revoked key.',
    resolve: ({ value }, _args, context) => (value === null ? null : findKey({}, value.apiKeyId, context)),
  }),
}));

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreateApiKeyPayload,
    description: 'Makes an API key. Needs the scope `admin`; the new key cannot reach further than yours.',
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'The key to make.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await createApiKey(app, viewer, { ...input, brandIds: optionalLocalIds('Brand', input.brandIds) })),
  }),
  updateApiKey: t.field({
    type: UpdateApiKeyPayload,
    description:
      'Renames an API key, or changes when it ends or how its callers are told texts. What it may do is fixed when it is made. Open sockets of a key are closed and may come back, unless only its name changed. Needs the scope `admin`.',
    args: { input: t.arg({ type: UpdateApiKeyInput, required: true, description: 'The key and what to change.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await updateApiKey(app, viewer, { ...input, apiKeyId: localId('ApiKey', input.apiKeyId) })),
  }),
  revokeApiKey: t.field({
    type: RevokeApiKeyPayload,
    description:
      'Stops an API key from working, at once and for good. Open sockets of the key are closed within seconds. Needs the scope `admin`.',
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'The key to revoke.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await revokeApiKey(app, viewer, { ...input, apiKeyId: localId('ApiKey', input.apiKeyId) })),
  }),
}));
