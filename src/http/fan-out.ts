/**
 * Subscriptions: executes an event once for all subscribers with the same query and view, and gives everybody the
 * result.
 */
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

/** What ends a subscription from outside: its key stops working, or the server shuts down. */
export interface SubscriptionEnd {
  /** `null` if the whole connection is ended. */
  signal: AbortSignal | null;
  /** The last result for the subscriber, or nothing. */
  farewell(): GraphQLError | null;
  /** Always called once, however it ends. */
  release(): void;
}

type Results = AsyncGenerator<ExecutionResult, void, void>;
type ResultOf = (event: unknown) => ExecutionResult | Promise<ExecutionResult>;

/** Takes a result; many subscribers may share the object. */
export type WriteResult = (result: ExecutionResult) => void;

export interface FanOut {
  /**
   * With `write`, results go there if the source is a `CallingSource`; the generator, which must be pulled all the
   * same, then yields nothing and only ends.
   */
  subscribe(args: ExecutionArgs, end: SubscriptionEnd, write: WriteResult | null): Promise<Results | ExecutionResult>;
}

/** Subscribers for whom the same result is right. */
interface Sharers {
  count: number;
}

/** `finish` masks errors and finishes a result; it sees each shared result once. */
export function createFanOut(finish: (result: ExecutionResult, context: SchemaContext) => ExecutionResult): FanOut {
  // All subscribers of this process share the event objects, so a result lives exactly as long as its event.
  const results = new WeakMap<object, Map<Sharers, ReturnType<ResultOf>>>();
  /** By their key. */
  const sharing = new Map<string, Sharers>();
  /** The last result: an event is given to one subscriber after the other, and most of them ask for the same. */
  let last: { event: unknown; sharers: Sharers; result: ReturnType<ResultOf> } | null = null;

  const run = (args: ExecutionArgs, event: unknown): ReturnType<ResultOf> => {
    const context = args.contextValue as SchemaContext;
    const contextValue: SchemaContext = { ...context, batch: createBatcher() };
    const result = execute({ ...args, contextValue, rootValue: event });
    return result instanceof Promise ? result.then((done) => finish(done, context)) : finish(result, context);
  };

  const shared = (args: ExecutionArgs, sharers: Sharers, event: unknown): ReturnType<ResultOf> => {
    if (last !== null && last.event === event && last.sharers === sharers) return last.result;
    if (typeof event !== 'object' || event === null) return run(args, event);
    const ofEvent = results.get(event) ?? new Map<Sharers, ReturnType<ResultOf>>();
    const result = ofEvent.get(sharers) ?? run(args, event);
    results.set(event, ofEvent.set(sharers, result));
    last = { event, sharers, result };
    return result;
  };

  const join = (key: string): { sharers: Sharers; leave: () => void } => {
    const sharers = sharing.get(key) ?? { count: 0 };
    sharers.count++;
    sharing.set(key, sharers);
    const leave = () => {
      sharers.count--;
      if (sharers.count === 0) sharing.delete(key);
    };
    return { sharers, leave };
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
      const { sharers, leave } = join(shareKey(args));
      const resultOf = (event: unknown) => shared(args, sharers, event);
      const release = () => {
        leave();
        end.release();
      };
      const events = source[Symbol.asyncIterator]();
      return resultsOf(write !== null && isCalling(events) ? writing(events, resultOf, write) : events, resultOf, {
        ...end,
        release,
      });
    },
  };
}

/** Equal for subscribers who may share a result: the same query and the same view of the data. */
function shareKey({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
  const { viewer } = contextValue as SchemaContext;
  const { text, placeVariable } = questionOf(document);
  const { [placeVariable]: _place, ...variables } = variableValues ?? {};
  const brands = viewer.brandIds === null ? null : [...viewer.brandIds].sort();
  const { workspaceId, scopes, reader } = viewer;
  const told = [reader?.language, reader?.timeZone];
  return JSON.stringify([text, operationName, variables, workspaceId, brands, [...scopes].sort(), told]);
}

interface Question {
  text: string;
  /** The variable with the position to start from, which does not affect the results. Empty if there is none. */
  placeVariable: string;
}

// The parser caches documents, so equal texts are one object.
const questions = new WeakMap<DocumentNode, Question>();

function questionOf(document: DocumentNode): Question {
  const known = questions.get(document);
  if (known !== undefined) return known;
  // Only the argument of the subscription itself: a list inside the result may have an `after` too.
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

/**
 * A source that calls with each event while it is delivered, as `EventSubscription` does; other sources have to be
 * asked for each.
 */
interface CallingSource extends AsyncIterator<unknown> {
  each(handle: (event: unknown) => Promise<void> | undefined): Promise<void>;
}

const isCalling = (source: AsyncIterator<unknown>): source is CallingSource => 'each' in source;

/** Writes the result of every event of a source, and yields nothing itself. */
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
 * A generator that reacts to `return` and to the end even while it waits for its next event, by returning its source,
 * which must end a waiting `next`. (Racing each event against the end would leave one pending reaction per event.)
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
    // A failure stays in `returned`, which `close` awaits and so reports once.
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
