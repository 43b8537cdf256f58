/** Reads the audit log. */
import type { AppContext, Change, ChangeSubject, Viewer } from '../../context.ts';
import type { AuditEntry } from '../../lib/prisma/client.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import type { AuditActor, AuditResult } from '../audit/entry.ts';
import { isStorable } from '../text-input.ts';
import {
  anyOf,
  type Bind,
  BY_CREATION,
  type Cursor,
  equalTo,
  type ListSource,
  type Order,
  type Page,
  readPages,
  type TimeRange,
  within,
} from './keyset.ts';

/** With its link, once it has one. */
export type AuditEntryRow = Omit<AuditEntry, 'position' | 'actor' | 'result' | 'subject' | 'changes'> & {
  actor: AuditActor;
  result: AuditResult;
  subject: ChangeSubject | null;
  changes: readonly Change[];
  day: string | null;
  number: number | null;
  digest: string | null;
};

export interface AuditFilter {
  actors?: readonly AuditActor[] | null | undefined;
  apiKeyIds?: readonly string[] | null | undefined;
  actions?: readonly string[] | null | undefined;
  results?: readonly AuditResult[] | null | undefined;
  subjects?: readonly ChangeSubject[] | null | undefined;
  subjectIds?: readonly string[] | null | undefined;
  brandIds?: readonly string[] | null | undefined;
  requestId?: string | null | undefined;
  createdAt?: TimeRange | null | undefined;
}

const FROM = 'audit_entry t LEFT JOIN audit_link l ON l.id = t.id';
const SELECT = `t.id, t.created_at, t.workspace_id, t.brand_id, t.actor, t.actor_id, t.actor_name, t.address, t.client, t.request_id, t.action, t.result, t.codes, t.subject, t.subject_id, t.details,
    t.changes, to_char(l.day, 'YYYY-MM-DD') AS day, l.number, encode(l.hash, 'hex') AS digest`;

export const auditList = (viewer: Viewer, filter: AuditFilter, order: Order): ListSource => ({
  from: FROM,
  select: SELECT,
  order,
  where: (bind) => [...conditionSql(visibleInBrands(viewer), bind), ...conditions(filter, bind)],
});

function conditions(filter: AuditFilter, bind: Bind): string[] {
  const { requestId } = filter;
  return [
    ...anyOf(bind, 't.actor', 'text', filter.actors),
    ...anyOf(bind, 't.actor_id', 'uuid', filter.apiKeyIds),
    ...anyOf(bind, 't.action', 'text', filter.actions?.filter(isStorable)),
    ...anyOf(bind, 't.result', 'text', filter.results),
    ...anyOf(bind, 't.subject', 'text', filter.subjects),
    ...anyOf(bind, 't.subject_id', 'uuid', filter.subjectIds),
    ...anyOf(bind, 't.brand_id', 'uuid', filter.brandIds),
    ...(typeof requestId === 'string' ? [equalTo(bind, 't.request_id', requestId)] : []),
    ...within(bind, 't.created_at', filter.createdAt),
  ];
}

/** Entries by id, if the viewer may see them. */
export async function auditEntriesByIds(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, AuditEntryRow>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const where = [`t.id = ANY(${bind(ids)}::uuid[])`, ...conditionSql(visibleInBrands(viewer), bind)].join(' AND ');
  const rows = await ctx.db.query<AuditEntryRow>(`SELECT ${SELECT} FROM ${FROM} WHERE ${where}`, params);
  return new Map(rows.map((row) => [row.id, row]));
}

const EXPORT_PAGE = 500;

/** Everything that matches, oldest first, a page at a time. */
export async function* auditPages(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  filter: AuditFilter,
): AsyncGenerator<readonly AuditEntryRow[]> {
  const source = auditList(viewer, filter, BY_CREATION.CREATED_AT_ASC);
  let after: Cursor | null = null;
  for (;;) {
    const pages: Map<string, Page<AuditEntryRow>> = await readPages<AuditEntryRow>(ctx.db, source, {
      limit: EXPORT_PAGE,
      towards: 'FORWARD',
      after,
      before: null,
    });
    const page = pages.get('');
    const last = page?.rows.at(-1);
    if (page === undefined || last === undefined) return;
    yield page.rows;
    if (!page.hasMore) return;
    after = { order: source.order.name, key: null, id: last.id };
  }
}
