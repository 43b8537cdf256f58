/** The texts of notifications in Brazilian Portuguese; the glossary is that of the catalogue `common`. */
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
  `${number(count)} ${plural(count, { one: 'post', other: 'posts' })}`;
const days = (count: number, { number, plural }: OwnForms): string =>
  `${number(count)} ${plural(count, { one: 'dia', other: 'dias' })}`;

const waiting = (targets: number, forms: OwnForms): string =>
  targets === 0 ? 'Os posts agendados esperam até ela ser conectada de novo.' : stuck(targets, forms);
const stuck = (targets: number, forms: OwnForms): string =>
  targets === 0
    ? ''
    : `Até lá, ${posts(targets, forms)} ${forms.plural(targets, { one: 'não pode sair', other: 'não podem sair' })}.`;

const LATE: Late = {
  PAUSED: 'A publicação estava pausada.',
  RECONNECT: 'A conta precisava ser reconectada.',
  QUOTA: 'Uma cota da plataforma estava esgotada.',
  BUDGET: 'O orçamento tinha acabado.',
  PLATFORM_DOWN: 'A plataforma não respondia.',
  ACCOUNT_BUSY: 'A conta estava ocupada com outros posts.',
};
const SUSPECTED: Suspected = {
  CONNECTION_FAILURES: 'Conexões com uma chave de API falham repetidamente.',
  KEY_USED_FROM_MANY_NETWORKS: 'Uma chave de API está sendo usada a partir de muitas redes.',
  UNUSUAL_PUBLISHING: 'Uma conta publica muito mais do que o normal.',
};
const DISABLED: Disabled = {
  GONE: 'Ele respondeu 410: não quer receber mais nada.',
  FAILING: 'Há cinco dias ele só falha.',
};

const ACHIEVED: Achieved = {
  ALL_PLATFORMS: {
    title: 'No ar em todas as plataformas',
    body: 'Um dos seus posts está no ar em todas as plataformas ao mesmo tempo.',
  },
  HUNDRED_POSTS: { title: 'Cem posts', body: 'O seu centésimo post está no ar.' },
};
const credited = (credits: number, { number, plural }: OwnForms): string =>
  credits === 0 ? '' : `Você ganhou ${number(credits)} ${plural(credits, { one: 'crédito', other: 'créditos' })}.`;

