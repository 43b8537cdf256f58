/** How much one operation may ask for. The same on HTTP, SSE and WebSocket, on by default. */
import { EnvelopArmor } from '@escape.tech/graphql-armor';
import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type DocumentNode, type GraphQLError, Kind, type OperationDefinitionNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { MAX_COMPLEXITY } from '../schema/builder.ts';
import { apiError } from '../schema/errors.ts';
import { schema } from '../schema/index.ts';

/** Room for every sensible client; introspection is measured by aliases, directives and tokens alone. */
export const LIMITS = { depth: 12, aliases: 30, directives: 10, tokens: 4_000, bodyBytes: 1024 * 1024 } as const;

const tagged = {
  // The library throws what it finds without a code, and a query that was understood is no server error.
  onReject: [
    (_context: unknown, error: GraphQLError) =>
      void Object.assign(error.extensions, { code: 'LIMIT_EXCEEDED', http: { status: 400, spec: true } }),
  ],
};

/** Depth, aliases, directives and tokens. The suggestions of graphql-js stay: the schema is public. */
export function limitPlugins() {
  return new EnvelopArmor({
    maxDepth: { n: LIMITS.depth, flattenFragments: true, ...tagged },
    maxAliases: { n: LIMITS.aliases, allowList: [], ...tagged },
    maxDirectives: { n: LIMITS.directives, ...tagged },
    maxTokens: { n: LIMITS.tokens, ...tagged },
    // Its cost is blind to page sizes; `checkComplexity` is not.
    costLimit: { enabled: false },
    blockFieldSuggestion: { enabled: false },
  }).protect().plugins;
}

const tooLarge = (): GraphQLError =>
  apiError('LIMIT_EXCEEDED', `The request has more than the allowed ${LIMITS.bodyBytes} bytes.`, {
    limit: 'bodyBytes',
    max: LIMITS.bodyBytes,
    http: { status: 413 },
  });

/**
 * The size of a request. Node holds a client to the length that it declares, so only a body without one is counted; the
 * server's own limit counts each body in a stream of its own, which is a tenth of a small request.
 */
export const bodyLimit: Plugin = {
  onRequestParse: ({ request, requestParser, setRequestParser, fetchAPI }) => {
    const declared = request.headers.get('content-length');
    if (declared !== null && Number(declared) > LIMITS.bodyBytes) throw tooLarge();
    if (declared !== null || requestParser === undefined || request.body === null) return;
    setRequestParser(async ({ url, method, headers, signal, body }) =>
      requestParser(
        new fetchAPI.Request(url, { method, headers, signal, body: body === null ? null : await readBounded(body) }),
      ),
    );
  },
};

async function readBounded(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Not `for await`: leaving that closes the connection before the refusal is sent.
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.byteLength;
    if (bytes > LIMITS.bodyBytes) {
      void dropRest(reader);
      throw tooLarge();
    }
    chunks.push(next.value);
  }
  return Buffer.concat(chunks).toString();
}

/** As Node does with a body of declared length that nobody reads: the next request on the connection comes after it. */
async function dropRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The client hung up: there is no rest.
  }
}

/** The cost of an operation, page sizes included, before anything of it runs. */
export function checkComplexity(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): GraphQLError | null {
  const complexity = complexityOf(document, operation, variables);
  if (complexity === null || complexity <= MAX_COMPLEXITY) return null;
  return apiError(
    'LIMIT_EXCEEDED',
    `The operation costs ${complexity}; the limit is ${MAX_COMPLEXITY}. Ask for fewer fields or smaller pages.`,
    {
      limit: 'complexity',
      max: MAX_COMPLEXITY,
      actual: complexity,
    },
  );
}

// Parsed documents are cached, so each operation is walked once for the sizes that it is asked with.
const known = new WeakMap<OperationDefinitionNode, Map<string, number>>();
const MAX_KNOWN_SIZES = 100;

function complexityOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number | null {
  const sizes = sizesOf(operation, variables);
  const ofOperation = known.get(operation) ?? new Map<string, number>();
  const before = ofOperation.get(sizes);
  if (before !== undefined) return before;
  const definitions = document.definitions.filter(
    (definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition === operation,
  );
  try {
    const { complexity } = complexityFromQuery({ ...document, definitions }, { schema, variables, ctx: {} });
    if (ofOperation.size < MAX_KNOWN_SIZES) known.set(operation, ofOperation.set(sizes, complexity));
    return complexity;
  } catch {
    // The variables do not fit; execution says so, with their names.
    return null;
  }
}

/** What of the variables a cost can depend on: numbers (`first`), lengths (`ids`), conditions, and whether there is one. */
const sizesOf = ({ variableDefinitions = [] }: OperationDefinitionNode, variables: Record<string, unknown>): string =>
  variableDefinitions
    .map(({ variable: { name } }) => {
      const value = variables[name.value];
      if (Array.isArray(value)) return `#${value.length}`;
      return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : typeof value;
    })
    .join();
