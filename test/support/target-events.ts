/** The events of targets as the stream tells them, for tests that follow one stream. */
import type { Viewer } from '../../src/context.ts';
import type { EventStream } from '../../src/domain/live/live.ts';
import { type PublishEvent, publishEvent } from '../../src/domain/targets/publish-event.ts';

export interface TargetEventFilter {
  brandId?: string;
  postId?: string;
  targetId?: string;
}

export function followTargets(
  stream: EventStream,
  viewer: Viewer,
  { targetId, ...filter }: TargetEventFilter,
  after: bigint | null,
): AsyncIterableIterator<PublishEvent, undefined> & { return(): Promise<IteratorReturnResult<undefined>> } {
  const events = stream.subscribe(viewer, { subjects: ['TARGET'], subjectId: targetId, ...filter }, after);
  return {
    next: async () => {
      const { value } = await events.next();
      if (value === undefined) return { done: true, value };
      const told = publishEvent(value);
      if (told === null) throw new Error('not an event of a target');
      return { done: false, value: told };
    },
    return: () => events.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
