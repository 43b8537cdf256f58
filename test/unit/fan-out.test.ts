/** One event is executed once for all who ask the same, and never shared between those who may see different things. */
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/context.ts';
import { createFanOut, type SubscriptionEnd, type WriteResult } from '../../src/http/fan-out.ts';
import type { ApiScope } from '../../src/lib/prisma/enums.ts';
import { asyncQueue } from '../support/async-queue.ts';

interface Tick {
  n: number;
}

function world() {
  let executions = 0;
  /** What ticks from 100 on wait for. */
  const hundreds = Promise.withResolvers<number>();
  const listeners: ((tick: Tick) => unknown)[] = [];
  // Hears `return` while it waits, and can call, as the event stream does.
  const ticks = () => {
    const waiting = asyncQueue<IteratorResult<Tick, undefined>>();
    listeners.push((value) => waiting.push({ done: false, value }));
    return {
      each: async (handle: (tick: Tick) => unknown) => {
        listeners.push(handle);
        while (!(await waiting.next()).done);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => waiting.next(),
      return: async () => {
        waiting.push({ done: true, value: undefined });
        return { done: true, value: undefined };
      },
    };
  };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { nothing: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        tick: {
          type: GraphQLInt,
          args: { label: { type: GraphQLString }, after: { type: GraphQLString } },
          subscribe: ticks,
          resolve: (tick: Tick) => {
            executions++;
            if (tick.n < 0) throw new Error('negative');
            return tick.n < 100 ? tick.n : hundreds.promise;
          },
        },
      },
    }),
  });
  const fanOut = createFanOut((result) =>
    result.errors === undefined ? result : { ...result, errors: [new GraphQLError('masked')] },
  );
  const stop = new AbortController();
  let released = 0;
  const follow = async (
    change: {
      document?: string;
      variables?: Record<string, unknown>;
      viewer?: Partial<Viewer>;
      end?: Partial<SubscriptionEnd>;
      write?: WriteResult;
    } = {},
  ) => {
    const viewer: Viewer = {
      apiKeyId: crypto.randomUUID(),
      workspaceId: 'w',
      scopes: new Set<ApiScope>(['POSTS_READ']),
      brandIds: null,
      expiresAt: null,
      cursorKey: new Uint8Array(16),
      plainCursorsTo: 0n,
      ...change.viewer,
    };
    const args = {
      schema,
      document: parse(
        change.document ?? 'subscription ($label: String, $after: String) { tick(label: $label, after: $after) }',
      ),
      variableValues: change.variables ?? {},
      contextValue: { viewer },
    } satisfies ExecutionArgs;
    const end: SubscriptionEnd = {
      signal: stop.signal,
      farewell: () => null,
      release: () => void released++,
      ...change.end,
    };
    const results = await fanOut.subscribe(args, end, change.write ?? null);
    if (!(Symbol.asyncIterator in results)) throw new Error(JSON.stringify(results));
    return results;
  };
  return {
    follow,
    stop,
    hundreds,
    emit: (tick: Tick) => {
      for (const listener of listeners) listener(tick);
    },
    get executions() {
      return executions;
    },
    get released() {
      return released;
    },
  };
}

const nextOf = async (results: AsyncGenerator<ExecutionResult, void, void>) => (await results.next()).value;

describe('an event', () => {
  it('is executed once for all who ask the same of the same data', async () => {
    const the = world();
    const followers = await Promise.all(Array.from({ length: 100 }, () => the.follow()));
    const heard = Promise.all(followers.map(nextOf));
    the.emit({ n: 7 });
    expect((await heard).every((result) => result?.data?.tick === 7)).toBe(true);
    expect(the.executions).toBe(1);
  });

  it('is executed again for another question, other variables, another workspace, other brands, other scopes', async () => {
    const the = world();
    const followers = await Promise.all([
      the.follow(),
      the.follow({ document: 'subscription { again: tick }' }),
      the.follow({ variables: { label: 'x' } }),
      the.follow({ viewer: { workspaceId: 'another' } }),
      the.follow({ viewer: { brandIds: new Set(['b']) } }),
      the.follow({ viewer: { scopes: new Set(['ADMIN']) } }),
    ]);
    const heard = Promise.all(followers.map(nextOf));
    the.emit({ n: 1 });
    await heard;
    expect(the.executions).toBe(6);
  });

  it('is executed once although everybody came at another place of the stream', async () => {
    const the = world();
    const followers = await Promise.all([
      the.follow({ variables: { after: 'a' } }),
      the.follow({ variables: { after: 'b' } }),
    ]);
    const heard = Promise.all(followers.map(nextOf));
    the.emit({ n: 1 });
    await heard;
    expect(the.executions).toBe(1);
  });

  it('that fails is told masked to everybody', async () => {
    const the = world();
    const followers = await Promise.all([the.follow(), the.follow()]);
    const heard = Promise.all(followers.map(nextOf));
    the.emit({ n: -1 });
    expect((await heard).map((result) => result?.errors?.[0]?.message)).toEqual(['masked', 'masked']);
  });
});

describe('a subscription that writes', () => {
  it('is handed the one result of all before the delivery of the event is over', async () => {
    const the = world();
    const written: ExecutionResult[] = [];
    const followers = await Promise.all(
      Array.from({ length: 3 }, () => the.follow({ write: (result) => written.push(result) })),
    );
    const ended = followers.map((results) => results.next());
    the.emit({ n: 7 });
    expect(written).toEqual(Array(3).fill({ data: { tick: 7 } }));
    expect(new Set(written).size).toBe(1);
    expect(the.executions).toBe(1);
    for (const results of followers) await results.return();
    expect(await Promise.all(ended)).toEqual(Array(3).fill({ done: true, value: undefined }));
    expect(the.released).toBe(3);
  });

  it('gets nothing more once it has ended, also what was being made', async () => {
    const the = world();
    const [stayed, gone]: ExecutionResult[][] = [[], []];
    const staying = await the.follow({ write: (result) => stayed?.push(result) });
    const leaving = await the.follow({ write: (result) => gone?.push(result) });
    const ended = [staying.next(), leaving.next()];
    the.emit({ n: 100 });
    await leaving.return();
    the.hundreds.resolve(100);
    await expect.poll(() => stayed).toEqual([{ data: { tick: 100 } }]);
    expect(gone).toEqual([]);
    await staying.return();
    await Promise.all(ended);
  });
});

describe('a subscription', () => {
  it('ends at once when the client leaves while it waits', async () => {
    const the = world();
    const results = await the.follow();
    const waiting = results.next();
    await results.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(the.released).toBe(1);
  });

  it('ends with a farewell when its key does, and without one when the server goes away', async () => {
    const the = world();
    const ending = new AbortController();
    const told = await the.follow({
      end: { signal: ending.signal, farewell: () => new GraphQLError('your key is over') },
    });
    const silent = await the.follow();
    const [toldNext, silentNext] = [told.next(), silent.next()];
    ending.abort();
    the.stop.abort();
    expect((await toldNext).value?.errors?.[0]?.message).toBe('your key is over');
    expect(await told.next()).toEqual({ done: true, value: undefined });
    expect(await silentNext).toEqual({ done: true, value: undefined });
    expect(the.released).toBe(2);
  });
});
