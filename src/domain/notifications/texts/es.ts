/** The texts of notifications in Spanish; the glossary is that of the catalogue `common`. */
import {
  type Achieved,
  accountName,
  achievedIn,
  amount,
  type Disabled,
  type Late,
  type OwnForms,
  platformName,
  type Suspected,
  sentences,
  type Writings,
  whyAtRisk,
  whyFailed,
  wordsFor,
} from './write.ts';

const posts = (count: number, { number, plural }: OwnForms): string =>
  `${number(count)} ${plural(count, { one: 'publicación', other: 'publicaciones' })}`;
const days = (count: number, { number, plural }: OwnForms): string =>
  `${number(count)} ${plural(count, { one: 'día', other: 'días' })}`;

const waiting = (targets: number, forms: OwnForms): string =>
  targets === 0 ? 'Las publicaciones programadas esperan hasta que se conecte de nuevo.' : stuck(targets, forms);
const stuck = (targets: number, forms: OwnForms): string =>
  targets === 0
    ? ''
    : `Hasta entonces, ${posts(targets, forms)} ${forms.plural(targets, { one: 'no puede salir', other: 'no pueden salir' })}.`;

const LATE: Late = {
  PAUSED: 'Las publicaciones estaban en pausa.',
  RECONNECT: 'La cuenta se debía reconectar.',
  QUOTA: 'Un cupo de la plataforma estaba agotado.',
  BUDGET: 'El presupuesto se había agotado.',
  PLATFORM_DOWN: 'La plataforma no respondía.',
  ACCOUNT_BUSY: 'La cuenta estaba ocupada con otras publicaciones.',
};
const SUSPECTED: Suspected = {
  CONNECTION_FAILURES: 'Las conexiones con una clave de API fallan una y otra vez.',
  KEY_USED_FROM_MANY_NETWORKS: 'Una clave de API se usa desde muchas redes.',
  UNUSUAL_PUBLISHING: 'Una cuenta publica mucho más de lo habitual.',
};
const DISABLED: Disabled = {
  GONE: 'Respondió 410: ya no quiere recibir nada.',
  FAILING: 'Desde hace cinco días no hace más que fallar.',
};

const ACHIEVED: Achieved = {
  ALL_PLATFORMS: {
    title: 'En línea en todas las plataformas',
    body: 'Una de sus publicaciones está en línea en todas las plataformas a la vez.',
  },
  HUNDRED_POSTS: { title: 'Cien publicaciones', body: 'Su publicación número cien está en línea.' },
};
const credited = (credits: number, { number, plural }: OwnForms): string =>
  credits === 0 ? '' : `Recibió ${number(credits)} ${plural(credits, { one: 'crédito', other: 'créditos' })}.`;

