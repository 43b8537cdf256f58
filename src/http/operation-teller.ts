/** Reports operations to metrics and traces, by field names of the schema: callers give operations an unlimited number of names. */
import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type OperationResult, operationEnded, operationRun } from './traffic.ts';

interface Operation {
  document: DocumentNode;
  operationName?: string | null;
}

const NOTHING = () => undefined;

/** Called with the result once the operation is over. */
export function operationTeller({ document, operationName }: Operation): (result: OperationResult) => void {
  const operation = operationEnded.isHeard ? getOperationAST(document, operationName) : null;
  if (operation === null || operation === undefined) return NOTHING;
  const startedAt = performance.now();
  return (result) =>
    operationEnded.publish(() => ({
      field: fieldOf(document, operation),
      type: operation.operation,
      result,
      tookMs: performance.now() - startedAt,
    }));
}

type Result = ExecutionResult | AsyncIterable<unknown>;

/** `execute` as a part of the caller's trace; null while nobody traces. */
export function tracedOperation<Args extends Operation>(
  told: { requestId: string; traceparent: string | null },
  execute: (args: Args) => Result | Promise<Result>,
): ((args: Args) => Result | Promise<Result>) | null {
  if (!operationRun.isFollowed) return null;
  return (args) => {
    const { document, operationName } = args;
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== 'query' && operation?.operation !== 'mutation') return execute(args);
    const type = operation.operation;
    return operationRun.run(
      () => ({ ...told, type, field: fieldOf(document, operation) }),
      async () => execute(args),
    );
  };
}

/** Parsed documents are cached, so only the first use computes this. */
const known = new WeakMap<OperationDefinitionNode, string>();

/** The field of an operation with one field; the operation is valid, so there is one. */
function fieldOf(document: DocumentNode, operation: OperationDefinitionNode): string {
  const told = known.get(operation);
  if (told !== undefined) return told;
  const names = new Set<string>();
  addFields(names, document, operation.selectionSet);
  const own = [...names].filter((name) => !name.startsWith('__'));
  const field = own.length > 1 ? 'several' : (own[0] ?? 'introspection');
  known.set(operation, field);
  return field;
}

function addFields(names: Set<string>, document: DocumentNode, { selections }: SelectionSetNode): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) names.add(selection.name.value);
    else if (selection.kind === Kind.INLINE_FRAGMENT) addFields(names, document, selection.selectionSet);
    else
      for (const definition of document.definitions)
        if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value)
          addFields(names, document, definition.selectionSet);
  }
}
