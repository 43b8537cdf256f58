/** Relay connections over keyset pages: arguments → page, page → edges, one statement for all parents of a field. */
import { z } from 'zod';
import {
  BY_CREATION,
  type Cursor,
  countRows,
  DEFAULT_PAGE,
  type ListSource,
  MAX_COUNT,
  MAX_PAGE,
  type Order,
  type Page,
  type PageRequest,
  readPages,
} from '../domain/queries/keyset.ts';
import type { SchemaContext } from './context.ts';
import { apiError } from './errors.ts';

export interface PageArgs {
  first?: number | null | undefined;
  last?: number | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
}

/** What the field of a list is asked with, where the list has a filter and several orders. */
export type ListArgs<Filter, Orders> = PageArgs & { filter?: Filter; orderBy: keyof Orders };

/** Below which parent a list stands: the column that names it, and its id. */
export interface Parent<Column extends string = string> {
  column: Column;
  id: string;
}

export interface ListQuery<Stored extends { id: string }, Row extends { id: string }> {
  /** Fields of one request with the same name and arguments share a statement. */
  name: string;
  args: PageArgs;
  list(parents: ListSource['parents']): ListSource;
  /** For children: the column of the parent, and the id of this one. */
  parent?: Parent | undefined;
  revive(stored: Stored): Row;
}

/** The page a connection field answers with. */
export async function connectionOf<Stored extends { id: string }, Row extends { id: string }>(
  context: SchemaContext,
  query: ListQuery<Stored, Row>,
) {
  const { parent } = query;
  const { order } = query.list(undefined);
  const request = pageRequest(query.args, order);
  const parentId = parent?.id ?? '';
  const batchName = `${query.name} ${JSON.stringify(query.args)}`;
  const parentsOf = (ids: readonly string[]) => (parent === undefined ? undefined : { column: parent.column, ids });
  const page = await context.batch.load(batchName, parentId, (ids) =>
    readPages<Stored>(context.app.db, query.list(parentsOf(ids)), request),
  );
  const load = (ids: readonly string[]) => countRows(context.app.db, query.list(parentsOf(ids)));
  return pageOf(
    order,
    request,
    { rows: (page?.rows ?? []).map(query.revive), hasMore: page?.hasMore ?? false },
    async () => (await context.batch.load(`count ${batchName}`, parentId, load)) ?? null,
  );
}

/** What Prisma takes to read one page of a list by time of creation. */
export interface PrismaPage {
  where: { id?: { gt?: string; lt?: string } };
  orderBy: { id: 'asc' | 'desc' };
  take: number;
}

export interface PrismaList<Row extends { id: string }> {
  find(page: PrismaPage): Promise<Row[]>;
  /** Counts up to `take` of them. */
  count(take: number): Promise<number>;
}

/** The page of a connection field over a table that Prisma reads, ordered by id, which is by time of creation. */
export async function prismaConnectionOf<Row extends { id: string }>(
  args: PageArgs,
  direction: keyof typeof BY_CREATION,
  list: PrismaList<Row>,
) {
  const order = BY_CREATION[direction];
  const request = pageRequest(args, order);
  const isForward = request.towards === 'FORWARD';
  const isAscending = order.direction === 'ASC';
  const [after, before] = isAscending ? (['gt', 'lt'] as const) : (['lt', 'gt'] as const);
  const beyond = {
    ...(request.after && { [after]: request.after.id }),
    ...(request.before && { [before]: request.before.id }),
  };
  const found = await list.find({
    where: { id: beyond },
    orderBy: { id: isForward === isAscending ? 'asc' : 'desc' },
    take: request.limit + 1,
  });
  const shown = found.slice(0, request.limit);
  const rows = isForward ? shown : shown.reverse();
  return pageOf(order, request, { rows, hasMore: found.length > request.limit }, async () => {
    const n = await list.count(MAX_COUNT + 1);
    return n > MAX_COUNT ? null : n;
  });
}

function pageOf<Row extends { id: string }>(
  order: Order,
  { towards, after, before }: PageRequest,
  { rows, hasMore }: Page<Row>,
  count: () => Promise<number | null>,
) {
  const edges = rows.map((node) => ({
    // If only nodes are selected, at most two cursors are ever read.
    get cursor() {
      return encodeCursor(cursorOf(order, node));
    },
    node,
  }));
  const isForward = towards === 'FORWARD';
  return {
    edges,
    pageInfo: {
      hasNextPage: isForward ? hasMore : before !== null,
      hasPreviousPage: isForward ? after !== null : hasMore,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
    count,
  };
}

/** The argument that says how a list is ordered. */
export const orderedBy = <Type, const Default>(type: Type, defaultValue: Default) =>
  ({ type, required: true, defaultValue, description: 'In which order.' }) as const;

/** The complexity of a page: its fields, times the number of its items. */
export const pageComplexity = (args: PageArgs) => ({
  field: 5,
  multiplier: Math.max(1, args.first ?? args.last ?? DEFAULT_PAGE),
});

export function pageSize(name: 'first' | 'last', size: number): number {
  if (size >= 1 && size <= MAX_PAGE) return size;
  throw apiError('BAD_USER_INPUT', `\`${name}\` is a number from 1 to ${MAX_PAGE}, not ${size}.`, {
    argument: name,
    max: MAX_PAGE,
    actual: size,
  });
}

function pageRequest({ first, last, after, before }: PageArgs, order: Order): PageRequest {
  if (typeof first === 'number' && typeof last === 'number') {
    throw apiError('BAD_USER_INPUT', 'Give `first` or `last`, not both.', { argument: 'last' });
  }
  const isForward = typeof last !== 'number';
  return {
    limit: isForward ? pageSize('first', first ?? DEFAULT_PAGE) : pageSize('last', last),
    towards: isForward ? 'FORWARD' : 'BACKWARD',
    after: readCursor('after', after, order),
    before: readCursor('before', before, order),
  };
}

/* ---- cursors ---- */

// Postgres has no year 0.
const instant = z.union([z.iso.datetime().refine((text) => !text.startsWith('0000')), z.literal('infinity')]);
const cursorShape = z.tuple([z.string(), instant.nullable(), z.uuid()]);

const encodeCursor = ({ order, key, id }: Cursor): string =>
  Buffer.from(JSON.stringify([order, key, id])).toString('base64url');

const cursorOf = (order: Order, row: { id: string }): Cursor => ({
  order: order.name,
  key: order.key === null ? null : order.key.of(row as never),
  id: row.id,
});

function readCursor(name: 'after' | 'before', text: string | null | undefined, order: Order): Cursor | null {
  if (text === null || text === undefined) return null;
  const parsed = cursorShape.safeParse(jsonOf(text));
  if (!parsed.success) throw apiError('BAD_USER_INPUT', `\`${name}\` is not a cursor of this API.`, { argument: name });
  const [orderName, key, id] = parsed.data;
  if (orderName !== order.name || (key === null) !== (order.key === null)) {
    throw apiError('BAD_USER_INPUT', `\`${name}\` is a cursor of a list in another order.`, { argument: name });
  }
  return { order: orderName, key, id };
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    // Not JSON, so not ours; the caller reports it.
    return null;
  }
}
