/** The Pothos builder: scalars, conventions and plugins of the schema, but no types. */
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import type PrismaTypes from '../lib/prisma/pothos.ts';
import { getDatamodel } from '../lib/prisma/pothos.ts';
import type { SchemaContext } from './context.ts';
import { isNodeName, NO_ID, parseGlobalId, toGlobalId } from './ids.ts';
import { DateTime, JsonObject } from './scalars.ts';
import './audit-plugin.ts';
import './id-plugin.ts';
import './scope-plugin.ts';

/** The fields of every connection besides its edges. */
export interface ListFacts {
  count(): Promise<number | null>;
}

/** The cost of one operation: one per field, times the page size wherever it pages. */
export const MAX_COMPLEXITY = 20_000;

export const builder = new SchemaBuilder<{
  Context: SchemaContext;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Connection: ListFacts;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSONObject: { Input: Record<string, unknown>; Output: unknown };
  };
}>({
  plugins: ['audit', 'scopes', 'ids', ComplexityPlugin, RelayPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  prisma: {
    client: (context) => context.prisma,
    dmmf: getDatamodel(),
    onUnusedQuery: null,
  },
  complexity: {
    defaultComplexity: 1,
    defaultListMultiplier: 5,
    // Checked before anything runs, for subscriptions too, where operations are admitted.
    disabled: true,
  },
  relay: {
    // The uuid alone would not name its type; base64 would make it unreadable in logs.
    encodeGlobalID: (typename, id) => (isNodeName(typename) ? toGlobalId(typename, String(id)) : String(id)),
    decodeGlobalID: (globalId) => {
      const parsed = parseGlobalId(globalId);
      return parsed === null ? { typename: 'Brand', id: NO_ID } : { typename: parsed.name, id: parsed.id };
    },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: { description: 'Anything that has an id and can be read again with `node(id:)`.' },
    idFieldOptions: { description: 'The id. Opaque: store it whole, do not take it apart.' },
    pageInfoTypeOptions: { description: 'Where a page lies in its list.' },
    hasNextPageFieldOptions: { description: 'More items follow after `endCursor`.' },
    hasPreviousPageFieldOptions: { description: 'Items precede `startCursor`.' },
    startCursorFieldOptions: { description: 'Cursor of the first item of this page; pass it as `before`.' },
    endCursorFieldOptions: { description: 'Cursor of the last item of this page; pass it as `after`.' },
    cursorType: 'String',
    edgesFieldOptions: {
      description: 'The items of this page with their cursors.',
      nullable: false,
      complexity: { field: 0, multiplier: 1 },
    },
    nodesOnConnection: {
      description: 'The items of this page: a shortcut for `edges { node }`.',
      complexity: { field: 0, multiplier: 1 },
    },
    nodeFieldOptions: { description: 'The item.', nullable: false, complexity: 0 },
    cursorFieldOptions: { description: 'Where the item lies in the list. Opaque.', complexity: 0 },
    pageInfoFieldOptions: { description: 'Whether there is more, and where to go on.', complexity: 0 },
    firstArgOptions: { description: 'How many items from the start, or after `after`: 1 to 100, default 25.' },
    lastArgOptions: {
      description: 'How many items from the end, or before `before`: 1 to 100. Not together with `first`.',
    },
    afterArgOptions: { description: 'Only items that follow this cursor.' },
    beforeArgOptions: { description: 'Only items that precede this cursor.' },
  },
});

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    nullable: true,
    description:
      'How many items the whole list has. Counted only when asked for; null when there are more than 10,000.',
    complexity: 10,
    resolve: (connection) => connection.count(),
  }),
);
builder.addScalarType('DateTime', DateTime);
builder.addScalarType('JSONObject', JsonObject);
builder.queryType({ description: 'Everything that can be read.' });
builder.mutationType({
  description:
    'Everything that can be changed. Each mutation takes one `input` and answers with the thing it changed and `userErrors`; a non-empty `userErrors` means that nothing was changed.',
});
builder.subscriptionType({
  description: 'What happens, as it happens: over WebSocket (`graphql-transport-ws`) and Server-Sent Events.',
});
