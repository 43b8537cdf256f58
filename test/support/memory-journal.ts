/** Runs one adapter without database or engine: the journal is a Map, a pause is an immediate next wake-up. */

import { PlatformFailure } from '../../src/platforms/failure.ts';
import type {
  Api,
  CommitEffect,
  CommitResult,
  ExtraResult,
  Json,
  Others,
  Platform,
  Probe,
  Progress,
  PublishPost,
  Receipt,
  Steps,
} from '../../src/platforms/platform.ts';
import { callSignal } from '../../src/platforms/request.ts';

class Asleep extends Error {}

export interface MemoryRun {
  /** Finished steps, in the order they finished. Pass it to a second run to continue where the first one broke. */
  journal: Map<string, Json>;
  /** Commit intents without a result. */
  intents: Map<string, Date>;
  probes: { step: string; probe: Probe }[];
  progress: Progress[];
  /** What the engine would know of the account's other posts. */
  others: Others;
}

export const newRun = (): MemoryRun => ({
  journal: new Map(),
  intents: new Map(),
  probes: [],
  progress: [],
  others: { isTaken: () => false, unplaced: [] },
});

/** Publishes `post` and runs the wanted extras. Throws what the adapter throws; `run` then holds what was reached. */
export async function publishInMemory<O>(
  platform: Platform<O>,
  post: PublishPost<O>,
  api: Api,
  run: MemoryRun = newRun(),
): Promise<{ receipt: Receipt; extras: Record<string, ExtraResult | undefined | Error> }> {
  const receipt = await untilAwake(() => platform.publish(post, memorySteps(run), api));
  const extras: Record<string, ExtraResult | undefined | Error> = {};
  for (const extra of platform.extras.filter((candidate) => candidate.wanted(post))) {
    try {
      extras[extra.name] = await untilAwake(() => extra.apply(post, receipt, memorySteps(run), api));
    } catch (error) {
      if (!(error instanceof PlatformFailure)) throw error;
      extras[extra.name] = error;
    }
  }
  return { receipt, extras };
}

async function untilAwake<T>(body: () => Promise<T>): Promise<T> {
  for (let wakeUps = 0; wakeUps < 200; wakeUps++) {
    try {
      return await body();
    } catch (error) {
      if (!(error instanceof Asleep)) throw error;
    }
  }
  throw new Error('still asleep after 200 wake-ups');
}

function memorySteps(run: MemoryRun): Steps {
  const finished = <T>(name: string) => run.journal.get(name) as T;
  return {
    async run(name, effect, options) {
      if (run.journal.has(name)) return finished(name);
      const result = await effect(callSignal(options?.timeoutMs ?? 60_000));
      run.journal.set(name, structuredClone(result) as Json);
      return result;
    },
    async wait(name, probe, options) {
      if (run.journal.has(name)) return;
      const answer = await probe(callSignal(options?.timeoutMs ?? 60_000));
      run.probes.push({ step: name, probe: answer });
      if (answer !== 'ready') throw new Asleep();
      run.journal.set(name, null);
    },
    async commit<T extends CommitResult>(name: string, effect: CommitEffect<T>): Promise<Receipt<T>> {
      if (run.journal.has(name)) return finished(name);
      const since = run.intents.get(name);
      if (since !== undefined) {
        const found = await effect.find(callSignal(60_000), since);
        if (found === 'unknown') throw new PlatformFailure('OUTCOME_UNKNOWN', name);
        if (typeof found !== 'string') {
          run.journal.set(name, found);
          run.intents.delete(name);
          return finished(name);
        }
      }
      const intentAt = since ?? new Date();
      run.intents.set(name, intentAt);
      try {
        const result = await effect.act(callSignal(effect.timeoutMs ?? 60_000), intentAt);
        run.journal.set(name, result);
        run.intents.delete(name);
      } catch (error) {
        const refused =
          error instanceof PlatformFailure &&
          (error.neverSent || ['rejected', 'rate_limited', 'unauthorized'].includes(error.kind));
        if (refused) run.intents.delete(name);
        throw error;
      }
      return finished(name);
    },
    peek: (name) => run.journal.get(name),
    others: async () => run.others,
    report: (progress) => void run.progress.push(progress),
    seal: (secret) => `sealed:${secret}`,
    open: (sealed) => sealed.replace(/^sealed:/, ''),
  };
}
