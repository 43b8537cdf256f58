/** Deletes a video of the channel. */
import { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import type { Removal } from '../platform.ts';
import { ask, VideoList } from './api.ts';

export const removal: Removal = {
  scope: 'https://www.googleapis.com/auth/youtube.force-ssl',
  units: { units_day: 50 },
  async act(api, postId, signal) {
    const which = { id: postId };
    try {
      await ask(api, 'videos.delete', z.unknown(), signal, (service, options) => service.videos.delete(which, options));
      return 'REMOVED';
    } catch (error) {
      if (error instanceof PlatformFailure && error.vendor.code === 'videoNotFound') return 'ABSENT';
      throw error;
    }
  },
  async find(api, postId, signal) {
    const { items } = await ask(api, 'videos.list', VideoList, signal, (service, options) =>
      service.videos.list({ part: ['status'], id: [postId] }, options),
    );
    // Its owner is shown every video of the channel.
    return items.some(({ id, status }) => id === postId && status?.uploadStatus !== 'deleted') ? 'PRESENT' : 'ABSENT';
  },
};
