/** Reports again and again that this process does something, and takes the report back at its end. */

export interface Heartbeat {
  everyMs: number;
  beat(): Promise<unknown>;
  end(): Promise<unknown>;
  /** A beat, or the end, could not be written: whoever reads the beats misses them. */
  onError(error: Error, what: 'beat' | 'end'): void;
}

/** Resolves once the first beat is written; throws if it cannot be. */
export async function startHeartbeat({ everyMs, beat, end, onError }: Heartbeat): Promise<AsyncDisposable> {
  await beat();
  let beating: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    beating = beat().catch((error: Error) => onError(error, 'beat'));
  }, everyMs);
  timer.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await beating;
      await end().catch((error: Error) => onError(error, 'end'));
    },
  };
}
