/** The pages that account holders see while they connect an account, in English. */
import type { Catalogue, Told } from '../../lib/texts.ts';

export const en = {
  notConnected: 'Not connected',
  forBrowsers: 'This address is for browsers that come from the platform.',
  notYet: 'Not yet',
  openToGoOn: 'Open this address to go on.',
  connecting: 'Connecting',
  beingConnected: 'The account is being connected. This page will show when it is done.',
  connected: 'Account connected',
  canPublish: ({ name }: { name: string }) => `${name} can publish now. You may close this window.`,
  openedBefore: 'This address was opened before.',
  stateInvalid:
    'This address was opened before, belongs to another platform, or is more than ten minutes old. Start the connection again.',
  failed: ({ why }: { why: Told }, { told }) =>
    `${sentence(told(why))} Start the connection again to have another try.`,
} as const satisfies Catalogue;

/** Refusals are told to programs and people in half sentences. */
export function sentence(text: string): string {
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}`.trimEnd();
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
