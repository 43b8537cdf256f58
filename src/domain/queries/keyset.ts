/**
 * Reads pages of lists in one statement: keyset conditions instead of OFFSET, and one LATERAL per parent instead of all
 * children.
 */
import type { AppContext } from '../../context.ts';
import { isStorable } from '../text-input.ts';

export const DEFAULT_PAGE = 25;
export const MAX_PAGE = 100;
/** Counting costs as much as reading; above this no exact number is given. */
export const MAX_COUNT = 10_000;

/** A total order: by `key`, then by id, both in `direction`. The key is never null, and both columns share an index. */
export interface Order {
  /** Written into cursors, so that a cursor of another order is recognised. */
  name: string;
  /** null = by id alone, which is by time of creation. */
  key: { sql: string; type: 'timestamptz' | 'text' | 'int8'; of(row: never): string } | null;
  direction: 'ASC' | 'DESC';
}

/** By id is by time of creation. */
export const BY_CREATION = {
  CREATED_AT_ASC: { name: 'createdAt', key: null, direction: 'ASC' },
  CREATED_AT_DESC: { name: 'createdAt', key: null, direction: 'DESC' },
} as const satisfies Record<string, Order>;

export interface Cursor {
  order: string;
  key: string | null;
  id: string;
}

export interface PageRequest {
  limit: number;
  /** BACKWARD reads from the end; the page still has the order of the list. */
  towards: 'FORWARD' | 'BACKWARD';
  after: Cursor | null;
  before: Cursor | null;
}

export type Bind = (value: unknown) => string;

/** The parts of a list. Every piece of SQL uses the alias `t` for its rows. */
export interface ListSource {
  from: string;
  select: string;
  /** The conditions: visibility and the filter of the caller. */
  where(bind: Bind): readonly string[];
  order: Order;
  /** For children of several parents at once: the column of the parent, and the parents. */
  parents?: { column: string; ids: readonly string[] };
}

export interface Page<Row> {
  rows: Row[];
  hasMore: boolean;
}

const ROOT = '';

/**
 * Planning a page of posts costs as much as reading it, so the first texts are prepared; rarer ones beyond this number
 * are not.
 */
const MAX_PREPARED = 200;
const prepared = new Map<string, string>();

/** A name for a statement whose text depends on the request. */
export function preparedName(text: string): string | undefined {
  const known = prepared.get(text);
  if (known !== undefined || prepared.size >= MAX_PREPARED) return known;
  const name = `read_${prepared.size}`;
  prepared.set(text, name);
  return name;
}

/** One page per parent, under its id; without parents one page, under the empty string. */
export async function readPages<Row extends { id: string }>(
  db: Pick<AppContext['db'], 'query'>,
  source: ListSource,
  page: PageRequest,
): Promise<Map<string, Page<Row>>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const { order, parents } = source;
  const isForward = page.towards === 'FORWARD';
  const direction = isForward === (order.direction === 'ASC') ? 'ASC' : 'DESC';
  const conditions = [
    ...(parents === undefined ? [] : [`${parents.column} = parent.id`]),
    ...source.where(bind),
    ...(page.after === null ? [] : [beyond(order, page.after, order.direction, bind)]),
    ...(page.before === null ? [] : [beyond(order, page.before, order.direction === 'ASC' ? 'DESC' : 'ASC', bind)]),
  ];
  const key = order.key === null ? '' : `${order.key.sql} ${direction}, `;
  // The limit is part of the text: with a parameter of unknown value Postgres would plan each call again.
  const list = `SELECT ${source.select} FROM ${source.from} WHERE ${conditions.join(' AND ') || 'true'} ORDER BY ${key}t.id ${direction} LIMIT ${page.limit + 1}`;
  const text =
    parents === undefined
      ? list
      : `SELECT parent.id AS parent_of_page, page.* FROM unnest(${bind(parents.ids)}::uuid[]) AS parent (id) CROSS JOIN LATERAL (${list}) page`;
  const rows = await db.query<Row & { parentOfPage?: string }>(text, params, preparedName(text));
  const groups = Map.groupBy(rows, ({ parentOfPage }) => parentOfPage ?? ROOT);
  const keys = parents?.ids ?? [ROOT];
  return new Map(
    keys.map((parentId) => {
      const found = groups.get(parentId) ?? [];
      const shown: Row[] = found.slice(0, page.limit);
      return [parentId, { rows: isForward ? shown : shown.reverse(), hasMore: found.length > page.limit }];
    }),
  );
}

/** The number of rows of each list; null above the limit of counting. */
export async function countRows(
  db: Pick<AppContext['db'], 'query'>,
  source: ListSource,
): Promise<Map<string, number | null>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const { parents } = source;
  const conditions = [...(parents === undefined ? [] : [`${parents.column} = parent.id`]), ...source.where(bind)];
  const bounded = `SELECT FROM ${source.from} WHERE ${conditions.join(' AND ') || 'true'} LIMIT ${MAX_COUNT + 1}`;
  const count = `SELECT count(*)::int AS n FROM (${bounded}) bounded`;
  const text =
    parents === undefined
      ? `SELECT '' AS parent, n FROM (${count}) counted`
      : `SELECT parent.id::text AS parent, n FROM unnest(${bind(parents.ids)}::uuid[]) AS parent (id) CROSS JOIN LATERAL (${count}) counted`;
  const rows = await db.query<{ parent: string; n: number }>(text, params);
  return new Map(rows.map(({ parent, n }) => [parent, n > MAX_COUNT ? null : n]));
}

function beyond(order: Order, cursor: Cursor, direction: 'ASC' | 'DESC', bind: Bind): string {
  const comparison = direction === 'ASC' ? '>' : '<';
  if (order.key === null) return `t.id ${comparison} ${bind(cursor.id)}::uuid`;
  return `(${order.key.sql}, t.id) ${comparison} (${bind(cursor.key)}::${order.key.type}, ${bind(cursor.id)}::uuid)`;
}

/* ---- conditions that lists share ---- */

/** Binds `values` for `= ANY`; no condition without a filter. An empty list matches nothing. */
export const anyOf = (
  bind: Bind,
  column: string,
  type: string,
  values: readonly unknown[] | null | undefined,
): string[] => (values === null || values === undefined ? [] : [`${column} = ANY(${bind(values)}::${type}[])`]);

export interface TimeRange {
  from?: Date | null | undefined;
  to?: Date | null | undefined;
}

/** From `from`, inclusive, to `to`, exclusive. */
export const within = (bind: Bind, column: string, range: TimeRange | null | undefined): string[] => [
  ...(range?.from ? [`${column} >= ${bind(range.from)}`] : []),
  ...(range?.to ? [`${column} < ${bind(range.to)}`] : []),
];

/** Rows that contain `text`, in any case, in one of the columns. Text that Postgres cannot store matches nothing. */
export function containing(bind: Bind, columns: readonly string[], text: string | null | undefined): string[] {
  if (!text) return [];
  if (!isStorable(text)) return ['false'];
  const pattern = bind(`%${text.replace(/[\\%_]/g, '\\$&')}%`);
  return [`(${columns.map((column) => `${column} ILIKE ${pattern}`).join(' OR ')})`];
}

export const equalTo = (bind: Bind, column: string, text: string): string =>
  isStorable(text) ? `${column} = ${bind(text)}` : 'false';
