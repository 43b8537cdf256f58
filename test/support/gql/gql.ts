/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Viewer {\n    viewer {\n      workspace { id name }\n      apiKey { id name scopes brandIds isUsable }\n      scopes\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  query Brands($first: Int, $after: String) {\n    brands(first: $first, after: $after) {\n      totalCount\n      nodes { id name }\n      edges { cursor node { id } }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": typeof types.BrandsDocument,
    "\n  mutation RevokeKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey { id isUsable revokedAt }\n      userErrors { code message path }\n    }\n  }\n": typeof types.RevokeKeyDocument,
    "\n  query Posts($first: Int, $last: Int, $after: String, $before: String, $filter: ScheduledPostFilter, $orderBy: ScheduledPostOrder!) {\n    scheduledPosts(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {\n      totalCount\n      nodes { id caption status scheduledAt targets { id status } }\n      edges { cursor }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": typeof types.PostsDocument,
    "\n  query PostPage($first: Int!) {\n    scheduledPosts(first: $first) {\n      nodes { id status caption targets { id platform status socialAccount { id username status } } media { altText } }\n    }\n  }\n": typeof types.PostPageDocument,
    "\n  query BrandsWithPosts($first: Int!, $posts: Int!) {\n    brands(first: $first) {\n      nodes { id scheduledPosts(first: $posts, orderBy: CREATED_AT_ASC) { totalCount nodes { id caption } pageInfo { hasNextPage endCursor } } }\n    }\n  }\n": typeof types.BrandsWithPostsDocument,
    "\n  query AccountsWithQuotas {\n    socialAccounts(first: 50) { nodes { id platform quotas { name limit used resetsAt } brand { id } } }\n  }\n": typeof types.AccountsWithQuotasDocument,
    "\n  mutation CreatePost($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id version status externalId metadata targets { id status } }\n      userErrors { code message path limit actual }\n      warnings { code message path }\n    }\n  }\n": typeof types.CreatePostDocument,
    "\n  mutation CreateKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey { id }\n      secret\n      userErrors { code message path }\n    }\n  }\n": typeof types.CreateKeyDocument,
    "\n  mutation CreateBrand($input: CreateBrandInput!) {\n    createBrand(input: $input) {\n      brand { id version }\n      userErrors { code message path }\n    }\n  }\n": typeof types.CreateBrandDocument,
    "\n  mutation StartConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) {\n      authorizationUrl\n      state\n      userErrors { code message path }\n    }\n  }\n": typeof types.StartConnectionDocument,
    "\n  query ConnectedAccounts($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status }\n    }\n  }\n": typeof types.ConnectedAccountsDocument,
};
const documents: Documents = {
    "\n  query Viewer {\n    viewer {\n      workspace { id name }\n      apiKey { id name scopes brandIds isUsable }\n      scopes\n    }\n  }\n": types.ViewerDocument,
    "\n  query Brands($first: Int, $after: String) {\n    brands(first: $first, after: $after) {\n      totalCount\n      nodes { id name }\n      edges { cursor node { id } }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": types.BrandsDocument,
    "\n  mutation RevokeKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey { id isUsable revokedAt }\n      userErrors { code message path }\n    }\n  }\n": types.RevokeKeyDocument,
    "\n  query Posts($first: Int, $last: Int, $after: String, $before: String, $filter: ScheduledPostFilter, $orderBy: ScheduledPostOrder!) {\n    scheduledPosts(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {\n      totalCount\n      nodes { id caption status scheduledAt targets { id status } }\n      edges { cursor }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": types.PostsDocument,
    "\n  query PostPage($first: Int!) {\n    scheduledPosts(first: $first) {\n      nodes { id status caption targets { id platform status socialAccount { id username status } } media { altText } }\n    }\n  }\n": types.PostPageDocument,
    "\n  query BrandsWithPosts($first: Int!, $posts: Int!) {\n    brands(first: $first) {\n      nodes { id scheduledPosts(first: $posts, orderBy: CREATED_AT_ASC) { totalCount nodes { id caption } pageInfo { hasNextPage endCursor } } }\n    }\n  }\n": types.BrandsWithPostsDocument,
    "\n  query AccountsWithQuotas {\n    socialAccounts(first: 50) { nodes { id platform quotas { name limit used resetsAt } brand { id } } }\n  }\n": types.AccountsWithQuotasDocument,
    "\n  mutation CreatePost($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id version status externalId metadata targets { id status } }\n      userErrors { code message path limit actual }\n      warnings { code message path }\n    }\n  }\n": types.CreatePostDocument,
    "\n  mutation CreateKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey { id }\n      secret\n      userErrors { code message path }\n    }\n  }\n": types.CreateKeyDocument,
    "\n  mutation CreateBrand($input: CreateBrandInput!) {\n    createBrand(input: $input) {\n      brand { id version }\n      userErrors { code message path }\n    }\n  }\n": types.CreateBrandDocument,
    "\n  mutation StartConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) {\n      authorizationUrl\n      state\n      userErrors { code message path }\n    }\n  }\n": types.StartConnectionDocument,
    "\n  query ConnectedAccounts($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status }\n    }\n  }\n": types.ConnectedAccountsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      workspace { id name }\n      apiKey { id name scopes brandIds isUsable }\n      scopes\n    }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer {\n      workspace { id name }\n      apiKey { id name scopes brandIds isUsable }\n      scopes\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Brands($first: Int, $after: String) {\n    brands(first: $first, after: $after) {\n      totalCount\n      nodes { id name }\n      edges { cursor node { id } }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n"): (typeof documents)["\n  query Brands($first: Int, $after: String) {\n    brands(first: $first, after: $after) {\n      totalCount\n      nodes { id name }\n      edges { cursor node { id } }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey { id isUsable revokedAt }\n      userErrors { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation RevokeKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey { id isUsable revokedAt }\n      userErrors { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Posts($first: Int, $last: Int, $after: String, $before: String, $filter: ScheduledPostFilter, $orderBy: ScheduledPostOrder!) {\n    scheduledPosts(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {\n      totalCount\n      nodes { id caption status scheduledAt targets { id status } }\n      edges { cursor }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n"): (typeof documents)["\n  query Posts($first: Int, $last: Int, $after: String, $before: String, $filter: ScheduledPostFilter, $orderBy: ScheduledPostOrder!) {\n    scheduledPosts(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {\n      totalCount\n      nodes { id caption status scheduledAt targets { id status } }\n      edges { cursor }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PostPage($first: Int!) {\n    scheduledPosts(first: $first) {\n      nodes { id status caption targets { id platform status socialAccount { id username status } } media { altText } }\n    }\n  }\n"): (typeof documents)["\n  query PostPage($first: Int!) {\n    scheduledPosts(first: $first) {\n      nodes { id status caption targets { id platform status socialAccount { id username status } } media { altText } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query BrandsWithPosts($first: Int!, $posts: Int!) {\n    brands(first: $first) {\n      nodes { id scheduledPosts(first: $posts, orderBy: CREATED_AT_ASC) { totalCount nodes { id caption } pageInfo { hasNextPage endCursor } } }\n    }\n  }\n"): (typeof documents)["\n  query BrandsWithPosts($first: Int!, $posts: Int!) {\n    brands(first: $first) {\n      nodes { id scheduledPosts(first: $posts, orderBy: CREATED_AT_ASC) { totalCount nodes { id caption } pageInfo { hasNextPage endCursor } } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountsWithQuotas {\n    socialAccounts(first: 50) { nodes { id platform quotas { name limit used resetsAt } brand { id } } }\n  }\n"): (typeof documents)["\n  query AccountsWithQuotas {\n    socialAccounts(first: 50) { nodes { id platform quotas { name limit used resetsAt } brand { id } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreatePost($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id version status externalId metadata targets { id status } }\n      userErrors { code message path limit actual }\n      warnings { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation CreatePost($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id version status externalId metadata targets { id status } }\n      userErrors { code message path limit actual }\n      warnings { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey { id }\n      secret\n      userErrors { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey { id }\n      secret\n      userErrors { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateBrand($input: CreateBrandInput!) {\n    createBrand(input: $input) {\n      brand { id version }\n      userErrors { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateBrand($input: CreateBrandInput!) {\n    createBrand(input: $input) {\n      brand { id version }\n      userErrors { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) {\n      authorizationUrl\n      state\n      userErrors { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation StartConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) {\n      authorizationUrl\n      state\n      userErrors { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ConnectedAccounts($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status }\n    }\n  }\n"): (typeof documents)["\n  query ConnectedAccounts($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;