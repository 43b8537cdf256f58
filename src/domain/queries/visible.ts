/** `visibleSql` of domain/access for the lists of this folder. */
import type { Viewer } from '../../context.ts';
import { hasScope } from '../access.ts';
import type { Bind } from './keyset.ts';

/** Rows with a workspace and a brand; the brand itself has its id as `brand`. */
export function visibleRows(viewer: Viewer, bind: Bind, brandColumn: string | null = 't.brand_id'): string[] {
  return [
    `t.workspace_id = ${bind(viewer.workspaceId)}`,
    ...(viewer.brandIds === null || brandColumn === null
      ? []
      : [`${brandColumn} = ANY(${bind([...viewer.brandIds])}::uuid[])`]),
  ];
}

/** See `visibleApiKeys`. */
export function visibleKeyRows(viewer: Viewer, bind: Bind): string[] {
  const inWorkspace = `t.workspace_id = ${bind(viewer.workspaceId)}`;
  if (!hasScope(viewer, 'ADMIN')) return [inWorkspace, `t.id = ${bind(viewer.apiKeyId)}::uuid`];
  if (viewer.brandIds === null) return [inWorkspace];
  return [inWorkspace, `t.brand_ids && ${bind([...viewer.brandIds])}::uuid[]`];
}
