/** What an operator configures of a platform, and by which words the API speaks of it. */

/** What an operator configures for a platform. The names of its environment variables are defined here. */
export interface PlatformSetup {
  /** What to register at the platform; follows its name: `an app with OAuth 2.0`. */
  app: string;
  clientId: { variable: string; note?: string };
  /** `isOptional`: the platform also registers clients without a secret. */
  clientSecret: { variable: string; note?: string; isOptional?: true };
  /** The base URLs of the adapter: each real host, and the variable that replaces it. */
  origins: Readonly<Record<string, { variable: string; host: string }>>;
  /** If the version of the API is a setting. */
  apiVersion?: { variable: string; note: string; pattern: RegExp; standard: string };
  /** Switches checks of accounts off, if the platform bills them. */
  accountChecks?: { variable: string; note: string };
  /** Replaces prices of the adapter, which may have changed since, or been agreed with this operator. */
  prices?: { variable: string; note: string };
  /** What webhooks are verified with, where it is not the secret of the client. */
  webhookSecrets?: Readonly<Record<string, { variable: string; note: string }>>;
  /** If an app may be approved for some scopes only. `problem` reports what is wrong with a selection of known scopes. */
  scopes?: {
    variable: string;
    note: string;
    /** When an operator sets it, in half a sentence. */
    when: string;
    known: readonly string[];
    /** What is requested if the operator names nothing; else all that are known. */
    standard?: readonly string[];
    problem(scopes: readonly string[]): string | null;
  };
}

/** The names of a platform in the public API. */
export interface PlatformNames {
  /** The prefix of its GraphQL types. */
  type: string;
  /** The name of its options in the input. */
  input: string;
  /** The owner of the options, with an article: `an Instagram account`. */
  account: string;
  /** The description of its enum value. */
  description: string;
}

/** What the API says about options beyond the descriptions in their schema. */
export interface OptionTexts {
  /** Descriptions of enum values, by the name of the option and the value in the spelling of the API. */
  values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The singular of the name of a list, where cutting off the `s` is wrong. */
  items?: Readonly<Record<string, string>>;
}
