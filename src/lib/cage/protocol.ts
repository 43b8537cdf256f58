/** The messages between a cage and its processes. */

/** The tasks of a cage: their input and answer, and the questions that they may ask the host. */
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

/** For one process, which enforces them itself: the host may be busy, stopped or dead. */
export interface InsideLimits {
  /** Of V8's heap. */
  heapMb: number;
  /** For all memory: buffers and native memory are outside the heap. */
  memoryMb: number;
  /** For one task, in processor time: a busy machine must not make a file invalid. */
  cpuMs: number;
}

/** The last line of a process that ended itself. */
export const END_MARK = { memory: 'cage: too much memory', time: 'cage: too much time' } as const;
