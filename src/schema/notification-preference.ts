/** What an API key is told of: its choices by type, brand and channel. */
import {
  effectivePreferences,
  type Preference,
  updateNotificationPreferences,
} from '../domain/notifications/preferences.ts';
import { CHANNELS, type Channel } from '../domain/notifications/types.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { optionalLocalId, toGlobalId } from './ids.ts';
import { NotificationTypeEnum } from './notification.ts';
import { answerOf, payloadType } from './user-error.ts';

const NotificationChannelEnum = describedEnum<Channel>(
  'NotificationChannel',
  'A way in which people are told. More may be added.',
  CHANNELS,
);

const NotificationPreferenceType = builder.objectRef<Preference>('NotificationPreference').implement({
  description: 'Whether the API key is told of a type of notifications by a channel.',
  fields: (t) => ({
    type: t.expose('type', { type: NotificationTypeEnum, description: 'The type.' }),
    channel: t.expose('channel', { type: NotificationChannelEnum, description: 'The channel.' }),
    brandId: t.id({
      nullable: true,
      description: 'The brand for which it is chosen; null for all that have no choice of their own.',
      resolve: ({ brandId }) => (brandId === null ? null : toGlobalId('Brand', brandId)),
    }),
    isEnabled: t.exposeBoolean('isEnabled', { description: 'Whether the key is told.' }),
  }),
});

builder.queryField('notificationPreferences', (t) =>
  t.field({
    type: [NotificationPreferenceType],
    description:
      'What this API key is told of: each type and channel, whether chosen or not, and the choices for single brands.',
    scope: 'NOTIFICATIONS_READ',
    complexity: { field: 10, multiplier: 1 },
    resolve: (_root, _args, { app, viewer }) => effectivePreferences(app.db, viewer),
  }),
);

const NotificationPreferenceInput = builder.inputType('NotificationPreferenceInput', {
  description: 'A choice.',
  fields: (t) => ({
    type: t.field({ type: NotificationTypeEnum, required: true, description: 'The type of notifications.' }),
    channel: t.field({ type: NotificationChannelEnum, required: true, description: 'The channel.' }),
    brandId: t.id({ description: 'Only for this brand. Absent: for all that have no choice of their own.' }),
    isEnabled: t.boolean({
      description: 'Whether the key is told. Null: as if nothing was ever chosen here.',
    }),
  }),
});

const UpdateNotificationPreferencesInput = builder.inputType('UpdateNotificationPreferencesInput', {
  description: 'What to choose. What is not named stays as it is.',
  fields: (t) => ({
    preferences: t.field({ type: [NotificationPreferenceInput], required: true, description: 'The choices.' }),
  }),
});

const UpdateNotificationPreferencesPayload = payloadType<null>('UpdateNotificationPreferencesPayload', (t) => ({
  preferences: t.field({
    type: [NotificationPreferenceType],
    nullable: true,
    description: 'All choices, as `notificationPreferences` tells them.',
    resolve: ({ userErrors }, _args, { app, viewer }) =>
      userErrors.length > 0 ? null : effectivePreferences(app.db, viewer),
  }),
}));

builder.mutationField('updateNotificationPreferences', (t) =>
  t.field({
    type: UpdateNotificationPreferencesPayload,
    description: 'Chooses what this API key is told of. Needs the scope `notifications:write`.',
    args: {
      input: t.arg({ type: UpdateNotificationPreferencesInput, required: true, description: 'What to choose.' }),
    },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await updateNotificationPreferences(app, viewer, {
          preferences: input.preferences.map(({ brandId, ...choice }) => ({
            ...choice,
            brandId: optionalLocalId('Brand', brandId),
          })),
        }),
      ),
  }),
);
