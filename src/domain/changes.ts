/** What a transaction changes, noted by whoever changes it, for the audit entry of the call. */
import type { Change, ChangeSubject } from '../context.ts';
import type { Tx } from '../lib/db.ts';
import type {
  ApiKey,
  Brand,
  MediaAsset,
  PostTarget,
  ScheduledPost,
  SocialAccount,
  WebhookEndpoint,
  Workspace,
} from '../lib/prisma/client.ts';
import { keysOf } from '../lib/record.ts';
import { canonicalJson } from './canonical-json.ts';

interface Rows extends Record<ChangeSubject, object> {
  WORKSPACE: Workspace & { budget: unknown };
  API_KEY: ApiKey & { preferences: unknown };
  BRAND: Brand;
  ACCOUNT: SocialAccount;
  POST: ScheduledPost & { media: unknown };
  TARGET: PostTarget;
  MEDIA: MediaAsset;
  WEBHOOK: WebhookEndpoint;
}

/** Whether the audit log tells the values of a column. Secrets, bookkeeping, and what other logs tell are left out. */
const TOLD = {
  WORKSPACE: {
    id: false,
    createdAt: false,
    updatedAt: false,
    name: true,
    pausedAt: true,
    tier: true,
    cursorKey: false,
    plainCursorsTo: false,
    budget: true,
  },
  API_KEY: {
    id: false,
    createdAt: false,
    updatedAt: false,
    workspaceId: false,
    name: true,
    prefix: true,
    secretHash: false,
    scopes: true,
    brandIds: true,
    expiresAt: true,
    revokedAt: true,
    lastUsedAt: false,
    preferences: true,
    language: true,
    timeZone: true,
  },
  BRAND: {
    id: false,
    createdAt: false,
    updatedAt: false,
    workspaceId: false,
    name: true,
    timeZone: true,
    lateWindowMs: true,
    unprovable: true,
    reservesQuota: true,
    digests: true,
    pausedAt: true,
    version: false,
  },
  ACCOUNT: {
    id: false,
    createdAt: false,
    updatedAt: false,
    workspaceId: false,
    brandId: true,
    platform: true,
    externalId: true,
    aliasId: true,
    username: true,
    displayName: true,
    avatarUrl: false,
    profileUrl: false,
    facts: false,
    status: true,
    statusReason: true,
    statusChangedAt: false,
    pausedAt: true,
    scopes: true,
    credentials: false,
    credentialsKeyId: false,
    tokenExpiresAt: false,
    refreshExpiresAt: false,
    refreshedAt: false,
    refreshLeaseUntil: false,
    lastPublishedAt: false,
    healthStatus: false,
    healthReasons: false,
    healthSince: false,
    needsPersonAt: false,
    noticedDays: false,
    checkedAt: false,
    checkAt: false,
    checkFailures: false,
    lastError: false,
    renewalUnansweredAt: false,
    testedAt: true,
  },
  POST: {
    id: false,
    createdAt: false,
    updatedAt: false,
    workspaceId: false,
    brandId: true,
    caption: true,
    title: true,
    scheduledAt: true,
    timeZone: true,
    localTime: true,
    priority: true,
    version: false,
    contentHash: false,
    externalId: true,
    metadata: true,
    media: true,
  },
  TARGET: {
    id: false,
    createdAt: false,
    updatedAt: false,
    workspaceId: false,
    brandId: false,
    postId: false,
    socialAccountId: true,
    platform: true,
    format: true,
    overrides: true,
    options: true,
    status: true,
    phase: false,
    blockedBy: false,
    dueAt: true,
    ownTimeZone: true,
    ownLocalTime: true,
    wakeAt: false,
    priority: true,
    leaseId: false,
    leaseUntil: false,
    leaseHolder: false,
    attempt: false,
    failures: false,
    seq: false,
    platformState: false,
    percent: false,
    intentAt: false,
    publishedAt: true,
    externalId: true,
    permalink: true,
    errorCode: true,
    error: false,
    warnings: false,
    traceparent: false,
    presence: true,
    presenceAt: false,
    reservesQuota: true,
  },
  MEDIA: {
    id: false,
    createdAt: false,
    updatedAt: false,
    workspaceId: false,
    status: true,
    kind: true,
    storageKey: false,
    sourceUrl: true,
    fileName: true,
    mimeType: true,
    bytes: true,
    sha256: true,
    intactMtime: false,
    alteredMtime: false,
    width: false,
    height: false,
    durationMs: false,
    frameRate: false,
    frameCount: false,
    videoCodec: false,
    audioCodec: false,
    altText: true,
    errorCode: false,
    errorMessage: false,
  },
  WEBHOOK: {
    id: false,
    createdAt: false,
    updatedAt: false,
    workspaceId: false,
    url: true,
    description: true,
    events: true,
    brandIds: true,
    scopes: true,
    query: true,
    status: true,
    statusReason: true,
    statusSince: false,
    secret: false,
    oldSecret: false,
    oldSecretUntil: true,
    madeBy: false,
    testedAt: true,
    deletedAt: false,
  },
} as const satisfies { [Subject in ChangeSubject]: Record<keyof Rows[Subject], boolean> };

const watched = new WeakMap<Tx, Change[]>();

/** From now on changes in `tx` are noted, in the list that this returns. */
export function watchChanges(tx: Tx): readonly Change[] {
  const changes: Change[] = [];
  watched.set(tx, changes);
  return changes;
}

type Columns<Subject extends ChangeSubject> = Readonly<Partial<Record<keyof Rows[Subject], unknown>>>;

interface Noted<Subject extends ChangeSubject> {
  id: string;
  /** Null for what belongs to the whole workspace. */
  brandId: string | null;
  /** As read under a lock; null = it was made. */
  before: Columns<Subject> | null;
  /** Absent columns are as before; null = it was removed. */
  after: Columns<Subject> | null;
}

/** Notes a change, if the transaction is that of an audited call. Costs nothing in others. */
export function noteChange<Subject extends ChangeSubject>(tx: Tx, subject: Subject, noted: () => Noted<Subject>): void {
  const changes = watched.get(tx);
  if (changes === undefined) return;
  const { id, brandId, before, after } = noted();
  const kind = before === null ? 'MADE' : after === null ? 'REMOVED' : 'CHANGED';
  const fields = difference(TOLD[subject], before, after);
  // That a target is prepared again is told by the publishing log.
  if (subject === 'TARGET' && kind === 'CHANGED' && Object.keys(fields).length === 0) return;
  changes.push({ subject, id, brandId, kind, fields });
}

function difference(
  told: Readonly<Record<string, boolean>>,
  before: Readonly<Record<string, unknown>> | null,
  after: Readonly<Record<string, unknown>> | null,
): Change['fields'] {
  const fields: Change['fields'] = {};
  for (const name of keysOf(told)) {
    if (!told[name]) continue;
    const from = before?.[name] ?? null;
    const to = after === null ? null : after[name] === undefined ? from : after[name];
    if (canonicalJson(from) !== canonicalJson(to)) fields[name] = { from, to };
  }
  return fields;
}
