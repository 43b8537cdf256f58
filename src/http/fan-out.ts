/** Subscriptions: one event is executed once for all who ask the same in the same way, and everybody gets the result. */
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  Kind,
  print,
  visit,
} from 'graphql';
import { createBatcher } from '../schema/batch.ts';
import type { SchemaContext } from '../schema/context.ts';

/** What ends a subscription from outside: its key works no more, or the server goes away. */
export interface SubscriptionEnd {
  /** `null` when the connection that carries it is ended as a whole. */
  signal: AbortSignal | null;
  /** The last thing the subscriber hears, or nothing. */
  farewell(): GraphQLError | null;
  /** Always called once, however it ends. */
  release(): void;
}

type Results = AsyncGenerator<ExecutionResult, void, void>;
type ResultOf = (event: unknown) => ExecutionResult | Promise<ExecutionResult>;

/** Takes a result that many may get; it is one object for all of them. */
export type WriteResult = (result: ExecutionResult) => void;

export interface FanOut {
  /**
   * With `write`, results go there if the source can call (`CallingSource`); the generator, which has to be asked for its
   * next all the same, then has none and only ends.
   */
  subscribe(args: ExecutionArgs, end: SubscriptionEnd, write: WriteResult | null): Promise<Results | ExecutionResult>;
}

/** `finish` masks and finishes a result; it sees each shared result once. */
export function createFanOut(finish: (result: ExecutionResult, context: SchemaContext) => ExecutionResult): FanOut {
  // Events are objects that all subscribers of this process share, so a result lives exactly as long as its event.
  const results = new WeakMap<object, Map<string, ReturnType<ResultOf>>>();

  const run = (args: ExecutionArgs, event: unknown): ReturnType<ResultOf> => {
    const context = args.contextValue as SchemaContext;
    const contextValue: SchemaContext = { ...context, batch: createBatcher() };
    const result = execute({ ...args, contextValue, rootValue: event });
    return result instanceof Promise ? result.then((done) => finish(done, context)) : finish(result, context);
  };

  const shared = (args: ExecutionArgs, key: string, event: unknown): ReturnType<ResultOf> => {
    if (typeof event !== 'object' || event === null) return run(args, event);
    const ofEvent = results.get(event) ?? new Map<string, ReturnType<ResultOf>>();
    results.set(event, ofEvent);
    const known = ofEvent.get(key);
    if (known !== undefined) return known;
    const result = run(args, event);
    ofEvent.set(key, result);
    return result;
  };

  return {
    subscribe: async (args, end, write) => {
      let source: Awaited<ReturnType<typeof createSourceEventStream>>;
      try {
        source = await createSourceEventStream(args);
      } catch (error) {
        end.release();
        throw error;
      }
      if (!(Symbol.asyncIterator in source)) {
        end.release();
        return finish(source, args.contextValue as SchemaContext);
      }
      const key = shareKey(args);
      const resultOf = (event: unknown) => shared(args, key, event);
      const events = source[Symbol.asyncIterator]();
      return resultsOf(write !== null && isCalling(events) ? writing(events, resultOf, write) : events, resultOf, end);
    },
  };
}

/** Equal for subscribers to whom one result is right: the same question, and the same view of the data. */
function shareKey({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
  const { viewer } = contextValue as SchemaContext;
  const { text, placeVariable } = questionOf(document);
  const { [placeVariable]: _place, ...variables } = variableValues ?? {};
  const brands = viewer.brandIds === null ? null : [...viewer.brandIds].sort();
  return JSON.stringify([text, operationName, variables, viewer.workspaceId, brands, [...viewer.scopes].sort()]);
}

interface Question {
  text: string;
  /** The variable that says where in the stream to begin; it has no part in what an event says. Empty when there is none. */
  placeVariable: string;
}

// Documents are cached by the parser, so that equal texts are one object.
const questions = new WeakMap<DocumentNode, Question>();

function questionOf(document: DocumentNode): Question {
  const known = questions.get(document);
  if (known !== undefined) return known;
  // Only of the subscription itself: a list inside the answer may have an `after` too.
  const roots = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [],
  );
  const args = roots.flatMap((selection) => (selection.kind === Kind.FIELD ? (selection.arguments ?? []) : []));
  const [place = ''] = args.flatMap(({ name, value }) =>
    name.value === 'after' && value.kind === Kind.VARIABLE ? [value.name.value] : [],
  );
  const uses: string[] = [];
  visit(document, { VariableDefinition: () => false, Variable: ({ name }) => void uses.push(name.value) });
  const question = {
    text: document.loc?.source.body ?? print(document),
    placeVariable: uses.filter((name) => name === place).length === 1 ? place : '',
  };
  questions.set(document, question);
  return question;
}

/** Hands its events on while they are delivered, as `EventSubscription` does, where others have to be asked for each. */
interface CallingSource extends AsyncIterator<unknown> {
  each(handle: (event: unknown) => Promise<void> | undefined): Promise<void>;
}

const isCalling = (source: AsyncIterator<unknown>): source is CallingSource => 'each' in source;

/** Writes the result of every event of a source, and has nothing itself. */
function writing(source: CallingSource, resultOf: ResultOf, write: WriteResult): AsyncIterator<never> {
  let isOpen = true;
  const handle = (event: unknown) => {
    const result = resultOf(event);
    if (!(result instanceof Promise)) return void write(result);
    return result.then((done) => {
      if (isOpen) write(done);
    });
  };
  return {
    next: async () => {
      await source.each(handle);
      return { done: true, value: undefined };
    },
    return: async () => {
      isOpen = false;
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}

/**
 * A generator that hears `return` and the end also while it waits for its next event, by returning its source, which must
 * end a waiting `next`. (A race of each event against the end would leave one reaction per event with whatever ends last.)
 */
function resultsOf(source: AsyncIterator<unknown>, resultOf: ResultOf, end: SubscriptionEnd): Results {
  let isOpen = true;
  let isEnded = false;
  let returned: Promise<unknown> | undefined;

  const returnSource = () => {
    returned ??= (async () => source.return?.())();
    return returned;
  };
  const onEnd = () => {
    isEnded = true;
    // A failure stays in `returned`, which `close` awaits: it is heard there, once.
    returnSource().catch(() => undefined);
  };
  end.signal?.addEventListener('abort', onEnd, { once: true });
  if (end.signal?.aborted) onEnd();

  const close = async (): Promise<IteratorReturnResult<void>> => {
    if (isOpen) {
      isOpen = false;
      end.signal?.removeEventListener('abort', onEnd);
      end.release();
      await returnSource();
    }
    return { done: true, value: undefined };
  };

  return {
    next: async () => {
      if (!isOpen) return { done: true, value: undefined };
      try {
        const step = await source.next();
        if (isEnded) {
          const farewell = isOpen ? end.farewell() : null;
          await close();
          return farewell === null ? { done: true, value: undefined } : { done: false, value: { errors: [farewell] } };
        }
        if (step.done) return close();
        return { done: false, value: await resultOf(step.value) };
      } catch (error) {
        await close();
        throw error;
      }
    },
    return: close,
    throw: async (error: unknown) => {
      await close();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => void (await close()),
  };
}
