/**
 * Answers queries about the schema, the ones allowed without a key. Answers are cached, so that repeating a query costs
 * next to nothing.
 */
import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { Clock } from '../lib/clock.ts';
import { createRateLimit } from '../lib/rate-limit.ts';
import { apiError } from '../schema/errors.ts';
import { unauthenticated } from './graphql-errors.ts';

export interface Question {
  query?: unknown;
  operationName?: unknown;
  variables?: unknown;
}

type KeylessAnswer =
  | { refused: GraphQLError }
  /** Answered before. */
  | { result: ExecutionResult }
  /** To be executed like any operation; `keep` gets the answer. `null`: it is not a document, which the parser reports. */
  | { keep: ((result: ExecutionResult) => void) | null };

export interface Introspection {
  answerWithoutKey(question: Question): KeylessAnswer;
}

/** Several times what the introspection queries of known clients need, and small enough to be checked at no cost. */
export const KEYLESS = {
  bodyBytes: 16 * 1024,
  characters: 8 * 1024,
  tokens: 500,
  aliases: 5,
  cost: 1_200_000,
} as const;

/** For new queries over the whole schema: tens of milliseconds each. */
const NEW_QUESTIONS = { burst: 20, perSecond: 0.5, maxKeys: 1 } as const;
const CHEAP = 1_000;
const KEPT = { answers: 50, characters: 8 * 1024 * 1024 } as const;

export function createIntrospection({ now }: Pick<Clock, 'now'>): Introspection {
  const kept = new Map<string, string>();
  let keptCharacters = 0;
  const budget = createRateLimit(NEW_QUESTIONS);

  const keep = (key: string, result: ExecutionResult) => {
    if (result.errors !== undefined || kept.has(key)) return;
    const text = JSON.stringify(result);
    kept.set(key, text);
    keptCharacters += text.length;
    for (const [oldest, old] of kept) {
      if (kept.size <= KEPT.answers && keptCharacters <= KEPT.characters) break;
      kept.delete(oldest);
      keptCharacters -= old.length;
    }
  };

  return {
    answerWithoutKey: ({ query, operationName, variables }) => {
      if (typeof query !== 'string') return { keep: null };
      if (query.length > KEYLESS.characters) return { refused: unauthenticated() };
      const key = JSON.stringify([query, operationName, variables]);
      const known = kept.get(key);
      if (known !== undefined) {
        // Moved to the end, so that the oldest is dropped first: unrepeated queries must not push out those of tools.
        kept.delete(key);
        kept.set(key, known);
        return { result: asText(known) };
      }
      let document: DocumentNode;
      try {
        document = parse(query, { noLocation: true, maxTokens: KEYLESS.tokens });
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        return / tokens/.test(error.message) ? { refused: unauthenticated() } : { keep: null };
      }
      const cost = costOf(document);
      if (cost === null) return { refused: unauthenticated() };
      // Cheaper to answer than to cache, and there is no limit to their number.
      if (cost <= CHEAP) return { keep: NOTHING };
      if (budget.take('', now().getTime()) > 0) {
        const message =
          'Too many different queries about the schema came without an API key. Send a key, or try again later.';
        return { refused: apiError('LIMIT_EXCEEDED', message, { limit: 'introspection', http: { status: 429 } }) };
      }
      return { keep: (result) => keep(key, result) };
    },
  };
}

const NOTHING = () => undefined;

/** A result whose `stringify` returns the cached text. */
const asText = (text: string): ExecutionResult & { stringify(): string } => ({ data: null, stringify: () => text });

/** Estimates of how many items each list field returns, on the high side. */
const LENGTHS: Readonly<Record<string, number>> = {
  types: 200,
  fields: 12,
  inputFields: 8,
  args: 2,
  enumValues: 8,
  possibleTypes: 4,
  interfaces: 2,
  directives: 8,
};
const MAX_STEPS = 2_000;
/** Deeper than any sensible query goes. */
const MAX_NESTING = 60;

/**
 * The approximate number of fields in the answer; null for a document that asks for anything but the schema, or for too
 * much.
 */
function costOf({ definitions }: DocumentNode): number | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  let steps = 0;
  let aliases = 0;
  let cost = 0;

  /** Adds up `cost`, and returns whether to go on. Fragments may refer to each other in a cycle, or repeatedly. */
  const walk = ({ selections }: SelectionSetNode, at: { times: number; isRoot: boolean; nesting: number }): boolean =>
    selections.every((selection) => {
      if (++steps > MAX_STEPS || at.nesting > MAX_NESTING || cost > KEYLESS.cost) return false;
      const inside = { ...at, nesting: at.nesting + 1 };
      if (selection.kind === Kind.INLINE_FRAGMENT) return walk(selection.selectionSet, inside);
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        return fragment === undefined || walk(fragment.selectionSet, inside);
      }
      const name = selection.name.value;
      if (selection.alias !== undefined && ++aliases > KEYLESS.aliases) return false;
      if (at.isRoot && !name.startsWith('__')) return false;
      const times = at.times * (LENGTHS[name] ?? 1);
      cost += times;
      return selection.selectionSet === undefined || walk(selection.selectionSet, { ...inside, times, isRoot: false });
    });

  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) continue;
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== 'query') return null;
    if (!walk(definition.selectionSet, { times: 1, isRoot: true, nesting: 0 })) return null;
  }
  return cost > KEYLESS.cost ? null : cost;
}
