/** The audit log: who changed what, from where and when. */
import type { Change } from '../context.ts';
import { AUDIT_ACTORS, AUDIT_RESULTS, AUDIT_SUBJECTS } from '../domain/audit/entry.ts';
import { type AuditEntryRow, type AuditFilter, auditList } from '../domain/queries/audit.ts';
import { BY_CREATION } from '../domain/queries/keyset.ts';
import { globalIdsIn, SUBJECT_NODES } from './audit-ids.ts';
import { builder } from './builder.ts';
import { connectionOf, orderedBy, pageComplexity } from './connection.ts';
import { describedEnum } from './described-enum.ts';
import { NO_ID, optionalLocalIds, parseGlobalId, toGlobalId } from './ids.ts';
import { CreationOrderEnum, TimeRangeInput } from './inputs.ts';
import { loadAuditEntry } from './load.ts';

const AuditActorEnum = describedEnum('AuditActor', 'Who acted.', AUDIT_ACTORS);
const AuditResultEnum = describedEnum('AuditResult', 'What became of it.', AUDIT_RESULTS);
const AuditSubjectEnum = describedEnum('AuditSubject', 'What an entry of the audit log is about.', AUDIT_SUBJECTS);
const AuditChangeKindEnum = describedEnum<Change['kind']>('AuditChangeKind', 'What happened to a thing.', {
  MADE: 'It was made.',
  CHANGED: 'It was changed.',
  REMOVED: 'It was removed.',
});

const AuditChangeType = builder.objectRef<Change>('AuditChange').implement({
  description: 'What happened to one thing.',
  fields: (t) => ({
    kind: t.expose('kind', { type: AuditChangeKindEnum, description: 'What happened to it.' }),
    subject: t.expose('subject', { type: AuditSubjectEnum, description: 'What kind of thing it is.' }),
    subjectId: t.id({
      description: 'Its id.',
      resolve: ({ subject, id }) => toGlobalId(SUBJECT_NODES[subject], id),
    }),
    fields: t.field({
      type: 'JSONObject',
      description:
        'What is different, as `{ "name": { "from": …, "to": … } }`; secrets are removed and long texts are cut. Fields may be added at any time.',
      resolve: ({ fields }) => globalIdsIn(fields),
    }),
  }),
});

const AuditLinkType = builder.objectRef<{ day: string; number: number; digest: string }>('AuditLink').implement({
  description:
    'The link of an entry in the chain of its workspace: its digest covers the entry and the link before it, so that an entry that is changed or removed shows.',
  fields: (t) => ({
    day: t.exposeString('day', { description: 'On which day (UTC) the entry stands, as `2026-12-24`.' }),
    number: t.exposeInt('number', { description: 'Its place in the day: 1, 2, 3 … without gaps.' }),
    digest: t.exposeString('digest', { description: 'SHA-256, as 64 hexadecimal digits.' }),
  }),
});

