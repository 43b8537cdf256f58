/** What every adapter owes the engine, asked of each platform of the registry in turn: on the engine's journal, with a stand-in. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FaultInput } from '../../sandbox/faults.ts';
import type { JournalEdge } from '../../src/context.ts';
import type { PostTarget } from '../../src/lib/prisma/client.ts';
import { PLATFORM_IDS, type PlatformId } from '../../src/platforms/platform.ts';
import { wordsFor } from '../crash/cell.ts';
import { judge } from '../crash/truth.ts';
import { type ByHand, startByHand } from '../support/by-hand.ts';
import { nameOf, SAMPLES, type Sample } from '../support/world.ts';

const sampleOf = (platform: PlatformId, format: Sample['format']): Sample => {
  const sample = SAMPLES.find((one) => one.platform === platform && one.format === format);
  if (sample === undefined) throw new Error(`no sample ${platform} ${format}`);
  return sample;
};

/** What stands for each platform: as many kinds of steps as it has, with links to media and extras where there are any. */
const SHOWN = {
  INSTAGRAM: [sampleOf('INSTAGRAM', 'IMAGE')],
  TIKTOK: [sampleOf('TIKTOK', 'VIDEO'), sampleOf('TIKTOK', 'CAROUSEL')],
  YOUTUBE: [sampleOf('YOUTUBE', 'VIDEO')],
  X: [sampleOf('X', 'THREAD')],
} as const satisfies Record<PlatformId, readonly Sample[]>;

/** A definite no in the words of each platform: what was sent is not acceptable. */
const REFUSALS = {
  INSTAGRAM: {
    status: 400,
    json: { error: { message: 'no', type: 'OAuthException', code: 36004, error_subcode: 2207010 } },
  },
  TIKTOK: { status: 400, json: { error: { code: 'invalid_params', message: 'no', log_id: 'l' }, data: {} } },
  YOUTUBE: { status: 400, json: { error: { code: 400, message: 'no', errors: [{ reason: 'invalidTitle' }] } } },
  X: {
    status: 400,
    json: { title: 'Invalid Request', detail: 'no', type: 'https://api.x.com/2/problems/invalid-request' },
  },
} as const satisfies Record<PlatformId, Pick<FaultInput, 'status' | 'json'>>;

const isOfExtra = (step: string): boolean => step.includes(':');
const posts = (live: readonly { kind: string }[]): number => live.filter(({ kind }) => kind !== 'COMMENT').length;

interface Trace {
  edges: JournalEdge[];
  /** Requests in their order, each with how many of its operation went before, and how many parts were live by then. */
  calls: { operation: string; before: number; live: number }[];
  /** The step of each commit and the operation that it sends. */
  commits: { step: string; operation: string }[];
}

