/** Examines files from outside in a cage, so that a bad file costs at most a caged process. */
import { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { type Cage, CageRefusal, createCage } from '../cage/cage.ts';
import type { InsideLimits } from '../cage/protocol.ts';
import { MEDIA_TYPES, type MediaFacts, type MediaType } from './types.ts';

/** `examine` asks for ranges of the file. */
export type MediaTasks = {
  examine: {
    input: { bytes: number; mimeType: MediaType };
    answer: MediaFacts;
    question: { start: number; end: number };
    reply: Uint8Array;
  };
};

/** The bytes do not match their signature, or declare impossible values. */
export class UnreadableMediaError extends Error {
  override readonly name = 'UnreadableMediaError';
}

export interface FileToExamine {
  bytes: number;
  mimeType: MediaType;
  /** Streams `[start, end)`. */
  open(range: { start: number; end: number }): Readable;
}

export interface Examiner extends AsyncDisposable {
  examine(file: FileToExamine, signal?: AbortSignal): Promise<MediaFacts>;
}

export interface ExaminerLimits extends InsideLimits {
  deadlineMs: number;
}

const LIMITS: ExaminerLimits = { heapMb: 384, memoryMb: 768, cpuMs: 10_000, deadlineMs: 120_000 };
/** The processor time for any file, and how much more by size: a small file that takes long is in a loop. */
const CPU = { startMs: 2_000, bytesPerMs: 4_096 } as const;
const AT_ONCE = 2;
const IDLE_MS = 60_000;

export function createExaminer(limits: Partial<ExaminerLimits> = {}): Examiner {
  const { deadlineMs, ...inside } = { ...LIMITS, ...limits };
  const cage: Cage<MediaTasks> = createCage({
    entry: new URL('./inside.ts', import.meta.url),
    size: AT_ONCE,
    limits: inside,
    deadlineMs,
    idleMs: IDLE_MS,
  });
  return {
    examine: async ({ bytes, mimeType, open }, signal) => {
      const cpuMs = Math.min(inside.cpuMs, CPU.startMs + bytes / CPU.bytesPerMs);
      const reply = (range: { start: number; end: number }) => collect(open(range));
      const answer = await cage
        .run('examine', { bytes, mimeType }, { reply, cpuMs: Math.ceil(cpuMs), ...(signal && { signal }) })
        .catch((error: unknown) => {
          if (!(error instanceof CageRefusal)) throw error;
          const reason = error.reason === 'REFUSED' ? error.message : `examining it was given up: ${error.message}`;
          throw new UnreadableMediaError(reason, { cause: error });
        });
      return holdable(answer);
    },
    [Symbol.asyncDispose]: () => cage[Symbol.asyncDispose](),
  };
}

/** What the columns of a row can hold, and a file may plausibly declare. */
const count = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const codec = z.string().max(32).nullable();
const MEASURES = z.object({
  kind: z.enum(['IMAGE', 'VIDEO']),
  mimeType: z.enum(Object.keys(MEDIA_TYPES) as [MediaType, ...MediaType[]]),
  width: count,
  height: count,
  durationMs: count.nullable(),
  frameRate: z.number().positive().max(1e6).nullable(),
  frameCount: count.nullable(),
  videoCodec: codec,
  audioCodec: codec,
});

function holdable(facts: MediaFacts): MediaFacts {
  const parsed = MEASURES.safeParse(facts);
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  const value = Object.entries(facts).find(([name]) => name === field)?.[1];
  throw new UnreadableMediaError(`it declares ${value} as ${WORDS[field] ?? field}, which cannot be`);
}

const WORDS: Readonly<Record<string, string>> = {
  width: 'its width',
  height: 'its height',
  durationMs: 'its length in milliseconds',
  frameRate: 'its frames per second',
  frameCount: 'its number of pictures',
};

async function collect(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