export const AuditEntryType = builder.node(builder.objectRef<AuditEntryRow>('AuditEntry'), {
  id: { resolve: ({ id }) => id, description: 'The id.' },
  loadManyWithoutCache: (ids, context) =>
    Promise.all(ids.map(async (id) => (await loadAuditEntry(context, id)) ?? null)),
  description: 'An entry of the audit log. Entries are never changed.',
  fields: (t) => ({
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
    actor: t.field({ type: AuditActorEnum, description: 'Who acted.', resolve: ({ actor }) => actor }),
    apiKeyId: t.id({
      nullable: true,
      description: 'The id of the API key that acted.',
      resolve: ({ actorId }) => (actorId === null ? null : toGlobalId('ApiKey', actorId)),
    }),
    actorName: t.exposeString('actorName', { nullable: true, description: 'What the API key was called then.' }),
    address: t.exposeString('address', { nullable: true, description: 'The address that the call came from.' }),
    client: t.exposeString('client', {
      nullable: true,
      description: 'What the client called itself, in `X-Client-Name` or else in `User-Agent`.',
    }),
    requestId: t.exposeString('requestId', {
      nullable: true,
      description: 'The id of the request, as in the header `X-Request-Id` of its answer.',
    }),
    action: t.exposeString('action', {
      description:
        'What was done: the name of a mutation, such as `updateBrand`, or of what the system did, such as `account.expired`. New ones may come at any time.',
    }),
    result: t.field({ type: AuditResultEnum, description: 'What became of it.', resolve: ({ result }) => result }),
    codes: t.stringList({
      description: 'Why it was refused or failed: codes of user errors or of top-level errors.',
      resolve: ({ codes }) => [...codes],
    }),
    subject: t.field({
      type: AuditSubjectEnum,
      nullable: true,
      description: 'What kind of thing it is about; null when it names no single one.',
      resolve: ({ subject }) => subject,
    }),
    subjectId: t.id({
      nullable: true,
      description: 'The id of that thing, also when there is nothing with it any more.',
      resolve: ({ subject, subjectId }) =>
        subject === null || subjectId === null ? null : toGlobalId(SUBJECT_NODES[subject], subjectId),
    }),
    brandId: t.id({
      nullable: true,
      description: 'The id of its brand; null for what belongs to the whole workspace.',
      resolve: ({ brandId }) => (brandId === null ? null : toGlobalId('Brand', brandId)),
    }),
    details: t.field({
      type: 'JSONObject',
      nullable: true,
      description:
        'The input of the mutation, secrets removed, or what the system knew. Null for what made something: `changes` has it all.',
      resolve: ({ details }) => details,
    }),
    changes: t.field({
      type: [AuditChangeType],
      description: 'What it changed. What publishing then does to targets is in the publishing log.',
      resolve: ({ changes }) => [...changes],
    }),
    link: t.field({
      type: AuditLinkType,
      nullable: true,
      description: 'Its link in the chain; null for about a minute, until it has one.',
      resolve: ({ day, number, digest }) =>
        day === null || number === null || digest === null ? null : { day, number, digest },
    }),
  }),
});

const AuditLogFilter = builder.inputType('AuditLogFilter', {
  description: 'Which entries.',
  fields: (t) => ({
    actors: t.field({ type: [AuditActorEnum], description: 'Of these kinds of actors.' }),
    apiKeyIds: t.idList({ description: 'Of calls with these API keys.' }),
    actions: t.stringList({ description: 'Of these actions, such as `updateBrand`.' }),
    results: t.field({ type: [AuditResultEnum], description: 'With one of these results.' }),
    subjects: t.field({ type: [AuditSubjectEnum], description: 'About these kinds of things.' }),
    subjectId: t.id({ description: 'About this brand, account, post, target, file, API key or workspace.' }),
    brandIds: t.idList({ description: 'Of these brands.' }),
    requestId: t.string({ description: 'Of this request.' }),
    createdAt: t.field({ type: TimeRangeInput, description: 'Of this time.' }),
  }),
});

/** What a partner may ask for, with ids as they are stored. */
export const readAuditFilter = (filter: Partial<typeof AuditLogFilter.$inferInput> | null | undefined): AuditFilter => {
  const { subjectId, brandIds, apiKeyIds, ...rest } = filter ?? {};
  return {
    ...rest,
    brandIds: optionalLocalIds('Brand', brandIds),
    apiKeyIds: optionalLocalIds('ApiKey', apiKeyIds),
    // A malformed id matches nothing, like one that does not exist.
    subjectIds: typeof subjectId === 'string' ? [parseGlobalId(subjectId)?.id ?? NO_ID] : null,
  };
};

builder.queryField('auditLog', (t) =>
  t.connection(
    {
      type: AuditEntryType,
      description:
        'Who changed what, from where and when: every mutation, what the system did to accounts and keys, and what was refused. `GET /audit.ndjson` sends it as a stream. Needs the scope `audit:read`; a key that is bound to brands sees what belongs to them.',
      args: {
        filter: t.arg({ type: AuditLogFilter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(CreationOrderEnum, 'CREATED_AT_DESC')),
      },
      complexity: pageComplexity,
      resolve: (_root, args, context) =>
        connectionOf(context, {
          name: 'auditLog',
          args,
          list: () => auditList(context.viewer, readAuditFilter(args.filter), BY_CREATION[args.orderBy]),
          revive: (row: AuditEntryRow) => row,
        }),
    },
    { name: 'AuditEntryConnection', description: 'A page of the audit log.' },
    { name: 'AuditEntryEdge', description: 'An entry and its place in the audit log.' },
  ),
);
