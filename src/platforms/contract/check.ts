/** How it is found out how an account is, and when its grant ends. */
import type { PlatformFailure } from '../failure.ts';
import type { AccountApi, Credentials, Identity } from './account.ts';
import type { Json } from './vocabulary.ts';

/** The cheapest calls that tell how an account is. */
export interface AccountCheck {
  /** What it does, in half a sentence for people: `reads the profile`. */
  asks: string;
  /** What one check is billed as, by its name in `Pricing.items`; null where it costs nothing. */
  billed: string | null;
  /** What one check takes of the allowances of its platform, by their names. */
  units?: Readonly<Record<string, number>>;
  read(api: AccountApi, credentials: Credentials): Promise<AccountReport>;
}

export interface AccountReport {
  identity: Identity;
  /** Why the platform would not let the account publish now; null: it said nothing against it. */
  refusal: PlatformFailure | null;
  /** The answer of `AccountChoices.read`, if the check asked for it. */
  choices?: { readonly [key: string]: Json | undefined };
}
