/** Child process, reference: the same two queries on a bare Yoga, each resolved by one hand-written SQL statement. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSchema, createYoga } from 'graphql-yoga';
import pg from 'pg';
import { serveCommands } from '../child.ts';

const typeDefs = /* GraphQL */ `
  type Query {
    scheduledPosts(first: Int!): ScheduledPostConnection!
    scheduledPost(id: ID!): ScheduledPost
  }
  type ScheduledPostConnection {
    nodes: [ScheduledPost!]!
    pageInfo: PageInfo!
  }
  type PageInfo {
    hasNextPage: Boolean!
    endCursor: String
  }
  type ScheduledPost {
    id: ID!
    caption: String!
    scheduledAt: String
    status: String!
    targets: [PostTarget!]!
  }
  type PostTarget {
    id: ID!
    platform: String!
    format: String!
    status: String!
    phase: String
    dueAt: String
    permalink: String
    socialAccount: SocialAccount!
  }
  type SocialAccount {
    id: ID!
    username: String
  }
`;

const POST = `
  SELECT p.id, p.caption, p.scheduled_at AS "scheduledAt",
    (SELECT CASE WHEN bool_and(t.status = 'SCHEDULED') THEN 'SCHEDULED' WHEN bool_and(t.status = 'PUBLISHED') THEN 'PUBLISHED' ELSE 'PUBLISHING' END FROM post_target t WHERE t.post_id = p.id) AS status,
    (SELECT json_agg(json_build_object('id', t.id, 'platform', t.platform, 'format', t.format, 'status', t.status, 'phase', t.phase, 'dueAt', t.due_at, 'permalink', t.permalink,
       'socialAccount', json_build_object('id', a.id, 'username', a.username)) ORDER BY t.id)
     FROM post_target t JOIN social_account a ON a.id = t.social_account_id WHERE t.post_id = p.id) AS targets
  FROM scheduled_post p`;

let pool: pg.Pool;
let workspaceId: string;

const resolvers = {
  Query: {
    scheduledPosts: async (_root: unknown, { first }: { first: number }) => {
      const { rows } = await pool.query({
        name: 'page',
        text: `${POST} WHERE p.workspace_id = $1 ORDER BY p.scheduled_at DESC, p.id DESC LIMIT $2`,
        values: [workspaceId, first + 1],
      });
      const nodes = rows.slice(0, first);
      return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor: nodes.at(-1)?.id } };
    },
    scheduledPost: async (_root: unknown, { id }: { id: string }) => {
      const { rows } = await pool.query({
        name: 'one',
        text: `${POST} WHERE p.id = $1 AND p.workspace_id = $2`,
        values: [id, workspaceId],
      });
      return rows[0];
    },
  },
};

const server = createServer(
  createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false, graphiql: false }),
);

const commands = {
  start: async (options: { databaseUrl: string; workspaceId: string }) => {
    workspaceId = options.workspaceId;
    pool = new pg.Pool({ connectionString: options.databaseUrl, max: 20 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  stop: async () => {
    server.closeAllConnections();
    await pool.end();
  },
};
export type BareReads = typeof commands;

serveCommands(commands);
