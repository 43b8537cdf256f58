/** Deadlines of calls, which hold also for a process that was frozen meanwhile. */

// Both clocks: the monotonic one stands still while a machine is suspended, the wall clock may be set back.
const deadlines = new WeakMap<AbortSignal, { monotonic: number; wall: number }>();

/** A signal that aborts after `timeoutMs`, or with `parent`, and whose deadline `request` also checks right before it writes. */
export function callSignal(timeoutMs: number, parent?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
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