export const es: Writings = {
  FIRST_CONNECTION: ({ credits }, _about, forms) => ({
    title: 'Su primera cuenta está conectada',
    body: sentences('Desde ahora, las publicaciones pueden salir por ella.', credited(credits, forms)),
  }),
  ACHIEVEMENT: ({ credits }, { code }, forms) => {
    const { title, body } = achievedIn(ACHIEVED, code);
    return { title, body: sentences(body, credited(credits, forms)) };
  },
  TOKEN_EXPIRES: (params, { targets }, forms) => ({
    title: `El acceso a ${accountName(params)} termina en ${days(params.days, forms)}`,
    body: sentences(
      params.expiresAt === null ? '' : `Termina el ${forms.instant(params.expiresAt)}.`,
      'Reconecte la cuenta antes.',
      targets === 0
        ? ''
        : `De lo contrario, ${posts(targets, forms)} ${forms.plural(targets, { one: 'no podrá salir', other: 'no podrán salir' })}.`,
    ),
  }),
  TOKEN_EXPIRED: (params, { targets }, forms) => ({
    title: `El acceso a ${accountName(params)} terminó`,
    body: sentences('No se pudo renovar. Reconecte la cuenta.', waiting(targets, forms)),
  }),
  TOKEN_REVOKED: (params, { targets }, forms) => ({
    title: `Se retiró el acceso a ${accountName(params)}`,
    body: sentences('Lo retiró el titular de la cuenta o la plataforma. Reconecte la cuenta.', waiting(targets, forms)),
  }),
  CONNECTION_LOST: (params, { code, targets }, forms) =>
    code === 'ACCOUNT_RESTRICTED'
      ? {
          title: `No se puede publicar nada en ${accountName(params)}`,
          body: sentences(whyFailed('es', code), stuck(targets, forms)),
        }
      : {
          title: `Se perdió la conexión con ${accountName(params)}`,
          body: sentences(whyFailed('es', code), 'Reconecte la cuenta.', waiting(targets, forms)),
        },
  POST_PUBLISHED: (params) => ({ title: `Publicado en ${accountName(params)}`, body: 'La publicación está en línea.' }),
  POST_FAILED: (params, { code, targets }, forms) => ({
    title:
      targets > 1
        ? `${posts(targets, forms)} fallaron en ${accountName(params)}`
        : `Una publicación falló en ${accountName(params)}`,
    body: whyFailed('es', code),
  }),
  POST_MISSED: (params, { code, targets }, forms) => ({
    title:
      targets > 1
        ? `${posts(targets, forms)} no salieron en ${accountName(params)}`
        : `Una publicación no salió en ${accountName(params)}`,
    body: sentences(wordsFor(LATE, code), 'Su margen de retraso ya pasó. Elija una nueva hora.'),
  }),
  POST_OUTCOME_UNKNOWN: (params, { targets }, forms) => ({
    title:
      targets > 1
        ? `${posts(targets, forms)} quizás estén en línea en ${accountName(params)}`
        : `Una publicación quizás esté en línea en ${accountName(params)}`,
    body: 'La plataforma no respondió, y nada indica si la aceptó. Revise allí y luego indique qué pasó con ella.',
  }),
  POST_AT_RISK: (params, { code, targets }, forms) => ({
    title:
      targets > 1
        ? `${posts(targets, forms)} quizás no salgan en ${accountName(params)}`
        : `Una publicación quizás no salga en ${accountName(params)}`,
    body: sentences(
      whyAtRisk('es', code),
      params.dueAt === null
        ? ''
        : `${targets > 1 ? 'La primera está prevista' : 'Está prevista'} para el ${forms.instant(params.dueAt)}.`,
    ),
  }),
  SYNC_FAILED: (params, { code }) => ({
    title: `No se pueden leer las cifras de ${accountName(params)}`,
    body: sentences(whyFailed('es', code), 'Cada cierto tiempo se leen de nuevo.'),
  }),
  AUDIENCE_GREW: ({ followers, followersBefore, ...params }, _about, { number, plural }) => ({
    title: `${accountName(params)} tiene ${number(followers)} ${plural(followers, { one: 'seguidor', other: 'seguidores' })}`,
    body: `${plural(followers - followersBefore, { one: 'Es', other: 'Son' })} ${number(followers - followersBefore)} más que en el conteo anterior.`,
  }),
  DIGEST: ({ published, failed, missed, unknown, planned, day }, { code }, forms) => {
    const { number, plural } = forms;
    const gone = failed + missed + unknown;
    const parts = [
      published === 0
        ? ''
        : `${posts(published, forms)} ${plural(published, { one: 'se publicó', other: 'se publicaron' })}`,
      failed === 0 ? '' : `${number(failed)} ${plural(failed, { one: 'falló', other: 'fallaron' })}`,
      missed === 0 ? '' : `${number(missed)} no ${plural(missed, { one: 'salió', other: 'salieron' })} a tiempo`,
      unknown === 0
        ? ''
        : `${number(unknown)} quizás ${plural(unknown, { one: 'esté', other: 'estén' })} en línea, y alguien debe revisarlo`,
    ].filter((part) => part !== '');
    const [title, next] = code === 'WEEKLY' ? ['Su semana', 'la próxima semana'] : ['Su día', 'el próximo día'];
    return {
      title: `${title}: ${number(published)} en línea${gone === 0 ? '' : `, ${number(gone)} no`}`,
      body: sentences(
        `Hasta la mañana del ${forms.day(day)}: ${parts.length === 0 ? 'no había nada previsto' : forms.list(parts)}.`,
        planned === 0
          ? `No hay nada previsto para ${next}.`
          : `Para ${next} ${plural(planned, { one: 'está prevista', other: 'están previstas' })} ${posts(planned, forms)}.`,
      ),
    };
  },
  PLATFORM_DOWN: ({ platform }) => ({
    title: `${platformName(platform)} no responde`,
    body: 'Las publicaciones esperan y salen cuando vuelva a funcionar.',
  }),
  PLATFORM_BACK: ({ platform }) => ({
    title: `${platformName(platform)} volvió a funcionar`,
    body: 'Las publicaciones que esperaban salen una tras otra.',
  }),
  QUOTA_NEARLY_USED: (params, _about, { number }) => ({
    title: `Un cupo de ${accountName(params)} está casi agotado`,
    body: `Se usaron ${number(params.taken)} de ${number(params.limit)} (${params.quota}).`,
  }),
  QUOTA_USED_UP: (params, _about, { number }) => ({
    title: `Un cupo de ${accountName(params)} se agotó`,
    body: `Se usaron los ${number(params.limit)} (${params.quota}). Las publicaciones que lo necesitan salen cuando haya lugar.`,
  }),
  BUDGET_NEARLY_USED: ({ spent, limit, currency, resetsAt }, _about, forms) => ({
    title: 'El presupuesto de este mes está casi gastado',
    body: `Se gastaron ${amount(spent, currency, forms)} de ${amount(limit, currency, forms)}. El nuevo mes empieza el ${forms.instant(resetsAt)}.`,
  }),
  BUDGET_USED_UP: ({ limit, currency, resetsAt }, _about, forms) => ({
    title: 'El presupuesto de este mes se agotó',
    body: `Lo que queda de ${amount(limit, currency, forms)} no alcanza para la próxima publicación. Auméntelo o espere al nuevo mes, que empieza el ${forms.instant(resetsAt)}.`,
  }),
  WEBHOOK_DISABLED: (_params, { code }) => ({
    title: 'Se desactivó un endpoint de webhook',
    body: sentences(wordsFor(DISABLED, code), 'Lo que espera por él se conserva y sale cuando alguien lo reactive.'),
  }),
  SUSPICIOUS_ACTIVITY: ({ platform, username, paused }, { code }) => ({
    title:
      platform === null
        ? 'Uso sospechoso de una clave de API'
        : `Actividad sospechosa en ${accountName({ platform, username })}`,
    body: sentences(wordsFor(SUSPECTED, code), paused ? 'La cuenta se pausó.' : ''),
  }),
};
