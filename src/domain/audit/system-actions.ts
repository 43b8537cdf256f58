/**
 * Writes into the audit log what the system did to accounts, keys and webhook endpoints. It is in the stream of events, in the transaction of
 * the change; this consumer takes each over once.
 */

import type { ConsumerDefinition } from '../events/consumer.ts';
import { appendAuditEntries } from './entry.ts';

export const auditSystemActions: ConsumerDefinition = {
  name: 'audit-system-actions',
  begins: 'NOW',
  handle: async (tx, events) => {
    const entries = events.flatMap(({ actor, subject, ...event }) =>
      actor === null && (subject === 'ACCOUNT' || subject === 'API_KEY' || subject === 'WEBHOOK')
        ? [
            {
              workspaceId: event.workspaceId,
              brandId: event.brandId,
              actor: 'SYSTEM' as const,
              action: event.type,
              result: 'DONE' as const,
              subject,
              subjectId: event.subjectId,
              details: event.payload,
            },
          ]
        : [],
    );
    if (entries.length > 0) appendAuditEntries(tx, () => entries);
  },
};
