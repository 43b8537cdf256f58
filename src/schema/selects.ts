/** Looks ahead: what an operation asks for anywhere, so that one statement can answer it. */
import { type GraphQLResolveInfo, type OperationDefinitionNode, visit } from 'graphql';

// Parsed documents are cached, so each is walked once.
const namesOf = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/** Whether a field of this name is selected anywhere. Too often true costs a little; never wrongly false. */
export function selects({ operation, fragments }: GraphQLResolveInfo, name: string): boolean {
  let names = namesOf.get(operation);
  if (names === undefined) {
    const found = new Set<string>();
    for (const node of [operation, ...Object.values(fragments)])
      visit(node, { Field: (field) => void found.add(field.name.value) });
    names = found;
    namesOf.set(operation, names);
  }
  return names.has(name);
}
