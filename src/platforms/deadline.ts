/** Deadlines of calls, which hold also for a process that was frozen meanwhile. */

// Both clocks: the monotonic one stands still while a machine is suspended, the wall clock may be set back.
const deadlines = new WeakMap<AbortSignal, { monotonic: number; wall: number }>();

/**
 * Calls of one instant to a platform that hangs would all be given up in one turn of the event loop, which stood still for
 * half a second with 1,500 of them. This share of the time is left to chance.
 */
const SPREAD = 0.1;

/**
 * A signal that aborts after `timeoutMs` or a little earlier, or with `parent`, and whose deadline `request` also checks right
 * before it writes.
 */
export function callSignal(timeoutMs: number, parent?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(Math.ceil(timeoutMs * (1 - SPREAD * Math.random())));
  const signal = parent === undefined ? timeout : AbortSignal.any([timeout, parent]);
  deadlines.set(signal, { monotonic: performance.now() + timeoutMs, wall: Date.now() + timeoutMs });
  return signal;
}

export function isPastDeadline(signal: AbortSignal): boolean {
  const deadline = deadlines.get(signal);
  return deadline !== undefined && (performance.now() >= deadline.monotonic || Date.now() >= deadline.wall);
}

export const isTimeout = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof Error && reason.name === 'TimeoutError';
