/** Has every call of a mutation written into the audit log, whatever becomes of it. */
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import { GraphQLError, type GraphQLFieldResolver } from 'graphql';
import { audited } from '../domain/audit/calls.ts';
import { isUnavailable } from '../lib/db.ts';
import { namedIn } from './audit-ids.ts';
import type { SchemaContext } from './context.ts';

/** Of every payload. */
interface Answer {
  userErrors: readonly { code: string }[];
}

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      audit: AuditPlugin<Types>;
    }
  }
}

class AuditPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { parentType, name }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (parentType !== 'Mutation') return resolver;
    return (parent, args, context, info) => {
      const { app, viewer, requestId } = context as SchemaContext;
      const { input } = args as { input: unknown };
      return audited(
        app,
        viewer,
        { action: name, input, requestId, named: namedIn(input) },
        async (call) => (await resolver(parent, args, { ...context, viewer: { ...viewer, call } }, info)) as Answer,
        { codesOf: ({ userErrors }) => userErrors.map(({ code }) => code), failureOf: codeOf },
      );
    };
  }
}

/** The code under which the caller is told of it. */
function codeOf(error: unknown): string {
  if (error instanceof GraphQLError && typeof error.extensions.code === 'string') return error.extensions.code;
  return isUnavailable(error) ? 'UNAVAILABLE' : 'INTERNAL';
}

SchemaBuilder.registerPlugin('audit', AuditPlugin);