describe.each(PLATFORM_IDS.flatMap((id) => SHOWN[id].map((sample) => ({ name: nameOf(sample), sample }))))(
  '$name',
  ({ sample }) => {
    const { platform } = sample;
    let world: ByHand;
    let trace: Trace;
    beforeAll(async () => {
      world = await startByHand(platform);
      // The allowances of a day would not last, and a duplicate that is refused would hide that it was sent.
      const generous = { listPhotos: true, postsPerDay: 1_000, statusPerMinute: 1_000, initPerMinute: 1_000 };
      await world.sandbox.control.settings('TIKTOK', generous);
      await world.sandbox.control.settings('X', { duplicateGuard: 'words' });
      trace = await traced();
    });
    afterAll(() => world[Symbol.asyncDispose]());
    beforeEach(() => renew());
    afterEach(() => vi.restoreAllMocks());

    async function renew(): Promise<void> {
      await world.sandbox.control.clearFaults();
      for (const table of ['quota_usage', 'quota_reading']) await world.ctx.db.query(`DELETE FROM ${table}`);
    }

    const schedule = () => world.scheduleOne(sample, wordsFor(sample));
    const live = () => world.sandbox.control.live({ platform });
    const fault = (input: FaultInput) => world.sandbox.control.fault(input);
    const count = (operation: string) => world.sandbox.control.requestCount(operation);

    /** What is wrong with a post that should be out once, given what was live before. */
    async function wrongWith(target: PostTarget, before: readonly { id: string }[]): Promise<string[]> {
      const known = new Set(before.map(({ id }) => id));
      return judge(
        world,
        sample,
        target,
        (await live()).filter(({ id }) => !known.has(id)),
      );
    }

    async function traced(): Promise<Trace> {
      const edges: JournalEdge[] = [];
      const commits: Trace['commits'] = [];
      const { control } = world.sandbox;
      const [sentBefore, liveBefore] = [(await control.requests()).length, await live()];
      /** How many requests had been sent when each part was live. */
      const liveAfter: number[] = [];
      const target = await world.finish(await schedule(), async (edge) => {
        edges.push(edge);
        const step = /^commit:(.*):after$/.exec(edge)?.[1];
        if (step === undefined) return;
        const sent = (await control.requests()).slice(sentBefore);
        commits.push({ step, operation: sent.at(-1)?.operation ?? '' });
        if (!isOfExtra(step)) liveAfter.push(sent.length);
      });
      expect(await wrongWith(target, liveBefore)).toEqual([]);
      const sent = (await control.requests()).slice(sentBefore).map(({ operation }) => operation);
      const calls = sent.map((operation, index) => ({
        operation,
        before: sent.slice(0, index).filter((earlier) => earlier === operation).length,
        live: liveAfter.filter((count) => count <= index).length,
      }));
      return { edges: [...new Set(edges)], calls, commits };
    }

    it('goes out once, whichever step its worker dies after or in', async () => {
      const problems: string[] = [];
      for (const edge of trace.edges) {
        await renew();
        const before = await live();
        const targetId = await schedule();
        await world.dieAt(targetId, edge);
        for (const problem of await wrongWith(await world.finish(targetId), before))
          problems.push(`${edge}: ${problem}`);
      }
      expect(problems).toEqual([]);
    });

    it.each(['drop_after', 'answer_after', 'drop_before'] as const)(
      'goes out once when the answer to any commit is lost: %s',
      async (mode) => {
        expect(trace.commits).not.toEqual([]);
        const problems: string[] = [];
        for (const { step, operation } of trace.commits) {
          await renew();
          const before = await live();
          let isFaulty = false;
          const target = await world.finish(await schedule(), async (edge) => {
            if (edge !== `commit:${step}:armed` || isFaulty) return;
            isFaulty = true;
            await fault({ operation, mode, ...(mode === 'answer_after' ? { status: 500, text: 'oops' } : {}) });
          });
          for (const problem of await wrongWith(target, before)) problems.push(`${step}: ${problem}`);
        }
        expect(problems).toEqual([]);
      },
    );

    it('sends nothing once the deadline of a commit is over', async () => {
      for (const { step, operation } of trace.commits) {
        await renew();
        const before = await live();
        const sent: number[] = [];
        const target = await world.finish(await schedule(), async (edge) => {
          if (sent.length === 0 && edge === `commit:${step}:armed`) {
            sent.push(await count(operation));
            // As after a suspended machine: the wall clock has gone on, for longer than any deadline is away.
            const awakeAt = Date.now() + 20 * 60_000;
            vi.spyOn(Date, 'now').mockReturnValue(awakeAt);
          } else if (sent.length === 1) {
            vi.restoreAllMocks();
            sent.push(await count(operation));
          }
        });
        expect(sent).toEqual([expect.any(Number), sent[0]]);
        expect(await wrongWith(target, before)).toEqual([]);
      }
    });

    it('is taken at its word when it refuses any call: what is not live yet fails, what is live stays', async () => {
      const problems: string[] = [];
      let failures = 0;
      for (const call of trace.calls) {
        await renew();
        const before = await live();
        await fault({ operation: call.operation, mode: 'answer', skip: call.before, ...REFUSALS[platform] });
        const { status, errorCode } = await world.finish(await schedule());
        const parts = posts(await live()) - posts(before);
        const outcome = `${call.operation} ${call.before + 1}: ${status} ${errorCode}, ${parts} live`;
        if (status === 'FAILED') failures += 1;
        const isRight =
          status === 'FAILED'
            ? errorCode !== null && parts === call.live && parts < (sample.parts ?? 1)
            : status === 'PUBLISHED' && parts === (sample.parts ?? 1);
        if (!isRight) problems.push(outcome);
      }
      expect(problems).toEqual([]);
      expect(failures).toBeGreaterThan(0);
    });

    it.each([
      ['a page of a gateway', { mode: 'html', status: 403 }],
      ['too many requests', { mode: 'answer', status: 429, json: {} }],
    ] as const)('goes out once when any call is answered by %s', async (_what, answer) => {
      const problems: string[] = [];
      for (const { operation, before: skip } of trace.calls) {
        await renew();
        const before = await live();
        await fault({ operation, skip, ...answer });
        const target = await world.finish(await schedule());
        for (const problem of await wrongWith(target, before)) problems.push(`${operation} ${skip + 1}: ${problem}`);
      }
      expect(problems).toEqual([]);
    });

    it('goes on where it was when its token ends before any step', async () => {
      const problems: string[] = [];
      for (const deadly of trace.edges.filter((edge) => edge.endsWith(':before'))) {
        await renew();
        const before = await live();
        const targetId = await schedule();
        let isOver = false;
        const expire = async (edge: JournalEdge) => {
          if (edge !== deadly || isOver) return;
          isOver = true;
          await world.sandbox.control.expireTokens(platform);
        };
        let target = await world.finish(
          targetId,
          expire,
          (row) => row.blockedBy === 'RECONNECT' || row.wakeAt === null,
        );
        if (target.blockedBy === 'RECONNECT') {
          await world.connect(platform);
          target = await world.finish(targetId);
        }
        // Where only a person can renew a token, what follows a live post is not worth asking them: it warns.
        if (isOfExtra(deadly.split(':').slice(1, -1).join(':')) && target.status === 'PUBLISHED') continue;
        for (const problem of await wrongWith(target, before)) problems.push(`${deadly}: ${problem}`);
      }
      expect(problems).toEqual([]);
    });

    it('goes out once when its file cannot be read at first', async () => {
      const before = await live();
      const { storage } = world.ctx;
      const read = vi.fn(() => {
        vi.restoreAllMocks();
        throw new Error('the disk is away');
      });
      vi.spyOn(storage, 'open').mockImplementation(read);
      vi.spyOn(storage, 'lend').mockImplementation(read);
      const target = await world.finish(await schedule());
      expect(read).toHaveBeenCalled();
      expect(await wrongWith(target, before)).toEqual([]);
    });
  },
);
