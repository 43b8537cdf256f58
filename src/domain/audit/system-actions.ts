/**
 * Writes into the audit log what the system did to accounts, keys and webhook endpoints. It is in the stream of events, in the transaction of
 * the change; this consumer takes each over once.
 */

import type { ConsumerDefinition } from '../events/consumer.ts';
import { appendAuditEntries, type NewAuditEntry } from './entry.ts';

/** What the audit log is told of when nobody but the system acted. */
type Audited = 'ACCOUNT' | 'API_KEY' | 'WEBHOOK';
const isAudited = (subject: string): subject is Audited =>
  subject === 'ACCOUNT' || subject === 'API_KEY' || subject === 'WEBHOOK';

export const auditSystemActions: ConsumerDefinition = {
  name: 'audit-system-actions',
  begins: 'NOW',
  concerns: ({ actor, subject }) => actor === null && isAudited(subject),
  handle: async (tx, events) => {
    const entries = events.flatMap(({ subject, ...event }): NewAuditEntry[] =>
      isAudited(subject)
        ? [
            {
              workspaceId: event.workspaceId,
              brandId: event.brandId,
              actor: 'SYSTEM',
              action: event.type,
              result: 'DONE',
              subject,
              subjectId: event.subjectId,
              details: event.payload,
            },
          ]
        : [],
    );
    appendAuditEntries(tx, () => entries);
  },
};
