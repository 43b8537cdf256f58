/** `GET /figures.csv`: the figures of a brand as a table, one figure a line, streamed, for a key with the scopes to read them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { AppContext } from '../context.ts';
import { seeing } from '../domain/access.ts';
import { toGlobalId } from '../domain/global-id.ts';
import { EXPORTS, exportedFigures, MAX_METRIC_DAYS } from '../domain/queries/insights.ts';
import { localId } from '../schema/ids.ts';
import { answerError, answerWrongMethod } from './answer.ts';
import type { Doorman } from './doorman.ts';
import { exportViewer, lacksScope, sendLines } from './export.ts';
import { queryOf } from './request-checks.ts';

const DAY_MS = 86_400_000;
const HEAD = ['id', 'platform', 'name', 'kind', 'at', 'metric', 'unit', 'value'] as const;

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const parameters = z
  .strictObject({ brandId: z.string(), kind: z.enum(EXPORTS), from: instant, to: instant })
  .refine(({ from, to }) => to > from && to.getTime() - from.getTime() <= MAX_METRIC_DAYS * DAY_MS, {
    error: `\`to\` must lie after \`from\`, by at most ${MAX_METRIC_DAYS} days`,
  });

export async function handleFiguresExport(
  ctx: Pick<AppContext, 'db' | 'log'>,
  doorman: Doorman,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (req.method !== 'GET') return answerWrongMethod(res, 'GET');
  const viewer = await exportViewer(doorman, req, res);
  if (viewer === null) return;
  const input = parameters.safeParse(Object.fromEntries(queryOf(req)));
  if (!input.success) {
    const [issue] = input.error.issues;
    const where = issue?.path[0] === undefined ? '' : `${String(issue.path[0])}: `;
    const message = `${where}${issue?.message ?? 'malformed'}. Parameters are brandId, kind (${EXPORTS.join(' or ')}), from and to.`;
    return answerError(res, 400, { code: 'BAD_USER_INPUT', message });
  }
  if (lacksScope(viewer, input.data.kind === 'posts' ? 'POSTS_READ' : 'ACCOUNTS_READ', res)) return;
  const brandId = localId('Brand', input.data.brandId);
  const [brand] = await ctx.db.query<{ id: string; workspaceId: string }>(
    'SELECT id, workspace_id FROM brand WHERE id = $1',
    [brandId],
  );
  if (brand === undefined || !seeing(viewer)({ workspaceId: brand.workspaceId, brandId: brand.id }))
    return answerError(res, 404, { code: 'NOT_FOUND', message: 'There is no such brand for this API key.' });
  const headers = {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="figures-of-${input.data.kind}.csv"`,
  };
  await sendLines(ctx, res, { what: 'figures', headers, lines: lines(ctx, { ...input.data, brandId }) });
}

type Input = z.output<typeof parameters>;

async function* lines(ctx: Pick<AppContext, 'db'>, input: Input): AsyncGenerator<string> {
  yield lineOf(HEAD);
  const node = input.kind === 'posts' ? 'PostTarget' : 'SocialAccount';
  for await (const page of exportedFigures(ctx, input))
    yield page
      .map(({ id, platform, name, kind, at, metric, unit, value }) =>
        lineOf([toGlobalId(node, id), platform, name ?? '', kind, at, metric, unit, value]),
      )
      .join('');
}

const lineOf = (cells: readonly (string | number)[]): string => `${cells.map(cellOf).join(',')}\r\n`;

/** As RFC 4180 has it. What a spreadsheet would take for a formula becomes a text. */
function cellOf(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
