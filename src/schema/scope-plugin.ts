/** Enforces read scopes wherever a field returns a protected type, however it is reached. */
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { hasScope, READ_SCOPES, SCOPES } from '../domain/access.ts';
import type { ApiScope } from '../lib/prisma/enums.ts';
import type { SchemaContext } from './context.ts';
import { apiError } from './errors.ts';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      scopes: ScopePlugin<Types>;
    }
    export interface FieldOptions {
      /** The scope that this field needs, if its type does not tell. */
      scope?: ApiScope;
    }
  }
}

const TYPE_SCOPES: ReadonlyMap<string, ApiScope | null> = new Map(Object.entries(READ_SCOPES));

/** The payload of a mutation may be read by everybody who may call it. */
const WRITERS: Readonly<Partial<Record<ApiScope, readonly ApiScope[]>>> = {
  POSTS_READ: ['POSTS_WRITE', 'POSTS_PUBLISH'],
  ACCOUNTS_READ: ['ACCOUNTS_WRITE'],
  WEBHOOKS_READ: ['WEBHOOKS_WRITE'],
  NOTIFICATIONS_READ: ['NOTIFICATIONS_WRITE'],
};

export function checkScope(context: SchemaContext, scope: ApiScope, isMutation: boolean): void {
  const sufficient = [scope, ...(isMutation ? (WRITERS[scope] ?? []) : [])];
  if (sufficient.some((candidate) => hasScope(context.viewer, candidate))) return;
  const { name } = SCOPES[scope];
  throw apiError('FORBIDDEN_SCOPE', `This needs the scope ${name}, which the API key does not have.`, { scope: name });
}

/** The scope that reading things of a type needs, or null. */
export const scopeOfType = (typeName: string): ApiScope | null =>
  TYPE_SCOPES.get(typeName.replace(/(Connection|Edge)$/, '').replace(/^PublishEvent$/, 'PublishingLog')) ?? null;

class ScopePlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    field: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const scope = this.scopeOf(field);
    if (scope === null) return resolver;
    return (parent, args, context, info) => {
      checkScope(context as SchemaContext, scope, info.operation.operation === 'mutation');
      return resolver(parent, args, context, info);
    };
  }

  override wrapSubscribe(
    subscriber: GraphQLFieldResolver<unknown, Types['Context'], object> | undefined,
    field: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> | undefined {
    const scope = this.scopeOf(field);
    if (scope === null || subscriber === undefined) return subscriber;
    return (parent, args, context, info) => {
      checkScope(context as SchemaContext, scope, false);
      return subscriber(parent, args, context, info);
    };
  }

  private scopeOf(field: PothosOutputFieldConfig<Types>): ApiScope | null {
    // Inside a connection the connection itself was checked.
    if (/(Connection|Edge)$/.test(field.parentType)) return null;
    const { scope } = field.pothosOptions as { scope?: ApiScope };
    const type = field.type.kind === 'List' ? field.type.type : field.type;
    return (
      scope ?? (type.kind === 'Object' ? scopeOfType(this.builder.configStore.getTypeConfig(type.ref).name) : null)
    );
  }
}

SchemaBuilder.registerPlugin('scopes', ScopePlugin);
