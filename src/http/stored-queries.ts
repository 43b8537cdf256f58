/** Queries that are stored and run later, within the limits of the API: what may be stored, and the answer. */
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  Kind,
  OperationTypeNode,
  print,
} from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { AppContext, StoredAnswer, StoredQueries } from '../context.ts';
import type { EventStream } from '../domain/live/live.ts';
import { uuidv7 } from '../lib/crypto.ts';
import { createReads } from '../lib/reads.ts';
import { createSchemaContext } from '../schema/context.ts';
import { apiError } from '../schema/errors.ts';
import { schema } from '../schema/index.ts';
import { maskError } from './graphql-errors.ts';
import { checkComplexity, documentLimits, limitPlugins } from './graphql-limits.ts';
import { nestingLimit } from './graphql-nesting.ts';

/** It runs for every event: less than somebody may ask for who waits for the answer. */
const MAX_COST = 2_000;
const MAX_ANSWER_CHARACTERS = 256 * 1024;

/** What a query is told of its event. */
const VARIABLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['subjectId', ['ID', 'ID!']],
  ['type', ['String', 'String!']],
  ['brandId', ['ID', 'ID!']],
  ['postId', ['ID', 'ID!']],
  ['socialAccountId', ['ID', 'ID!']],
]);
const VARIABLES_TEXT = '$subjectId, $brandId, $postId and $socialAccountId of type ID, and $type of type String';

export function createStoredQueries(ctx: AppContext, events: EventStream): StoredQueries {
  const prisma = createReads(ctx.db);
  const yoga = createYoga({ schema, logging: false, plugins: [documentLimits, ...limitPlugins(), nestingLimit] });

  const read = (query: string) => {
    const enveloped = yoga.getEnveloped({});
    const document: DocumentNode = enveloped.parse(query);
    const errors: readonly GraphQLError[] = enveloped.validate(enveloped.schema, document);
    return { enveloped, document, errors };
  };
  return {
    check: async (query) => {
      try {
        const { document, errors } = read(query);
        if (errors.length > 0) return errors.map(({ message }) => message);
        const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
        const operation = getOperationAST(document);
        if (operations.length !== 1 || operation?.operation !== OperationTypeNode.QUERY)
          return ['It must hold one operation, a query.'];
        const strange = (operation.variableDefinitions ?? []).filter(
          ({ variable, type }) => !VARIABLES.get(variable.name.value)?.includes(print(type)),
        );
        if (strange.length > 0)
          return strange.map(({ variable }) => `$${variable.name.value} cannot be set; there are ${VARIABLES_TEXT}.`);
        const variables = Object.fromEntries([...VARIABLES.keys()].map((name) => [name, '']));
        const refused = checkComplexity(document, operation, variables, MAX_COST);
        return refused === null ? [] : [refused.message];
      } catch (error) {
        if (error instanceof GraphQLError) return [error.message];
        throw error;
      }
    },
    run: async (query, viewer, variables) => {
      const requestId = uuidv7();
      try {
        const { enveloped, document, errors } = read(query);
        // The schema may have changed since it was stored.
        if (errors.length > 0) return { data: null, errors: errors.map((error) => error.toJSON()) };
        const contextValue = createSchemaContext(ctx, events, prisma, viewer, requestId);
        const result: ExecutionResult = await enveloped.execute({
          schema,
          document,
          contextValue,
          variableValues: { ...variables },
        });
        return bounded({
          data: result.data ?? null,
          ...(result.errors && {
            errors: result.errors.map((error) => maskError(ctx.log, requestId, error).toJSON()),
          }),
        });
      } catch (error) {
        return { data: null, errors: [maskError(ctx.log, requestId, error).toJSON()] };
      }
    },
  };
}

function bounded(answer: StoredAnswer): StoredAnswer {
  const { length } = JSON.stringify(answer);
  if (length <= MAX_ANSWER_CHARACTERS) return answer;
  const message = `The answer has ${length} characters; the limit is ${MAX_ANSWER_CHARACTERS}.`;
  return {
    data: null,
    errors: [apiError('LIMIT_EXCEEDED', message, { limit: 'characters', max: MAX_ANSWER_CHARACTERS }).toJSON()],
  };
}
