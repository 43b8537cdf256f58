/** Subscriptions: one event is executed once for all who ask the same in the same way, and everybody gets the result. */
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, type GraphQLError, print } from 'graphql';
import type { SchemaContext } from '../schema/context.ts';
import { createBatcher } from '../schema/batch.ts';

/** What ends a subscription from outside: its key works no more, or the server goes away. */
export interface SubscriptionEnd {
  signal: AbortSignal;
  /** The last thing the subscriber hears, or nothing. */
  farewell(): GraphQLError | null;
  /** Always called once, however it ends. */
  release(): void;
}

type Results = AsyncGenerator<ExecutionResult, void, void>;

export interface FanOut {
  subscribe(args: ExecutionArgs, end: SubscriptionEnd): Promise<Results | ExecutionResult>;
}

/** `finish` masks and finishes a result; it sees each shared result once. */
export function createFanOut(finish: (result: ExecutionResult, context: SchemaContext) => ExecutionResult): FanOut {
  // Events are objects that all subscribers of this process share, so a result lives exactly as long as its event.
  const results = new WeakMap<object, Map<string, Promise<ExecutionResult>>>();

  const run = async (args: ExecutionArgs, event: unknown): Promise<ExecutionResult> => {
    const context = args.contextValue as SchemaContext;
    const contextValue: SchemaContext = { ...context, batch: createBatcher() };
    return finish(await execute({ ...args, contextValue, rootValue: event }), context);
  };

  const shared = (args: ExecutionArgs, key: string, event: unknown): Promise<ExecutionResult> => {
    if (typeof event !== 'object' || event === null) return run(args, event);
    const ofEvent = results.get(event) ?? new Map<string, Promise<ExecutionResult>>();
    results.set(event, ofEvent);
    const known = ofEvent.get(key);
    if (known !== undefined) return known;
    const result = run(args, event);
    ofEvent.set(key, result);
    return result;
  };

  return {
    subscribe: async (args, end) => {
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
      return resultsOf(source[Symbol.asyncIterator](), (event) => shared(args, key, event), end);
    },
  };
}

/** Equal for subscribers to whom one result is right: the same question, and the same view of the data. */
function shareKey({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
  const { viewer } = contextValue as SchemaContext;
  return JSON.stringify([textOf(document), operationName, variableValues, viewer.workspaceId, viewer.brandIds === null ? null : [...viewer.brandIds].sort(), [...viewer.scopes].sort()]);
}

// Documents are cached by the parser, so that equal texts are one object.
const texts = new WeakMap<object, string>();
function textOf(document: ExecutionArgs['document']): string {
  const known = texts.get(document);
  if (known !== undefined) return known;
  const text = document.loc?.source.body ?? print(document);
  texts.set(document, text);
  return text;
}

/** A generator that hears `return` and the end also while it waits for its next event. */
function resultsOf(source: AsyncIterator<unknown>, resultOf: (event: unknown) => Promise<ExecutionResult>, end: SubscriptionEnd): Results {
  let isDone = false;
  const ended = Promise.withResolvers<'ENDED'>();
  const onEnd = () => ended.resolve('ENDED');
  end.signal.addEventListener('abort', onEnd, { once: true });
  if (end.signal.aborted) onEnd();

  const close = async (): Promise<IteratorReturnResult<void>> => {
    if (!isDone) {
      isDone = true;
      end.signal.removeEventListener('abort', onEnd);
      ended.resolve('ENDED');
      end.release();
      await source.return?.();
    }
    return { done: true, value: undefined };
  };

  return {
    next: async () => {
      if (isDone) return { done: true, value: undefined };
      try {
        const step = await Promise.race([source.next(), ended.promise]);
        if (step === 'ENDED') {
          const farewell = isDone ? null : end.farewell();
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
