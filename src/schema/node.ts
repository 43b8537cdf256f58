/** `node` and `nodes`: anything that has an id, by its id. */

import { MAX_PAGE } from '../domain/queries/keyset.ts';
import { builder } from './builder.ts';
import type { SchemaContext } from './context.ts';
import { apiError } from './errors.ts';
import { parseGlobalId } from './ids.ts';
import { checkScope, scopeOfType } from './scope-plugin.ts';

/** The id, or null for a malformed one: answered like an id that does not exist. */
function readable(globalId: string, context: SchemaContext): string | null {
  const parsed = parseGlobalId(globalId);
  if (parsed === null) return null;
  const scope = scopeOfType(parsed.name);
  if (scope !== null) checkScope(context, scope, false);
  return globalId;
}

builder.queryFields((t) => ({
  node: t.node({
    description: 'Anything by its id; null when nothing has it, or nothing that the API key reaches.',
    args: { id: t.arg.id({ required: true, description: 'The id.' }) },
    id: (_root, { id }, context) => readable(id, context),
  }),
  nodes: t.nodeList({
    description: `Up to ${MAX_PAGE} things by their ids, in the order of the ids; null in the place of those that do not exist.`,
    args: { ids: t.arg.idList({ required: true, description: 'The ids.' }) },
    complexity: ({ ids }) => ({ field: 1, multiplier: Math.max(1, ids.length) }),
    ids: (_root, { ids }, context) => {
      if (ids.length > MAX_PAGE)
        throw apiError('BAD_USER_INPUT', `\`ids\` takes at most ${MAX_PAGE} ids, not ${ids.length}.`, {
          argument: 'ids',
          max: MAX_PAGE,
          actual: ids.length,
        });
      return ids.map((id) => readable(id, context));
    },
  }),
}));
