/** Testing accounts now: the mutations and what they answer. */
import {
  type AccountTest,
  type Tested,
  type TestedPart,
  type TestVerdict,
  testSocialAccount,
  testSocialAccounts,
} from '../domain/accounts/account-tests.ts';
import { sayFailure } from '../texts/reasons/texts.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { localId } from './ids.ts';
import { toldByCode } from './language.ts';
import { loadAccount, required } from './load.ts';
import { PublishErrorCodeEnum, UserActionEnum } from './publish-error.ts';
import { SocialAccountType } from './social-account.ts';
import { answerOf, payloadType } from './user-error.ts';

const TestedEnum = describedEnum<Tested>('AccountTestSubject', 'What is tested of an account.', {
  TOKEN: 'Whether the platform takes the access token.',
  SCOPES: 'Whether everything was granted that publishing, and its single features, need.',
  IDENTITY: 'Whether the access still speaks for this account.',
  PUBLISH_PERMISSION: 'Whether the platform says something against posts of the account.',
  QUOTA: 'What is left of the allowances: the one that is used most.',
});

const VerdictEnum = describedEnum<TestVerdict>('AccountTestVerdict', 'How a test ended.', {
  OK: 'It works.',
  WARNING: 'It works, with limits.',
  FAILED: 'It does not work.',
  UNKNOWN: 'The platform did not tell.',
});

const TestedPartType = builder.objectRef<TestedPart>('AccountTestResult').implement({
  description: 'One thing that was tested of an account.',
  fields: (t) => ({
    subject: t.field({ type: TestedEnum, description: 'What was tested.', resolve: ({ part }) => part }),
    verdict: t.expose('verdict', { type: VerdictEnum, description: 'How it ended.' }),
    message: t.string({
      description: 'In words, in the language of the caller; what the platform said, where it did.',
      resolve: ({ message, text, code }, _args, { viewer }) =>
        toldByCode(viewer, { message, text }, sayFailure(code ?? 'INTERNAL')),
    }),
    code: t.expose('code', {
      type: PublishErrorCodeEnum,
      nullable: true,
      description: 'Why it does not work, for programs. Null while it works.',
    }),
    userAction: t.expose('userAction', { type: UserActionEnum, description: 'What helps.' }),
  }),
});

const AccountTestType = builder.objectRef<AccountTest>('AccountTest').implement({
  description: 'What works of one account at this moment.',
  fields: (t) => ({
    socialAccount: t.field({
      type: SocialAccountType,
      description: 'The account, as it is after the test.',
      resolve: ({ socialAccountId }, _args, context) => required(loadAccount(context, socialAccountId)),
    }),
    testedAt: t.expose('testedAt', { type: 'DateTime', description: 'When it was tested.' }),
    results: t.field({
      type: [TestedPartType],
      description: 'Each thing that was tested.',
      complexity: { field: 1, multiplier: 5 },
      resolve: ({ parts }) => [...parts],
    }),
  }),
});

const TestSocialAccountInput = builder.inputType('TestSocialAccountInput', {
  description: 'Which account to test.',
  fields: (t) => ({ socialAccountId: t.id({ required: true, description: 'Which account.' }) }),
});

const TestSocialAccountsInput = builder.inputType('TestSocialAccountsInput', {
  description: 'Whose accounts to test.',
  fields: (t) => ({ brandId: t.id({ required: true, description: 'The brand.' }) }),
});

const TestSocialAccountPayload = payloadType<AccountTest>('TestSocialAccountPayload', (t) => ({
  test: t.field({
    type: AccountTestType,
    nullable: true,
    description: 'What works.',
    resolve: ({ value }) => value,
  }),
}));

const TestSocialAccountsPayload = payloadType<AccountTest[]>('TestSocialAccountsPayload', (t) => ({
  tests: t.field({
    type: [AccountTestType],
    nullable: true,
    description: 'What works, account by account.',
    complexity: { field: 10, multiplier: 20 },
    resolve: ({ value }) => value,
  }),
}));

builder.mutationFields((t) => ({
  testSocialAccount: t.field({
    type: TestSocialAccountPayload,
    description:
      'Asks the platform what works of an account, and writes its health down. Once a minute per account, else TESTED_JUST_NOW with `retryAt`; some platforms bill it (see `docs/accounts`). Needs the scope `accounts:write`.',
    args: { input: t.arg({ type: TestSocialAccountInput, required: true, description: 'Which account.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await testSocialAccount(app, viewer, { socialAccountId: localId('SocialAccount', input.socialAccountId) }),
      ),
  }),
  testSocialAccounts: t.field({
    type: TestSocialAccountsPayload,
    description:
      'Tests the accounts of a brand, up to 50 at a time, those first whose last test is longest ago. What was tested less than a minute ago is left out, with a warning. Needs the scope `accounts:write`.',
    args: { input: t.arg({ type: TestSocialAccountsInput, required: true, description: 'Which brand.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await testSocialAccounts(app, viewer, { brandId: localId('Brand', input.brandId) })),
  }),
}));
