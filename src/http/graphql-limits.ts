/** Limits of one operation, on HTTP, SSE and WebSocket alike, on by default. */
import { EnvelopArmor } from '@escape.tech/graphql-armor';
import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  BREAK,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
  validate,
  visit,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { MAX_COMPLEXITY } from '../schema/builder.ts';
import { apiError } from '../schema/errors.ts';
import { schema } from '../schema/index.ts';

/** Enough for every sensible client; introspection is limited by all but depth. */
export const LIMITS = {
  depth: 12,
  aliases: 30,
  /** For a whole document, and for one field. */
  directives: 50,
  directivesPerField: 3,
  tokens: 2_000,
  /** For the text; the same as for a socket. Parsed documents are cached, and large values belong into variables. */
  characters: 64 * 1024,
  /** For one name among the selections of one field, fragments included: validation compares each with every other. */
  repetitions: 50,
  /** Each error has suggestions, which search all names of the schema. */
  validationErrors: 20,
  bodyBytes: 1024 * 1024,
} as const;

const tagged = {
  // The library throws its findings without a code, although a query that was understood is no server error.
  onReject: [
    (_context: unknown, error: GraphQLError) =>
      void Object.assign(error.extensions, { code: 'LIMIT_EXCEEDED', http: { status: 400, spec: true } }),
  ],
};

/** Depth, aliases, directives and tokens. The suggestions of graphql-js stay, because the schema is public. */
export function limitPlugins() {
  return new EnvelopArmor({
    maxDepth: { n: LIMITS.depth, flattenFragments: true, ...tagged },
    maxAliases: { n: LIMITS.aliases, allowList: [], ...tagged },
    maxDirectives: { n: LIMITS.directives, ...tagged },
    maxTokens: { n: LIMITS.tokens, ...tagged },
    // Its cost rule ignores page sizes; `checkComplexity` does not.
    costLimit: { enabled: false },
    blockFieldSuggestion: { enabled: false },
  }).protect().plugins;
}

/** Refuses, before validation, what its rules would take too long for, and makes them stop early. */
export const documentLimits: Plugin = {
  onValidate: ({ setValidationFn }) =>
    // Called only for documents without a cached result.
    setValidationFn((ofSchema: GraphQLSchema, document: DocumentNode, rules: readonly ValidationRule[]) => {
      const refused = refuseDocument(document);
      return refused === null ? validate(ofSchema, document, rules, { maxErrors: LIMITS.validationErrors }) : [refused];
    }),
};

function refuseDocument(document: DocumentNode): GraphQLError | null {
  const { directivesPerField, repetitions } = LIMITS;
  const crowded = findCrowded(document);
  if (crowded === 'directives')
    return apiError('LIMIT_EXCEEDED', `A field has more than the allowed ${directivesPerField} directives.`, {
      limit: 'directivesPerField',
      max: directivesPerField,
    });
  if (crowded === 'repetitions')
    return apiError('LIMIT_EXCEEDED', `The same field is asked for more than the allowed ${repetitions} times.`, {
      limit: 'repetitions',
      max: repetitions,
    });
  return null;
}

type Counts = ReadonlyMap<string, number>;

function findCrowded(document: DocumentNode): 'directives' | 'repetitions' | null {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  const counted = new Map<SelectionSetNode, Counts>();
  let isRepeated = false;

  /** How often each name is selected within a selection set. A fragment that contains itself counts as nothing. */
  const countsOf = (set: SelectionSetNode): Counts => {
    const known = counted.get(set);
    if (known !== undefined) return known;
    const counts = new Map<string, number>();
    counted.set(set, counts);
    const add = (name: string, times: number) => {
      const sum = (counts.get(name) ?? 0) + times;
      counts.set(name, sum);
      if (sum > LIMITS.repetitions) isRepeated = true;
    };
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        add((selection.alias ?? selection.name).value, 1);
        continue;
      }
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value);
      if (inner !== undefined && !isRepeated) for (const [name, times] of countsOf(inner)) add(name, times);
    }
    return counts;
  };

  let hasManyDirectives = false;
  visit(document, {
    enter: (node) => {
      if ('directives' in node && (node.directives?.length ?? 0) > LIMITS.directivesPerField) hasManyDirectives = true;
      if (node.kind === Kind.SELECTION_SET) countsOf(node);
      return hasManyDirectives || isRepeated ? BREAK : undefined;
    },
  });
  return hasManyDirectives ? 'directives' : isRepeated ? 'repetitions' : null;
}

