/** Who follows what: subscribers that follow the same are one audience, found by the events that concern it. */
import type { Viewer } from '../../context.ts';
import type { EventSubject } from '../../lib/prisma/enums.ts';
import { seeing } from '../access.ts';
import type { Event } from '../events/event.ts';

export interface EventFilter {
  subjects?: readonly EventSubject[] | undefined;
  types?: readonly TypeFilter[] | undefined;
  subjectId?: string | undefined;
  brandId?: string | undefined;
  postId?: string | undefined;
  socialAccountId?: string | undefined;
}

/** A type of events, of some brands or of all. What belongs to no brand is among the others. */
export interface TypeFilter {
  type: string;
  brands: { only: readonly string[] } | { allBut: readonly string[] };
}

export const hasWantedType = ({ type, brandId }: Event, { types }: EventFilter): boolean =>
  types === undefined ||
  types.some(
    (wanted) =>
      wanted.type === type &&
      ('only' in wanted.brands
        ? brandId !== null && wanted.brands.only.includes(brandId)
        : brandId === null || !wanted.brands.allBut.includes(brandId)),
  );

export interface Audiences<Member> {
  /** The answer takes the member out again. */
  join(viewer: Viewer, filter: EventFilter, member: Member): () => void;
  /** May be read while members come and go. */
  concernedBy(event: Event): Iterable<Member>;
  /** Everybody, as of now. */
  all(): Member[];
  readonly size: number;
}

/** An event concerns all members or none, so it is asked once for all of them. */
interface Audience<Member> {
  sees: ReturnType<typeof seeing>;
  filter: EventFilter;
  members: Set<Member>;
}

export function createAudiences<Member>(): Audiences<Member> {
  /** By what they filter on most narrowly, so that an event looks only at those it may concern; then by all that tells them apart. */
  const index = new Map<string, Map<string, Audience<Member>>>();
  let size = 0;

  return {
    join: (viewer, filter, member) => {
      const subject = filter.subjectId ?? filter.postId ?? filter.brandId ?? viewer.workspaceId;
      const name = nameOf(viewer, filter);
      const peers = index.get(subject) ?? new Map<string, Audience<Member>>();
      const audience = peers.get(name) ?? { sees: seeing(viewer), filter, members: new Set() };
      audience.members.add(member);
      size++;
      index.set(subject, peers.set(name, audience));
      return () => {
        if (!audience.members.delete(member)) return;
        size--;
        if (audience.members.size === 0 && peers.get(name) === audience) peers.delete(name);
        if (peers.size === 0 && index.get(subject) === peers) index.delete(subject);
      };
    },
    concernedBy: function* (event) {
      for (const key of [event.subjectId, event.postId, event.brandId, event.workspaceId]) {
        const audiences = key === null ? undefined : index.get(key);
        if (audiences === undefined) continue;
        for (const { sees, filter, members } of audiences.values()) {
          if (concerns(event, sees, filter)) yield* members;
        }
      }
    },
    all: () => [...index.values()].flatMap((peers) => [...peers.values()].flatMap(({ members }) => [...members])),
    get size() {
      return size;
    },
  };
}

/** Equal for those who may see the same and want the same. */
function nameOf({ workspaceId, brandIds }: Viewer, filter: EventFilter): string {
  const { subjects, types, subjectId, brandId, postId, socialAccountId } = filter;
  const brands = brandIds === null ? null : [...brandIds].sort();
  return JSON.stringify([workspaceId, brands, subjects, types, subjectId, brandId, postId, socialAccountId]);
}

function concerns(event: Event, sees: ReturnType<typeof seeing>, filter: EventFilter): boolean {
  return (
    sees(event) &&
    (filter.subjects === undefined || filter.subjects.includes(event.subject)) &&
    hasWantedType(event, filter) &&
    (filter.subjectId === undefined || filter.subjectId === event.subjectId) &&
    (filter.brandId === undefined || filter.brandId === event.brandId) &&
    (filter.postId === undefined || filter.postId === event.postId) &&
    (filter.socialAccountId === undefined || filter.socialAccountId === event.socialAccountId)
  );
}
