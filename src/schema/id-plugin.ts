/**
 * Resolves the `id` of nodes synchronously: the resolver of the relay plugin is asynchronous, and creates a promise for
 * every object on a page.
 */
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { ID_PREFIXES, type NodeName, toGlobalId } from './ids.ts';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      ids: IdPlugin<Types>;
    }
  }
}

const isNode = (typeName: string): typeName is NodeName => Object.hasOwn(ID_PREFIXES, typeName);

class IdPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { name, parentType }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (name !== 'id' || !isNode(parentType)) return resolver;
    return (parent) => toGlobalId(parentType, (parent as { id: string }).id);
  }
}

SchemaBuilder.registerPlugin('ids', IdPlugin);