const tooLarge = (): GraphQLError =>
  apiError('LIMIT_EXCEEDED', `The request has more than the allowed ${LIMITS.bodyBytes} bytes.`, {
    limit: 'bodyBytes',
    max: LIMITS.bodyBytes,
    http: { status: 413 },
  });

export function refuseLength(query: string): GraphQLError | null {
  const { characters } = LIMITS;
  if (query.length <= characters) return null;
  const message = `The document has more than the allowed ${characters} characters. Send large values as variables.`;
  return apiError('LIMIT_EXCEEDED', message, { limit: 'characters', max: characters, actual: query.length });
}

type RequestParse = Parameters<NonNullable<Plugin['onRequestParse']>>[0];

/**
 * Limits the size of a request. Node holds a client to its declared length, so only a body without one is counted; the
 * limit of the GraphQL server counts every body in a stream of its own, which takes a tenth of the time of a small
 * request.
 */
export function limitBody(
  { request, requestParser, setRequestParser, fetchAPI }: Omit<RequestParse, 'serverContext'>,
  { maxBytes, refusal } = { maxBytes: LIMITS.bodyBytes as number, refusal: tooLarge },
): void {
  const declared = request.headers.get('content-length');
  if (declared !== null && Number(declared) > maxBytes) throw refusal();
  if (requestParser === undefined) return;
  setRequestParser(async (original) => {
    try {
      const { url, method, headers, signal, body } = original;
      if (declared !== null || body === null) return await requestParser(original);
      const text = await readBounded(body, maxBytes, refusal);
      return await requestParser(new fetchAPI.Request(url, { method, headers, signal, body: text }));
    } catch (error) {
      if (error instanceof GraphQLError) throw error;
      // The sender has left: nothing of ours failed, and nobody gets the answer.
      throw new GraphQLError('The request broke off.', { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
    }
  });
}

async function readBounded(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  refusal: () => GraphQLError,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Not `for await`: leaving that loop closes the connection before the refusal is sent.
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.byteLength;
    if (bytes > maxBytes) {
      void dropRest(reader);
      throw refusal();
    }
    chunks.push(next.value);
  }
  return Buffer.concat(chunks).toString();
}

/** Reads the rest, as Node does for a body with a declared length: the next request on the connection comes after it. */
async function dropRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The client hung up: nothing is left to read.
  }
}

/** Computes the cost of an operation, with page sizes, before any of it runs. */
export function checkComplexity(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  max = MAX_COMPLEXITY,
): GraphQLError | null {
  const complexity = complexityOf(document, operation, variables);
  if (complexity === null || complexity <= max) return null;
  return apiError(
    'LIMIT_EXCEEDED',
    `The operation costs ${complexity}; the limit is ${max}. Ask for fewer fields or smaller pages.`,
    {
      limit: 'complexity',
      max,
      actual: complexity,
    },
  );
}

// Parsed documents are cached, so the cost of an operation is computed once for each set of sizes.
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
    // The variables are invalid; execution reports that, with their names.
    return null;
  }
}

/** The parts of the variables that a cost can depend on: numbers (`first`), lengths (`ids`), conditions, and presence. */
const sizesOf = ({ variableDefinitions = [] }: OperationDefinitionNode, variables: Record<string, unknown>): string =>
  variableDefinitions
    .map(({ variable: { name } }) => {
      const value = variables[name.value];
      if (Array.isArray(value)) return `#${value.length}`;
      return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : typeof value;
    })
    .join();
