/** The messages between a keeper and the process that it works for. */

export type ToKeeper =
  /** Comes first, once. */
  { type: 'begin'; setup: unknown } | { type: 'run'; id: number; task: unknown };

export type FromKeeper =
  /** From here on the task may have had an effect. */
  | { type: 'begun'; id: number }
  | { type: 'answer'; id: number; answer: unknown }
  | { type: 'failure'; id: number; message: string; stack: string; code: string | null }
  /** What happens on the way, for whoever is told; null: it belongs to no task. */
  | { type: 'news'; id: number | null; news: unknown };
