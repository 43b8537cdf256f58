/** What a cage and its processes say to each other. */

/** The tasks of a cage: what each takes and answers, and what it may ask its host while it runs. */
export type CageTasks = Record<string, { input: unknown; answer: unknown; question: unknown; reply: unknown }>;

export type ToInside =
  | { type: 'run'; task: string; input: unknown; cpuMs: number }
  | { type: 'reply'; id: number; reply: unknown }
  | { type: 'unanswered'; id: number };

export type FromInside =
  | { type: 'question'; id: number; question: unknown }
  | { type: 'answer'; answer: unknown }
  | { type: 'refusal'; message: string }
  | { type: 'failure'; message: string; stack: string };

/** Of one process, enforced by itself while its host may be busy, stopped or dead. */
export interface InsideLimits {
  /** Of V8's heap. */
  heapMb: number;
  /** Of everything: buffers and native memory lie outside the heap. */
  memoryMb: number;
  /** Of one task at most, in time of the processor: a busy machine makes no file invalid. */
  cpuMs: number;
}

/** The last line that a process writes which ended itself. */
export const END_MARK = { memory: 'cage: too much memory', time: 'cage: too much time' } as const;
