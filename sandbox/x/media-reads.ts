/** Media of X looked up by their keys. */
import type { Account, SandboxRequest, SandboxResponse } from '../core.ts';
import { invalidParameter, notFoundEntry } from './answers.ts';
import { checkParameters, listed } from './query.ts';
import { MEDIA_FIELDS } from './reads.ts';
import { mediaResource } from './resources.ts';
import type { XStore } from './store.ts';

const MAX_KEYS = 100;

export function createXMediaReads(store: XStore) {
  /** What is attached to a post is there for everybody, what is not, for its owner. */
  const found = (keys: readonly string[], parameter: string, request: SandboxRequest, user: Account) => {
    const fields = listed(request, 'media.fields', MEDIA_FIELDS);
    const known = [...store.media.values()].filter(
      (one) => one.finalizedAt !== undefined && (one.usedBy !== undefined || one.owner.id === user.id),
    );
    const byKey = new Map(known.map((one) => [one.mediaKey, one]));
    const hits = keys.flatMap((key) => byKey.get(key) ?? []);
    return {
      data: hits.map((one) => mediaResource(one, fields, store, user)),
      errors: keys.filter((key) => !byKey.has(key)).map((key) => notFoundEntry(key, parameter, 'media')),
    };
  };

  return {
    byKey: (request: SandboxRequest, user: Account): SandboxResponse => {
      checkParameters(request, ['media.fields']);
      const { key = '' } = request.params;
      checkKeys('media_key', [key]);
      const { data, errors } = found([key], 'media_key', request, user);
      return { status: 200, json: { ...(data.length > 0 && { data: data[0] }), ...(errors.length > 0 && { errors }) } };
    },

    byKeys: (request: SandboxRequest, user: Account): SandboxResponse => {
      checkParameters(request, ['media_keys', 'media.fields']);
      const keys = (request.query.get('media_keys') ?? '').split(',');
      checkKeys('media_keys', keys);
      const { data, errors } = found(keys, 'media_keys', request, user);
      return { status: 200, json: { ...(data.length > 0 && { data }), ...(errors.length > 0 && { errors }) } };
    },
  };
}

function checkKeys(parameter: string, keys: readonly string[]): void {
  const bad = keys.find((key) => !/^[0-9]+_[0-9]+$/.test(key));
  if (bad === undefined && keys.length <= MAX_KEYS) return;
  const what = `The \`${parameter}\` query parameter value [${bad ?? keys.length}] is not valid`;
  throw invalidParameter(parameter, keys, what);
}
