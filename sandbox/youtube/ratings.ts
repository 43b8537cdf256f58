/** What viewers think of videos on YouTube: one rating per channel and video. */
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { etag, missingParameter, no, videoNotFound } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import { isVisible, RATINGS, type YoutubeStore } from './store.ts';

const COST = { rate: 50, read: 1 } as const;

export function createRatings(store: YoutubeStore, auth: YoutubeAuth) {
  return {
    rate: (request: SandboxRequest): SandboxResponse => {
      const channel = auth.channel(request, SCOPES.write);
      store.quota.spend(COST.rate);
      const id = request.query.get('id');
      if (id === null) throw missingParameter('id');
      const asked = request.query.get('rating');
      if (asked === null) throw missingParameter('rating');
      const rating = RATINGS.find((one) => one === asked);
      if (rating === undefined)
        throw no(400, 'invalidRating', 'The request contained an unexpected value for the rating parameter.', {
          domain: 'youtube.video',
          location: 'rating',
          locationType: 'parameter',
        });
      const video = store.video(id);
      if (video === undefined || (video.channel.id !== channel.id && !isVisible(video))) throw videoNotFound();
      video.ratings.set(channel.id, rating);
      return { status: 204 };
    },

    get: (request: SandboxRequest): SandboxResponse => {
      const channel = auth.channel(request, SCOPES.read);
      store.quota.spend(COST.read);
      const ids = request.query.getAll('id').flatMap((list) => list.split(','));
      if (ids.length === 0) throw missingParameter('id');
      // A video that is not there has no rating, and no place in the answer.
      const items = ids.flatMap((videoId) => {
        const video = store.video(videoId);
        return video === undefined ? [] : [{ videoId, rating: video.ratings.get(channel.id) ?? 'none' }];
      });
      return { status: 200, json: { kind: 'youtube#videoGetRatingResponse', etag: etag(items), items } };
    },
  };
}