export const ptBR: Writings = {
  FIRST_CONNECTION: ({ credits }, _about, forms) => ({
    title: 'A sua primeira conta está conectada',
    body: sentences('A partir de agora, posts podem sair por ela.', credited(credits, forms)),
  }),
  ACHIEVEMENT: ({ credits }, { code }, forms) => {
    const { title, body } = achievedIn(ACHIEVED, code);
    return { title, body: sentences(body, credited(credits, forms)) };
  },
  TOKEN_EXPIRES: (params, { targets }, forms) => ({
    title: `O acesso a ${accountName(params)} acaba em ${days(params.days, forms)}`,
    body: sentences(
      params.expiresAt === null ? '' : `Ele acaba em ${forms.instant(params.expiresAt)}.`,
      'Reconecte a conta antes disso.',
      targets === 0
        ? ''
        : `Senão, ${posts(targets, forms)} ${forms.plural(targets, { one: 'não poderá sair', other: 'não poderão sair' })}.`,
    ),
  }),
  TOKEN_EXPIRED: (params, { targets }, forms) => ({
    title: `O acesso a ${accountName(params)} acabou`,
    body: sentences('Não foi possível renová-lo. Reconecte a conta.', waiting(targets, forms)),
  }),
  TOKEN_REVOKED: (params, { targets }, forms) => ({
    title: `O acesso a ${accountName(params)} foi retirado`,
    body: sentences('O titular da conta ou a plataforma o retirou. Reconecte a conta.', waiting(targets, forms)),
  }),
  CONNECTION_LOST: (params, { code, targets }, forms) =>
    code === 'ACCOUNT_RESTRICTED'
      ? {
          title: `Nada pode ser publicado em ${accountName(params)}`,
          body: sentences(whyFailed('pt-BR', code), stuck(targets, forms)),
        }
      : {
          title: `A conexão com ${accountName(params)} se perdeu`,
          body: sentences(whyFailed('pt-BR', code), 'Reconecte a conta.', waiting(targets, forms)),
        },
  POST_PUBLISHED: (params) => ({ title: `Publicado em ${accountName(params)}`, body: 'O post está no ar.' }),
  POST_FAILED: (params, { code, targets }, forms) => ({
    title:
      targets > 1
        ? `${posts(targets, forms)} falharam em ${accountName(params)}`
        : `Um post falhou em ${accountName(params)}`,
    body: whyFailed('pt-BR', code),
  }),
  POST_MISSED: (params, { code, targets }, forms) => ({
    title:
      targets > 1
        ? `${posts(targets, forms)} não saíram em ${accountName(params)}`
        : `Um post não saiu em ${accountName(params)}`,
    body: sentences(wordsFor(LATE, code), 'A janela de atraso já passou. Escolha um novo horário.'),
  }),
  POST_OUTCOME_UNKNOWN: (params, { targets }, forms) => ({
    title:
      targets > 1
        ? `${posts(targets, forms)} talvez estejam no ar em ${accountName(params)}`
        : `Um post talvez esteja no ar em ${accountName(params)}`,
    body: 'A plataforma não respondeu, e nada mostra se ela aceitou o post. Confira lá e depois diga o que aconteceu com ele.',
  }),
  POST_AT_RISK: (params, { code, targets }, forms) => ({
    title:
      targets > 1
        ? `${posts(targets, forms)} talvez não saiam em ${accountName(params)}`
        : `Um post talvez não saia em ${accountName(params)}`,
    body: sentences(
      whyAtRisk('pt-BR', code),
      params.dueAt === null
        ? ''
        : `${targets > 1 ? 'O primeiro está marcado' : 'Está marcado'} para ${forms.instant(params.dueAt)}.`,
    ),
  }),
  SYNC_FAILED: (params, { code }) => ({
    title: `Os números de ${accountName(params)} não podem ser lidos`,
    body: sentences(whyFailed('pt-BR', code), 'De tempos em tempos, há uma nova leitura.'),
  }),
  AUDIENCE_GREW: ({ followers, followersBefore, ...params }, _about, { number, plural }) => ({
    title: `${accountName(params)} tem ${number(followers)} ${plural(followers, { one: 'seguidor', other: 'seguidores' })}`,
    body: `${plural(followers - followersBefore, { one: 'É', other: 'São' })} ${number(followers - followersBefore)} a mais do que na contagem anterior.`,
  }),
  DIGEST: ({ published, failed, missed, unknown, planned, day }, { code }, forms) => {
    const { number, plural } = forms;
    const gone = failed + missed + unknown;
    const parts = [
      published === 0
        ? ''
        : `${posts(published, forms)} ${plural(published, { one: 'foi ao ar', other: 'foram ao ar' })}`,
      failed === 0 ? '' : `${number(failed)} ${plural(failed, { one: 'falhou', other: 'falharam' })}`,
      missed === 0 ? '' : `${number(missed)} ${plural(missed, { one: 'não saiu', other: 'não saíram' })} a tempo`,
      unknown === 0
        ? ''
        : `${number(unknown)} talvez ${plural(unknown, { one: 'esteja', other: 'estejam' })} no ar, e alguém precisa conferir`,
    ].filter((part) => part !== '');
    const [title, next] = code === 'WEEKLY' ? ['Sua semana', 'a próxima semana'] : ['Seu dia', 'o próximo dia'];
    return {
      title: `${title}: ${number(published)} no ar${gone === 0 ? '' : `, ${number(gone)} não`}`,
      body: sentences(
        `Até a manhã de ${forms.day(day)}: ${parts.length === 0 ? 'não havia nada marcado' : forms.list(parts)}.`,
        planned === 0
          ? `Não há nada planejado para ${next}.`
          : `Para ${next}, ${plural(planned, { one: 'está planejado', other: 'estão planejados' })} ${posts(planned, forms)}.`,
      ),
    };
  },
  PLATFORM_DOWN: ({ platform }) => ({
    title: `${platformName(platform)} não responde`,
    body: 'Os posts esperam e saem quando voltar a funcionar.',
  }),
  PLATFORM_BACK: ({ platform }) => ({
    title: `${platformName(platform)} voltou a funcionar`,
    body: 'Os posts que esperavam saem um após o outro.',
  }),
  QUOTA_NEARLY_USED: (params, _about, { number }) => ({
    title: `Uma cota de ${accountName(params)} está quase esgotada`,
    body: `Já foram usados ${number(params.taken)} de ${number(params.limit)} (${params.quota}).`,
  }),
  QUOTA_USED_UP: (params, _about, { number }) => ({
    title: `Uma cota de ${accountName(params)} se esgotou`,
    body: `Todos os ${number(params.limit)} foram usados (${params.quota}). Os posts que dependem dela saem quando houver espaço.`,
  }),
  BUDGET_NEARLY_USED: ({ spent, limit, currency, resetsAt }, _about, forms) => ({
    title: 'O orçamento deste mês está quase no fim',
    body: `${amount(spent, currency, forms)} de ${amount(limit, currency, forms)} já foram gastos. O novo mês começa em ${forms.instant(resetsAt)}.`,
  }),
  BUDGET_USED_UP: ({ limit, currency, resetsAt }, _about, forms) => ({
    title: 'O orçamento deste mês acabou',
    body: `O que resta de ${amount(limit, currency, forms)} não cobre o próximo post. Aumente o orçamento ou espere o novo mês, que começa em ${forms.instant(resetsAt)}.`,
  }),
  WEBHOOK_DISABLED: (_params, { code }) => ({
    title: 'Um endpoint de webhook foi desativado',
    body: sentences(wordsFor(DISABLED, code), 'O que espera por ele fica guardado e sai quando alguém o reativar.'),
  }),
  SUSPICIOUS_ACTIVITY: ({ platform, username, paused }, { code }) => ({
    title:
      platform === null
        ? 'Uso suspeito de uma chave de API'
        : `Atividade suspeita em ${accountName({ platform, username })}`,
    body: sentences(wordsFor(SUSPECTED, code), paused ? 'A conta foi pausada.' : ''),
  }),
};
