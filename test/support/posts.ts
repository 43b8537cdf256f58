/** Writes posts through the API. */
import type { Client } from './app.ts';
import type { CreateScheduledPostInput } from './gql/graphql.ts';
import { graphql } from './gql/index.ts';

const CreatePost = graphql(`
  mutation CreatePost($input: CreateScheduledPostInput!) {
    createScheduledPost(input: $input) {
      scheduledPost { id version targets { id } }
      userErrors { code message path }
    }
  }
`);

/** Must be accepted. A greeting that is due tomorrow, unless the input says otherwise. */
export async function createPost(
  client: Client,
  input: Pick<CreateScheduledPostInput, 'brandId' | 'targets'> & Partial<CreateScheduledPostInput>,
) {
  const { createScheduledPost } = await client(CreatePost, {
    input: {
      content: { caption: 'Hello' },
      schedule: { mode: 'AT', at: new Date(Date.now() + 86_400_000).toISOString() },
      ...input,
    },
  });
  const { scheduledPost, userErrors } = createScheduledPost;
  if (scheduledPost === null) throw new Error(JSON.stringify(userErrors));
  return scheduledPost;
}
